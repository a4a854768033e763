"""The desk: the team."""
