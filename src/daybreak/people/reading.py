"""The trace that reading leaves: one `restricted.read` per person, case or report, and hour (promises, P8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.journal.deed import deed
from daybreak.records.models import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Actor

ONCE_PER = timedelta(hours=1)


def note_read(*, actor: Actor, now: datetime, subjects: Mapping[str, UUID | str]) -> bool:
    """Note that somebody opened the sealed words of a `case` or a `report`; True if this hour had no such note yet.

    `subjects` maps `case` or `report` to its key. Journals `restricted.read`.
    """
    concerned = {f"{scope}_id": key for scope, key in subjects.items() if scope in {"case", "report"}}
    lately = JournalEntry.objects.filter(
        kind="restricted.read", actor=str(actor), happened_at__gt=now - ONCE_PER, **concerned
    )
    if lately.exists():
        return False
    with deed(actor=actor, now=now) as note:
        note("restricted.read", subjects)
    return True
