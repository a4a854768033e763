"""`daybreak duties evidence`: everything that shows how one duty was kept or missed, for whoever is inside."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from daybreak.cli.words import give, refuse, start
from daybreak.core.policy.show_duties import source_words

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.notices.queries import NoticePage
    from daybreak.stages.cases.evidence import Evidence, Proof


@click.command()
@click.argument("number")
@click.argument("rule")
@click.option("--of", "subject", default="", help="The key of what it is about, where a case owes it several times.")
@click.option("--as", "email", required=True, help="Who looks: the e-mail address of somebody inside the case.")
@click.option("--json", "as_json", is_flag=True, help="As JSON on stdout.")
@click.option("--language", default="en", show_default=True, help="The language of the duty's name and spans.")
def evidence(number: str, rule: str, subject: str, email: str, language: str, *, as_json: bool) -> None:
    """Show what duty RULE of case or report NUMBER rests on, what started and kept it, and what was sent.

    For a duty of the site (a daily look, a key, the policy's review) NUMBER is `site`.

    Looking is journaled, as at the desk. Exit code 1, with one and the same sentence: there is no such number, no such
    duty, or it is not for this person.
    """
    start()
    from daybreak.cli.people import acting
    from daybreak.doors.told import evidence_told
    from daybreak.journal.clock import database_now
    from daybreak.people.queries import person_named, viewer_of
    from daybreak.people.reading import note_read
    from daybreak.stages.cases.queries import NotVisible
    from daybreak.stages.cases.site_duties import SITE
    from daybreak.stages.cases.site_evidence import evidence_of

    actor, now = acting(email), database_now()
    person = person_named(str(actor)) or refuse("Nobody.")
    try:
        found = evidence_of(viewer_of(person, now), now, number, rule, subject)
    except NotVisible:
        refuse(f"There is no duty {rule} of {number} that {email} may see.")
    if found.scope != SITE:
        note_read(actor=actor, now=now, subjects={found.scope: found.key})
    if as_json:
        give(evidence_told(found, now, language))
    else:
        click.echo("\n".join(_said(found, language)))


def _at(instant: datetime | None) -> str | None:
    return instant.isoformat() if instant else None


def _said(found: Evidence, language: str) -> list[str]:
    duty = found.duty
    name = " · ".join(filter(None, (duty.name.in_(language, found.policy.language), found.about)))
    told = [f"{found.number} {found.title}", f"{name} ({duty.id})"]
    told.append(f"{found.state.replace('_', ' ')}; {duty.strength.replace('_', ' ')}")
    told.append(f"basis: {source_words(duty.basis, language) or 'the policy itself'}")
    told.append(f"policy: {found.policy_sha256}, in force from {_at(found.in_force_from)}")
    for label, at in (
        ("start", duty.start),
        ("aim", duty.aim),
        ("limit", duty.limit),
        ("kept", duty.kept),
        ("ended", duty.ended),
    ):
        told.append(f"{label}: {_at(at) or '-'}")
    told += [f"started by {_line(one)}" for one in found.started_by]
    told += [f"extended until {_at(one.until)}: {one.reason}{' (late)' if one.late else ''}" for one in duty.extensions]
    told += [f"paused from {_at(one.since)} until {_at(one.until) or '-'}: {one.reason}" for one in duty.pauses]
    told += [f"changed by {_line(one)}{_words(one)}" for one in found.changes]
    told += [f"{found.waiver_asked_by} asks to waive it; somebody else must agree"] if found.waiver_asked_by else []
    told += [f"kept by {_line(one)}" for one in found.done or ((found.kept_by,) if found.kept_by else ())]
    told += [_sent(one) for one in found.letters]
    told.append(f"journal: {found.head[0]} {found.head[1]}; `daybreak journal verify` checks it")
    return told


def _line(one: Proof) -> str:
    return f"{one.kind} by {one.who} at {_at(one.happened_at)}, entry {one.position} {one.hash}"


def _words(one: Proof) -> str:
    said = " ".join(str(one.words[name]) for name in ("words", "reason") if one.words.get(name))
    return f": {said}" if said else ""


def _sent(one: NoticePage) -> str:
    told = [f"sent to {one.line.to}: {_at(one.sent_at) or 'not yet'}", one.message_id]
    if one.confirmed_at:
        told.append(f"confirmed {_at(one.confirmed_at)} ({one.reference or 'without reference'})")
    if one.bounced_at:
        told.append(f"came back {_at(one.bounced_at)}")
    return ", ".join(told)
