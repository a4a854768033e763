"""Nouns: the only tables of ours, and one line of migrations."""
