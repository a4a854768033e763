"""`daybreak journal`, `report`, `mail`, `duties`: reading what the site holds, and bringing mail in."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from daybreak.cli.board import board
from daybreak.cli.evidence import evidence
from daybreak.cli.words import give, refuse, say, start

VERIFY_FAILED = 3


@click.group()
def journal() -> None:
    """What happened."""


@journal.command()
@click.option("--json", "as_json", is_flag=True, help="The faults as JSON on stdout.")
@click.pass_context
def verify(context: click.Context, *, as_json: bool) -> None:
    """Check that no entry was changed, removed or reordered; exit 3 if one was."""
    start()
    from daybreak.journal import verify as proof

    found, entries, ahead = proof.verify(), proof.count(), proof.past_head()
    if as_json:
        give({"entries": entries, "past_head": ahead, "faults": found})
    for fault in found if not as_json else ():
        click.echo(fault)
    if ahead:
        beyond = "1 entry stands" if ahead == 1 else f"{ahead} entries stand"
        say(f"{beyond} after the last that this host saw committed: written by another host, or as a process ended.")
    if found:
        say(f"{len(found)} fault{'s' if len(found) != 1 else ''} in {entries} entries.")
        context.exit(VERIFY_FAILED)
    say(f"{entries} entries, each in its place and unchanged.")


@click.group()
def report() -> None:
    """Reports as they came in."""


@report.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
def list_reports(*, as_json: bool) -> None:
    """List every report: number, door, received at, SHA-256 of the raw bytes."""
    start()
    from daybreak.stages.intake.ledger import ledger

    lines = ledger()
    if as_json:
        give(lines)
        return
    for line in lines:
        click.echo("  ".join(str(line[key]) for key in ("number", "door", "received_at", "sha256")))


@click.group()
def mail() -> None:
    """Mail that brings reports."""


@mail.command("import")
@click.argument("file", default="-")
@click.option("--json", "as_json", is_flag=True, help="The receipt as JSON on stdout.")
def import_mail(file: str, *, as_json: bool) -> None:
    """Take one raw RFC 5322 message from FILE, or from standard input, as a report."""
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as fault:
        refuse(f"{file}: {fault.strerror}.")
    start()
    from daybreak.jobs.mail_in import import_mail as bring_in
    from daybreak.journal.clock import database_now

    receipt = bring_in(raw, now=database_now())
    if as_json:
        give({"number": receipt.report.number, "sha256": receipt.report.raw_sha256, "repeated": receipt.repeated})
    say(f"{receipt.report.number}: stored, {len(raw)} bytes{' (it had come before)' if receipt.repeated else ''}.")


@click.group()
def duties() -> None:
    """Who must do what by when."""


@duties.command()
def rebuild() -> None:
    """Derive every duty's instants, and every end of a time for keeping, anew from policy and journal."""
    start()
    from daybreak.jobs import deriving
    from daybreak.jobs.round import Round
    from daybreak.stages.intake.privacy import keeping

    deriving.begin_anew(Round())
    whole = deriving.left()
    done = 0
    while some := deriving.derive_due(Round()):
        done += some
        say(f"{done} of {whole} reports and cases are derived anew.")
    say(f"{keeping.rebuild()} ends of times for keeping derived anew.")


duties.add_command(board)
duties.add_command(evidence)
