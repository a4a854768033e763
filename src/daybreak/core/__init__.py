"""Laws: pure functions and frozen values, without clock, disk, network or framework."""
