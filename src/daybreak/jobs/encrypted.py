"""Opening what came encrypted with the keys kept here, after it was stored: nothing is lost for want of a key (B7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from daybreak.connectors.rfc5322 import Unreadable, parse
from daybreak.core.access import WORKER
from daybreak.core.formats.openpgp_message import plain_name
from daybreak.jobs.following import AT_ONCE, behind
from daybreak.records.models import JournalEntry, Report
from daybreak.stages.intake.opening import SHUT, Held, locked_parts, note_opened, note_shut
from daybreak.vault.openpgp import CannotOpen, opened
from daybreak.vault.sealed import open_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.jobs.round import Round
    from daybreak.stages.intake.opening import Locked

CURSOR = "encrypted"
KEPT = "key.kept"
KINDS = ("report.received", "finder.heard", KEPT)
BESIDE = 2 * 1024 * 1024
"""So many bytes of what came are looked through for the sender's own public key."""
_MIME = re.compile(rb"\A\s*(?:[!-9;-~]+:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n)*?content-type:", re.IGNORECASE)


def open_encrypted(this: Round) -> int:
    """Follow the journal and open what came encrypted; a key given later opens what waited for it. Gives how many."""
    done = 0
    for follower in behind({CURSOR: KINDS}):
        for position, fact in follower.unread(AT_ONCE):
            if this.stopping():
                break
            for report in _reports(fact):
                done += sum(_open(report, part, this.clock()) for part in locked_parts(report))
            follower.move_to(position)
    return done


def _reports(fact: Fact) -> Iterable[Report]:
    rows = Report.objects.select_related("data_key", "policy")
    if fact.kind != KEPT:
        return rows.filter(id=fact.subjects["report"])
    waiting = JournalEntry.objects.filter(kind=SHUT).values("report_id")
    return rows.filter(id__in=waiting)


def _open(report: Report, part: Locked, now: datetime) -> int:
    try:
        plain = opened(part.content, open_bytes(report, "raw_sealed")[:BESIDE])
    except CannotOpen as fault:
        note_shut(actor=WORKER, now=now, report=report, part=part.part, why=fault.why)
        return 0
    note_opened(actor=WORKER, now=now, report=report, part=part.part, plain=plain, held=_held(part, plain.content))
    return 1


def _held(part: Locked, content: bytes) -> Held:
    """Say what it held: the words and files of a mail (RFC 3156), the words of a message, or one file."""
    if _MIME.match(content[:BESIDE]):
        try:
            said = parse(content)
        except Unreadable:
            return Held("", (("message.eml", content),))
        whole = (("message.eml", content),) if said.cut else ()
        return Held(said.text, said.attachments + whole)
    if part.name:
        return Held("", ((plain_name(part.name), content),))
    return Held(content.decode(errors="replace").replace("\0", ""))
