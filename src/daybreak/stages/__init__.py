"""Stages: the verbs, in the order of the life of a vulnerability."""
