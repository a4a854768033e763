"""Deeds about notices that cannot go now: put off while something is on hold, given up after an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F

from daybreak.core.access import WORKER
from daybreak.journal.deed import deed
from daybreak.notices.actions import codes_of, subjects_of
from daybreak.records.models import Notice

if TYPE_CHECKING:
    from datetime import datetime


def put_off(*, notice: Notice, until: datetime) -> bool:
    """Give a leased notice back, to be looked at again at `until`; no attempt was made, so none is counted.

    False if another worker's lease has overtaken this one.
    """
    mine = Notice.objects.filter(id=notice.id, fence=notice.fence, sent_at=None)
    return bool(mine.update(leased_until=None, due_at=until, attempts=F("attempts") - 1))


def give_up_erased(*, now: datetime, notice: Notice) -> bool:
    """End a notice whose words were erased with their finder: nobody can read or send it. Journals `notice.failed`.

    False if another worker's lease has overtaken this one.
    """
    with deed(actor=WORKER, now=now) as note:
        mine = Notice.objects.filter(id=notice.id, fence=notice.fence, sent_at=None)
        if not mine.update(leased_until=None, given_up_at=now):
            return False
        note("notice.failed", subjects_of(notice), codes={**codes_of(notice), "given_up": True})
    return True
