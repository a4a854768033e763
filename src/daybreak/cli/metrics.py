"""The operator's figures over all cases: counts and lengths of time, no case's title and no number."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from daybreak.cli.words import give, refuse, start
from daybreak.core.metrics import show
from daybreak.core.metrics.period import days

if TYPE_CHECKING:
    from daybreak.core.metrics.period import Period


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout; lengths in hours.")
@click.option("--from", "first", default="", help="The first day that counts, for example 2026-04-01.")
@click.option("--to", "last", default="", help="The last day that counts, for example 2026-06-30.")
def metrics(first: str, last: str, *, as_json: bool) -> None:
    """Count over all cases: promises kept and missed, times, ages, the order of events, reports. No titles."""
    begin, end = (_day(written) if written else None for written in (first, last))
    start()
    from daybreak.journal.clock import database_now
    from daybreak.program.versions import policy_in_force
    from daybreak.stages.cases.figures import site_figures

    now = database_now()
    found = site_figures(now, _period(begin, end, policy_in_force(now).organisation.time_zone))
    if as_json:
        give(show.data(found))
    else:
        click.echo(show.shown(found), nl=False)


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        refuse(f"{written!r} is no day; write for example 2026-04-01.")


def _period(first: date | None, last: date | None, zone: str) -> Period:
    try:
        return days(first, last, zone)
    except ValueError as fault:
        refuse(str(fault))
