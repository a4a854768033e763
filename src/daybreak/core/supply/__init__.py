"""What our releases are made of: kinds of releases, the gates before them, components and their approval."""
