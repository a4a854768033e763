"""Products: the catalogue of what we ship."""
