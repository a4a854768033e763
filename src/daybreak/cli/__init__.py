"""The command line: verbs that read as sentences. Data on stdout, words on stderr.

Exit codes: 0 done; 1 refused, with a sentence that says why; 2 the command was written wrongly; 3 verification
found faults.
"""

from __future__ import annotations

import os

import click

from daybreak.cli.keys import key
from daybreak.cli.policy import policy
from daybreak.cli.site import migrate, serve, setup, worker
from daybreak.cli.words import Sentences

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")


@click.group(cls=Sentences, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="daybreak")
def main() -> None:
    """Daybreak, the open PSIRT platform: every report handled, every promise kept, one agreed moment."""


def _gather() -> None:
    from daybreak.cli import demo, drill, metrics, records

    for command in (policy, key, setup, migrate, serve, worker):
        main.add_command(command)
    for command in (*records.COMMANDS, *metrics.COMMANDS, *demo.COMMANDS, *drill.COMMANDS):
        main.add_command(command)


_gather()
