"""Clocks: spans, calendars, deadlines and how they are spoken; nothing here reads the time."""
