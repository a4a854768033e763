"""How the command line speaks: refusals as one sentence on stderr, and Django only where it is needed."""

from __future__ import annotations

import json
import os
from gettext import translation as catalogue
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from daybreak import environment

if TYPE_CHECKING:
    from collections.abc import Callable

NO_TEXT = "What was given holds bytes that are no UTF-8 text; nothing was kept. Write it in UTF-8."
OWN_ALONE = 0o077
"""What is made in DAYBREAK_HOME is for the site's own user, whatever the folder allows."""
_CATALOGUES = Path(__file__).parents[1] / "locale"


class Refused(click.ClickException):
    """A sentence on stderr and exit code 1."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence alone."""
        click.echo(self.message, err=True, file=file)


class Chosen(click.Choice[str]):
    """A choice among words; one of several parts may be written as it is spoken, with blanks."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Read `own promise` as `own_promise`."""
        return super().convert(value.replace(" ", "_") if isinstance(value, str) else value, param, ctx)


class Sentences(click.Group):
    """A group whose commands end in a sentence, never in a traceback, when something expected is wrong."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; turn our refusals into sentences."""
        try:
            return super().invoke(ctx)
        except UnicodeEncodeError as fault:
            raise Refused(NO_TEXT) from fault
        except _expected() as fault:
            raise Refused(_told(fault)) from fault


def _expected() -> tuple[type[Exception], ...]:
    from django.db import OperationalError, ProgrammingError
    from django.db.migrations.exceptions import MigrationSchemaMissing

    from daybreak.core.policy.faults import PolicyFaults
    from daybreak.core.verdict import Refusal
    from daybreak.environment import EnvironmentFaulty
    from daybreak.vault.site_keys import KeyMissing

    return (
        Refusal,
        PolicyFaults,
        EnvironmentFaulty,
        KeyMissing,
        OperationalError,
        ProgrammingError,
        MigrationSchemaMissing,
    )


def _told(fault: Exception) -> str:
    from django.db import DatabaseError

    from daybreak.core.policy.faults import PolicyFaults

    if isinstance(fault, DatabaseError):
        return f"The database cannot be used: {str(fault).strip()}. If the site is new or updated: `daybreak migrate`."
    if not isinstance(fault, PolicyFaults):
        return str(fault)
    language = terminal_language()
    return "\n".join(f"{one.where}: {one.told(translated(language), language)}" for one in fault.faults)


def terminal_language() -> str:
    """Name the language of the terminal, as its environment says (LC_ALL, LC_MESSAGES, LANG): `ja`, else `en`."""
    said = next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "")
    return "ja" if said.lower().startswith("ja") else "en"


def translated(language: str) -> Callable[[str], str]:
    """Give what translates a message of the catalogues; without Django, and English where there is no catalogue."""
    return catalogue("django", str(_CATALOGUES), languages=[language], fallback=True).gettext


def start(*, as_the_house: bool = True) -> None:
    """Start Django: for commands that touch the site's records, as the house unless they serve others."""
    found = environment.read()
    if not (found.keys / "vault.key").exists():
        refuse(f"There is no site in {found.home}. Run `daybreak setup` first.")
    os.umask(OWN_ALONE)
    read_settings()
    if as_the_house:
        from daybreak.records.on_behalf import this_process_is_the_house

        this_process_is_the_house()


def read_settings() -> None:
    """Let Django read its settings, whether there is a site or not yet."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "daybreak.settings")
    import django

    django.setup()


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
