"""What happened: appended, chained, never changed, and verified."""
