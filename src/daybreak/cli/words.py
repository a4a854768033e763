"""How the command line speaks: refusals as one sentence on stderr, and Django only where it is needed."""

from __future__ import annotations

import json
import os
from typing import Any, NoReturn

import click


class Refused(click.ClickException):
    """A sentence on stderr and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True, file=file)


class Sentences(click.Group):
    """A group whose commands end in a sentence, never in a traceback, when something expected is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn our refusals into sentences."""
        try:
            return super().invoke(ctx)
        except _expected() as fault:
            raise Refused(str(fault)) from fault


def _expected() -> tuple[type[Exception], ...]:
    from django.db import OperationalError

    from daybreak.core.policy.faults import PolicyFaults
    from daybreak.core.verdict import Refusal
    from daybreak.environment import EnvironmentFaulty
    from daybreak.vault.site_keys import KeyMissing

    return (Refusal, PolicyFaults, EnvironmentFaulty, KeyMissing, OperationalError)


def start(*, as_the_house: bool = True) -> None:
    """Start Django: for commands that touch the site's records, as the house unless they serve others."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")
    import django

    django.setup()
    if as_the_house:
        from daybreak.records.on_behalf import this_process_is_the_house

        this_process_is_the_house()


def as_owner() -> None:
    """Use the owning database role for this process, where one is named; before Django starts."""
    owner = os.environ.get("DAYBREAK_DATABASE_OWNER_URL")
    if owner:
        os.environ["DAYBREAK_DATABASE_URL"] = owner


def say(sentence: str) -> None:
    """Say something to the person at the terminal, on stderr."""
    click.echo(sentence, err=True)


def give(data: object) -> None:
    """Give data to a machine, on stdout, as JSON."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))


def refuse(sentence: str) -> NoReturn:
    """End with a sentence and exit code 1."""
    raise Refused(sentence)
