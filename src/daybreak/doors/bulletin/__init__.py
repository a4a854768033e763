"""The bulletin: the public."""
