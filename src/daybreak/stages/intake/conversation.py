"""Deeds of the conversation with a finder: messages both ways, objections and their answers, credit, lost codes."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from daybreak.core.identifiers import new_tracking_code
from daybreak.core.phrase import why_not
from daybreak.core.written import clean_text, fold, read_address
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.notices.waiting import under_way
from daybreak.records.models import Message, Report, Thread
from daybreak.stages.intake.adoption import keep, under
from daybreak.stages.intake.letters import send_new_codes, send_news
from daybreak.stages.intake.refusals import MessageEmpty, NothingToObjectTo, ReportErased, WordsUnreadable
from daybreak.vault.data_keys import index_hash
from daybreak.vault.sealed import readable, seal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from typing import Literal

    from daybreak.core.access import Actor
    from daybreak.stages.intake.submission import SealedFile

LONGEST_MESSAGE = 100_000


def write_as_finder(
    *, actor: Actor, now: datetime, report: Report, body: str, files: Sequence[SealedFile] = ()
) -> Message:
    """Add the finder's message to the conversation. Journals `finder.heard`. Raises MessageEmpty, WordsUnreadable."""
    with deed(actor=actor, now=now) as note:
        message = _add(actor, now, report, body, files)
        note("finder.heard", {"report": report.id, "case": report.case_id})
    return message


def answer_finder(*, actor: Actor, now: datetime, report: Report, body: str, asks: bool = False) -> Message:
    """Write to the finder; `asks` starts waiting for them. Journals `report.answered`, and `finder.asked`."""
    with deed(actor=actor, now=now) as note:
        message = _add(actor, now, report, body, ())
        subjects = {"report": report.id, "case": report.case_id}
        note("report.answered", subjects)
        if asks:
            note("finder.asked", subjects)
        send_news(now=now, report=report)
    return message


def _add(actor: Actor, now: datetime, report: Report, body: str, files: Sequence[SealedFile]) -> Message:
    try:
        words = clean_text(body, LONGEST_MESSAGE).strip()
    except ValueError as fault:
        raise WordsUnreadable(reason=why_not(fault), place="body") from None
    if not words and not files:
        raise MessageEmpty
    still_there(report)
    thread, _made = Thread.objects.get_or_create(report=report, audience="finder")
    message = Message(thread=thread, data_key=report.data_key, author=str(actor), written_at=now)
    seal(message, "body_sealed", words)
    message.save(force_insert=True)
    for given in files:
        keep(now=now, report=report, given=under(report.data_key, given), message=message)
    return message


def still_there(report: Report) -> None:
    """Raise ReportErased where nothing can be sealed any more, because the key is gone."""
    if not readable(report):
        raise ReportErased(number=report.number)


def object_to(
    *, actor: Actor, now: datetime, report: Report, what: Literal["severity", "closure"], body: str
) -> Message:
    """Record the finder's objection, which asks for a reasoned answer. Journals `<what>.objected`."""
    with deed(actor=actor, now=now) as note:
        facts = facts_of_case(report.case_id) if report.case_id else facts_of_report(report.id)
        told = {fact.kind for fact in facts}
        if {"closure": "report.closed", "severity": "severity.assessed"}[what] not in told:
            raise NothingToObjectTo
        message = _add(actor, now, report, body, ())
        note(f"{what}.objected", {"report": report.id, "case": report.case_id})
        note("finder.heard", {"report": report.id, "case": report.case_id})
    return message


def explain(*, actor: Actor, now: datetime, report: Report, what: Literal["severity", "closure"], body: str) -> Message:
    """Answer an objection with reasons. Journals `<what>.explained` and `report.answered`."""
    with deed(actor=actor, now=now) as note:
        message = answer_finder(actor=actor, now=now, report=report, body=body)
        note(f"{what}.explained", {"report": report.id, "case": report.case_id})
    return message


def send_lost_codes(*, actor: Actor, now: datetime, address: str) -> None:
    """Mail new tracking codes for the reports that came with this address; silent when there is none.

    While a letter with new codes waits or went out within the hour, nothing is done: the codes in it hold, and
    nobody is mailed at a stranger's wish more often (promises, control 10).
    """
    try:
        hashed = index_hash("address", fold(read_address(address)))
    except ValueError:
        return
    codes = []
    with deed(actor=actor, now=now) as note:
        if under_way(hashed, "new_code", now):
            return
        own = Report.objects.filter(address_hash=hashed, data_key__destroyed_at=None).order_by("-received_at")
        for report in own.select_related("data_key", "policy")[:20]:
            code = new_tracking_code(secrets.token_bytes(16))
            report.tracking_hash = index_hash("tracking code", code)
            report.save(update_fields=["tracking_hash"])
            codes.append((report, code))
            note("access.granted", {"report": report.id}, codes={"tracking": "renewed"})
        if codes:
            send_new_codes(now=now, codes=codes)
