"""`python -m daybreak` is the `daybreak` command."""

from __future__ import annotations

from daybreak.cli import main

main()
