"""Lifecycles: tables of arrows that say which deed is possible now and which state follows from the facts."""
