"""`daybreak policy`: check a file, show it, compare two, try one on the past, put it in force."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from daybreak.cli.words import give, refuse, say, start, terminal_language, translated
from daybreak.core.clocks.calendars import zone_of
from daybreak.core.policy import diff_show, replay_show
from daybreak.core.policy.diff import compare
from daybreak.core.policy.faults import PolicyFaults
from daybreak.core.policy.loading import MOST_BYTES, decoded, load, shipped_overlay
from daybreak.core.policy.model import Policy
from daybreak.core.policy.show import show as shown
from daybreak.core.words import gettext_noop as _

YEARS = range(1990, 2200)
"""The years of an instant at the desk, too: beyond them zones and calendars end."""


def read_policy(file: str) -> Policy:
    """Read a policy file from the disk; overlays lie beside it or come with Daybreak. Raises PolicyFaults."""
    path = Path(file)
    try:
        with path.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except OSError as fault:
        refuse(f"{file}: {fault.strerror}.")
    return load(decoded(raw, file), name=file, include=lambda name: _overlay(path.parent, name))


def _overlay(folder: Path, name: str) -> str:
    beside = folder / f"{name}.yaml"
    safe = "/" not in name and "\\" not in name
    return decoded(beside.read_bytes(), str(beside)) if safe and beside.is_file() else shipped_overlay(name)


@click.group()
def policy() -> None:
    """The policy file that is the program."""


@policy.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="Faults as JSON on stdout.")
@click.option("--language", default="", help="The language of the sentences: en or ja; the terminal's by default.")
def check(file: str, language: str, *, as_json: bool) -> None:
    """Name every fault of FILE with line, column and a sentence; exit 1 if there is one."""
    tongue = language or terminal_language()
    translate = translated(tongue)
    try:
        read_policy(file)
    except PolicyFaults as found:
        told = [(fault, fault.told(translate, tongue)) for fault in found.faults]
        if as_json:
            give([{"file": it.file, "line": it.line, "column": it.column, "sentence": said} for it, said in told])
        else:
            click.echo("\n".join(f"{fault.where}: {said}" for fault, said in told))
        words = _("1 fault in %(file)s.") if len(told) == 1 else _("%(count)s faults in %(file)s.")
        refuse(translate(words) % {"count": len(told), "file": file})
    if as_json:
        give([])
    say(translate(_("%(file)s says what it means: no faults.")) % {"file": file})


@policy.command()
@click.argument("file")
@click.option("--language", default="", help="The language to show it in; the policy's first by default.")
def show(file: str, language: str) -> None:
    """Print FILE as a reader would want it: who does what by when, and what is told to whom."""
    found = read_policy(file)
    click.echo(shown(found, language or found.language))


@policy.command()
@click.argument("file")
@click.option(
    "--from", "in_force_from", required=True, help="The instant from which it holds, with zone: 2026-12-01T00:00+09:00"
)
@click.option("--as", "email", required=True, help="Who puts it in force: the e-mail address of an administrator.")
def adopt(file: str, in_force_from: str, email: str) -> None:
    """Put FILE in force from an instant on; open cases keep the version they were received under."""
    found = read_policy(file)
    instant = _instant(in_force_from, f"{in_force_from!r} is no instant; write for example 2026-12-01T00:00+09:00.")
    if instant.tzinfo is None:
        refuse("Write the zone too, for example 2026-12-01T00:00+09:00.")
    start()
    from daybreak.cli.people import acting
    from daybreak.core.verdict import Refusal
    from daybreak.journal.clock import database_now
    from daybreak.stages.publication.policy_adoption import put_in_force

    try:
        version = put_in_force(actor=acting(email), now=database_now(), policy=found, in_force_from=instant)
    except Refusal as refusal:
        refuse(str(refusal))
    say(f"In force from {instant.isoformat()}: policy {version.sha256[:12]}. The products it names are registered.")


@policy.command()
@click.argument("old")
@click.argument("new")
@click.option("--json", "as_json", is_flag=True, help="The differences as JSON on stdout.")
@click.option("--language", default="", help="The language to say them in; NEW's first by default.")
def diff(old: str, new: str, language: str, *, as_json: bool) -> None:
    """Say how the policy file NEW differs from OLD: rules as sentences, words with additions and removals marked."""
    before, after = read_policy(old), read_policy(new)
    found = compare(before, after, language or after.language)
    if as_json:
        give(diff_show.data(found))
        return
    click.echo(diff_show.shown(found), nl=False)


@policy.command()
@click.argument("file")
@click.option("--json", "as_json", is_flag=True, help="The outcome as JSON on stdout.")
@click.option("--from", "since", default="", help="Only cases opened from this day on, for example 2026-04-01.")
@click.option("--closed/--all", "closed_only", default=True, help="Closed cases only (the default), or open ones too.")
@click.option("--language", default="", help="The language to say it in; the policy's first by default.")
def replay(file: str, since: str, language: str, *, as_json: bool, closed_only: bool) -> None:
    """Run all past cases under FILE: which duties would have been kept or missed. Nothing is changed."""
    found = read_policy(file)
    began = _first_day(since, found) if since else None
    start()
    from daybreak.journal.clock import database_now
    from daybreak.program.replay import Past, how_many, replay_past

    past = Past(closed_only=closed_only, since=began)
    silent = not sys.stderr.isatty()
    with click.progressbar(length=how_many(past), label="Cases run", file=sys.stderr, hidden=silent) as bar:
        result = replay_past(found, now=database_now(), past=past, told=bar.update)
    if as_json:
        give(replay_show.data(result))
    else:
        click.echo(replay_show.shown(result, found, language or found.language), nl=False)


def _first_day(day: str, policy: Policy) -> datetime:
    """Give the beginning of a day in the organisation's zone, or the instant if one with zone was written."""
    instant = _instant(day, f"{day!r} is no day; write for example 2026-04-01.")
    return instant if instant.tzinfo else instant.replace(tzinfo=zone_of(policy.organisation.time_zone))


def _instant(written: str, otherwise: str) -> datetime:
    """Read a day or an instant of a year that somebody can mean; end with a sentence where it is none."""
    try:
        instant = datetime.fromisoformat(written)
    except ValueError:
        refuse(otherwise)
    if instant.year not in YEARS:
        refuse(f"Write a year between {YEARS[0]} and {YEARS[-1]}, not {instant.year}.")
    return instant
