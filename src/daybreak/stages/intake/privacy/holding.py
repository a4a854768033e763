"""Deeds about what must stay and what must go early: legal holds, and marks on what holds customers' data (B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.privacy.retention import held
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_report
from daybreak.records.models import Message
from daybreak.stages.intake.conversation import still_there
from daybreak.stages.intake.privacy.deciding import reason_in, subjects_of
from daybreak.stages.intake.refusals import HeldAlready, NotHeld

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.records.models import Report, StoredFile


def place_hold(*, actor: Actor, now: datetime, report: Report, words: str) -> None:
    """Stop every erasure of this report's data, for a reason. Journals `hold.placed`. Raises HeldAlready."""
    still_there(report)
    if held(facts_of_report(report.id), str(report.id)):
        raise HeldAlready
    _note(actor, now, report, "hold.placed", words)


def lift_hold(*, actor: Actor, now: datetime, report: Report, words: str) -> None:
    """Let the policy's times run to their ends again; what is due by now is erased. Journals `hold.lifted`."""
    if not held(facts_of_report(report.id), str(report.id)):
        raise NotHeld
    _note(actor, now, report, "hold.lifted", words)


def _note(actor: Actor, now: datetime, report: Report, kind: str, words: str) -> None:
    with deed(actor=actor, now=now) as note:
        note(kind, subjects_of(report), sealed=(report.data_key, {"words": reason_in(words)}))


def mark_customers_data(
    *, actor: Actor, now: datetime, report: Report, files: Collection[UUID], messages: Collection[UUID]
) -> int:
    """Let exactly these files and messages of the report count as holding customers' data; give how many changed.

    Journals `data.marked` and `data.unmarked`, once for each.
    """
    still_there(report)
    living = {"data_key__destroyed_at": None}
    found: list[tuple[StoredFile | Message, bool, dict[str, Code]]] = [
        (file, file.id in files, {"file": file.sha256}) for file in report.files.filter(**living)
    ]
    said = Message.objects.filter(thread__report=report, **living)
    found += [(message, message.id in messages, {"message": str(message.id)}) for message in said]
    changes = [one for one in found if one[0].customers_data != one[1]]
    with deed(actor=actor, now=now) as note:
        for row, marked, codes in changes:
            row.customers_data = marked
            row.save(update_fields=["customers_data"])
            note("data.marked" if marked else "data.unmarked", subjects_of(report), codes=codes)
    return len(changes)
