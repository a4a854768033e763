"""The API: machines."""
