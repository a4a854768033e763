"""Notices that cannot go now: held back, one automatic letter an hour to a finder, given up after an erasure."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F, Q

from daybreak.core.access import WORKER
from daybreak.journal.deed import deed
from daybreak.notices.actions import codes_of, subjects_of
from daybreak.records.models import Notice

if TYPE_CHECKING:
    from datetime import datetime


QUIET = timedelta(hours=1)
TO_FINDERS = frozenset({"receipt", "news", "new_code"})
"""Templates of automatic letters to finders; the correspondent is their report's address, compared by keyed hash."""


def quiet_until(notice: Notice, now: datetime) -> datetime | None:
    """Give until when a leased letter waits, so that a finder gets at most one automatic letter an hour (control 10).

    None lets it go. Of several under way to one finder at once, the one queued first goes.
    """
    if notice.template not in TO_FINDERS or notice.report is None or not notice.report.address_hash:
        return None
    others = Notice.objects.filter(template__in=TO_FINDERS, report__address_hash=notice.report.address_hash)
    others = others.exclude(id=notice.id)
    last = others.filter(sent_at__gt=now - QUIET).order_by("-sent_at").values_list("sent_at", flat=True).first()
    if last is not None:
        return last + QUIET
    earlier = Q(queued_at__lt=notice.queued_at) | Q(queued_at=notice.queued_at, id__lt=notice.id)
    leased = others.filter(earlier, leased_until__gt=now, sent_at=None, given_up_at=None)
    return now + QUIET if leased.exists() else None


def waiting_for(address_hash: str, template: str) -> int:
    """Count the automatic letters of a kind that wait to go to a correspondent."""
    rows = Notice.objects.filter(template=template, report__address_hash=address_hash, sent_at=None, given_up_at=None)
    return rows.count()


def under_way(address_hash: str, template: str, now: datetime) -> bool:
    """Tell whether an automatic letter of a kind waits to go to a correspondent, or went within the hour."""
    rows = Notice.objects.filter(template=template, report__address_hash=address_hash, given_up_at=None)
    return rows.filter(Q(sent_at=None) | Q(sent_at__gt=now - QUIET)).exists()


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
