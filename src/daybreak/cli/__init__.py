"""The command line: verbs that read as sentences. Data on stdout, words on stderr.

Exit codes: 0 done; 1 refused, with a sentence that says why; 2 the command was written wrongly; 3 verification
found faults.
"""

from __future__ import annotations

import os
from importlib import import_module

import click

from daybreak.cli.words import Sentences

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")
ROOMS = {
    "demo": ("demo",),
    "drill": ("drill",),
    "keys": ("key",),
    "metrics": ("metrics",),
    "policy": ("policy",),
    "records": ("duties", "journal", "mail", "report"),
    "site": ("migrate", "serve", "setup", "worker"),
}
"""The commands, by the module that has them: only the one that is asked for is read, so that each starts quickly."""


class Verbs(Sentences):
    """The group of all commands."""

    def list_commands(self, _context: click.Context) -> list[str]:
        """Name them in the order of the alphabet."""
        return sorted(name for names in ROOMS.values() for name in names)

    def get_command(self, _context: click.Context, cmd_name: str) -> click.Command | None:
        """Read one."""
        room = next((room for room, names in ROOMS.items() if cmd_name in names), None)
        found: click.Command | None = getattr(import_module(f"daybreak.cli.{room}"), cmd_name) if room else None
        return found


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="daybreak")
def main() -> None:
    """Daybreak, the open PSIRT platform: every report handled, every promise kept, one agreed moment."""
