"""Publication: what is public now."""
