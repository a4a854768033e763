"""The program: which policy version is in force, and which one a report or case is bound to."""
