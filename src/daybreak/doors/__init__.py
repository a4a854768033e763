"""Doors: one per audience, and what every door needs (audience, refusals, sign-in, uploads)."""
