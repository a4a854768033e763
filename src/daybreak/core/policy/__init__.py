"""The policy: its model, how it is read and checked, and the duties that follow from it."""
