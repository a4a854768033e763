"""Drills: a fast clock, and the invented incidents that are played by it."""
