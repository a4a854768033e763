"""Daybreak, the open PSIRT platform."""
