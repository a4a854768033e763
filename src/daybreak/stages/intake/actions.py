"""Deeds of intake: receive a report, hand one over, look through a mailbox."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import asdict, replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.facts import utc_code
from daybreak.core.identifiers import new_number, new_tracking_code
from daybreak.core.written import fold
from daybreak.journal.deed import deed
from daybreak.program.pace import PREFIX
from daybreak.program.versions import policy_of, version_in_force
from daybreak.records.models import Report, Thread
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.intake.adoption import keep
from daybreak.stages.intake.consent import agreed, note_consents
from daybreak.stages.intake.letters import send_receipt
from daybreak.stages.intake.refusals import ReportDecidedAlready, ReportSaysNothing
from daybreak.stages.intake.submission import Receipt
from daybreak.vault import site_keys
from daybreak.vault.data_keys import index_hash, new_data_key
from daybreak.vault.sealed import seal, seal_bytes, seal_json

if TYPE_CHECKING:
    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Drill, PolicyVersion
    from daybreak.stages.intake.submission import Finder, Submission


def receive(*, actor: Actor, now: datetime, submission: Submission) -> Receipt:
    """Store a report, raw first, and give its receipt; the same `repeat` again gives the same receipt (P1, P2).

    Journals `report.received` and `report.acknowledged`. Raises ReportSaysNothing.
    """
    if not (submission.raw and (submission.title or submission.answers or submission.files)):
        raise ReportSaysNothing
    repeat_hash = index_hash("repeat", f"{submission.door}|{submission.repeat}") if submission.repeat else None
    with as_the_house():
        known = _known(repeat_hash, submission)
        if known is not None:
            return known
        try:
            with transaction.atomic():
                receipt = _receive(actor=actor, now=now, submission=submission, repeat_hash=repeat_hash)
                # After the deed, in its transaction: only then do its duties say by when the finder hears next.
                address = submission.finder.address
                send_receipt(now=now, report=receipt.report, code=receipt.tracking_code, address=address)
                return receipt
        except IntegrityError:
            known = _known(repeat_hash, submission)
            if known is None:
                raise
            return known


def _known(repeat_hash: str | None, submission: Submission) -> Receipt | None:
    report = Report.objects.filter(repeat_hash=repeat_hash).first() if repeat_hash else None
    return Receipt(report, _tracking_code(submission), repeated=True) if report else None


def _tracking_code(submission: Submission) -> str:
    """Random; or, for a submission that may be repeated, derived from its name, to give the same receipt again."""
    if not submission.repeat:
        return new_tracking_code(secrets.token_bytes(16))
    key = site_keys.read(settings.KEYS, "index")
    named = f"tracking\0{submission.door}\0{submission.repeat}".encode()
    return new_tracking_code(hmac.digest(key, named, "sha256")[:16])


def _receive(*, actor: Actor, now: datetime, submission: Submission, repeat_hash: str | None) -> Receipt:
    code = _tracking_code(submission)
    with deed(actor=actor, now=now) as note:
        report = _report(now, submission, code)
        report.repeat_hash = repeat_hash
        report.save(force_insert=True)
        for given in submission.files:
            keep(now=now, report=report, given=given)
        Thread.objects.create(report=report, audience="finder")
        codes = {"door": submission.door, "mailbox": submission.mailbox, "language": submission.language}
        codes |= {**submission.checks} | ({"party": submission.party} if submission.party else {})
        codes["statement"] = _having_read(submission.finder, report.policy).statement_version
        note("report.received", {"report": report.id, "mailbox": submission.mailbox}, codes=codes)
        note("report.acknowledged", {"report": report.id}, codes={"door": submission.door})
        _note_answers(note, report, policy_of(report.policy), submission)
    return Receipt(report, code, repeated=False)


def _report(now: datetime, submission: Submission, code: str) -> Report:
    version = version_in_force(now)
    data_key = submission.data_key or new_data_key(now)
    data_key.save(force_insert=True)
    finder = _having_read(submission.finder, version)
    report = Report(
        number=_fresh_number(policy_of(version), now, submission.drill),
        data_key=data_key,
        policy=version,
        drill=submission.drill,
        door=submission.door,
        mailbox=submission.mailbox,
        language=submission.language,
        received_at=now,
        raw_sha256=hashlib.sha256(submission.raw).hexdigest(),
        raw_size=len(submission.raw),
        finder_known=bool(finder.name or finder.address),
        address_hash=index_hash("address", fold(finder.address)) if finder.address else "",
        tracking_hash=index_hash("tracking code", code),
    )
    report.raw_sealed = seal_bytes(report, "raw_sealed", submission.raw)
    seal(report, "title_sealed", submission.title)
    seal_json(report, "answers_sealed", dict(submission.answers))
    seal_json(report, "finder_sealed", asdict(finder))
    return report


def _having_read(finder: Finder, version: PolicyVersion) -> Finder:
    """Let the statement in force count for mail and machines, which show no form to read it in (B8)."""
    privacy = policy_of(version).intake.privacy
    return finder if finder.statement_version or privacy is None else replace(finder, statement_version=privacy.version)


def _fresh_number(policy: Policy, now: datetime, drill: Drill | None) -> str:
    prefix = f"{PREFIX if drill else policy.organisation.numbers.case}-R"
    while True:
        number = new_number(prefix, now.year, secrets.token_bytes(8))
        if not Report.objects.filter(number=number).exists():
            return number


def _note_answers(note: Deed, report: Report, policy: Policy, submission: Submission) -> None:
    """Turn the answers that the policy calls facts into facts: the finder's own date, above all (#!10)."""
    for question in policy.intake.ask:
        answer = submission.answers.get(question.id, "")
        if question.sets == "finder.deadline_set" and answer:
            until = _day_begins(answer, policy)
            note("finder.deadline_set", {"report": report.id}, codes={"until": utc_code(until)})
    if submission.finder.credit != "undecided":
        note("report.credit_chosen", {"report": report.id}, codes={"credit": submission.finder.credit})
    note_consents(note, report, wanted=agreed(submission.finder), before=frozenset())


def _day_begins(answer: str, policy: Policy) -> datetime:
    """Read an instant, or a day as the instant at which it begins in the organisation's zone."""
    instant = datetime.fromisoformat(answer)
    return instant if instant.tzinfo else instant.replace(tzinfo=zone_of(policy.organisation.time_zone))


def hand_over(*, actor: Actor, now: datetime, report: Report) -> None:
    """Mark an inquiry as security-related and hand it to the security team (A3). Journals `report.handed_over`."""
    if report.case_id or report.closed_at:
        raise ReportDecidedAlready(number=report.number)
    with deed(actor=actor, now=now) as note:
        before = report.mailbox
        report.mailbox, report.handed_over_at = "security", now
        report.save(update_fields=["mailbox", "handed_over_at"])
        note("report.handed_over", {"report": report.id, "mailbox": "security"}, codes={"from": before})
        if report.drill_id is None:
            note("mailbox.looked_at", {"mailbox": before})


def look_through(*, actor: Actor, now: datetime, mailbox: str) -> None:
    """Note that somebody looked through a mailbox, by opening its list (A3). Journals `mailbox.looked_at`."""
    with deed(actor=actor, now=now) as note:
        note("mailbox.looked_at", {"mailbox": mailbox})
