"""Intake: reports come in, raw first."""
