"""Data keys, sealed text and sealed files: what is restricted is unreadable without the site's keys."""
