"""Notices: whatever leaves the house, written in the deed that causes it and delivered later."""
