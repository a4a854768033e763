"""Connectors: the outside world; bytes on the wire, nothing of ours but core."""
