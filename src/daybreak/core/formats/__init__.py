"""What leaves the house, as bytes: every format renders the one advisory value and reads nothing else."""
