"""Coordination: what is told to whom outside, as notices."""
