"""Part of the records: see the package docstring."""
