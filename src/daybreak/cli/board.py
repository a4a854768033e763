"""`daybreak duties list`: the duty board of one person at the command line, in parts, as text or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from daybreak.cli.words import Chosen, give, refuse, start

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.stages.cases.board import BoardLine, Whose

WHOSE, STATES = ("mine", "team", "all"), ("overdue", "today", "week", "later", "paused")
STRENGTHS = ("law", "contract", "programme_rule", "own_promise")
MOST = 1000


@click.command("list")
@click.option("--as", "email", required=True, help="Whose board: the e-mail address of somebody of the site.")
@click.option("--whose", type=click.Choice(WHOSE), default="mine", show_default=True, help="Whose duties.")
@click.option("--state", type=click.Choice(STATES), help="Only those that stand so.")
@click.option("--strength", type=Chosen(STRENGTHS), help="Only those of this strength.")
@click.option("--skip", default=0, type=click.IntRange(0, 100_000), help="How many to leave out at the beginning.")
@click.option("--count", default=50, show_default=True, type=click.IntRange(1, MOST), help="How many to give.")
@click.option("--language", default="en", show_default=True, help="The language of the duties' names.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
def board(email: str, language: str, whose: Whose, *, as_json: bool, **asked: Any) -> None:
    """List open duties in the order of Today: overdue first, then by limit or else aim; no titles, none of a drill."""
    start()
    from daybreak.cli.people import acting
    from daybreak.journal.clock import database_now
    from daybreak.people.queries import person_named, viewer_of
    from daybreak.stages.cases import board as queries

    now = database_now()
    person = person_named(str(acting(email))) or refuse("Nobody.")
    state, strength, skip, count = (asked[name] for name in ("state", "strength", "skip", "count"))
    wanted = queries.Wanted(whose, strength or "", state or "", skip, count, titles=False)
    found = queries.board(viewer_of(person, now), now, wanted)
    if as_json:
        told = [_data(one, language) for one in found.lines]
        give({"as_of": _at(now), "found": found.found, **vars(found.counts), "duties": told})
        return
    for one in found.lines:
        end = _at(one.limit) or (f"aim {_at(one.aim)}" if one.aim else "-")
        click.echo(f"{one.state:8}  {end:29}  {one.number or one.scope}  {one.name.in_(language)}")


def _data(one: BoardLine, language: str) -> dict[str, object]:
    return {
        "rule": one.rule,
        "name": one.name.in_(language),
        "strength": one.strength,
        "clause": one.clause,
        "who": [role.in_(language) for role in one.who],
        "mine": one.mine,
        "scope": one.scope,
        "number": one.number,
        "start": _at(one.start),
        "aim": _at(one.aim),
        "limit": _at(one.limit),
        "state": one.state,
    }


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat(timespec="seconds") if instant else None
