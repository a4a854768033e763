"""Addresses that refuse our letters for good: after several nothing goes there until its owner confirms anew (A14)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.advisory.subscription import REFUSALS, counts_as_refusal
from daybreak.journal.deed import deed
from daybreak.records.models import Subscription
from daybreak.stages.publication.subscribing import SUBJECT

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Actor
    from daybreak.records.models import Notice


def note_refused(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Count that the receiving side refused a subscriber's address for good; nothing for a letter to somebody else.

    At the last of several in a row the subscription is stopped. Journals `subscription.stopped`, without the address.
    """
    with deed(actor=actor, now=now) as note:
        reader = _confirmed(notice).select_for_update(of=("self",)).first()
        if reader is None or not counts_as_refusal(reader.refused_at, now):
            return
        reader.refused, reader.refused_at = reader.refused + 1, now
        if reader.refused >= REFUSALS:
            reader.confirmed_at = None
            note("subscription.stopped", {SUBJECT: reader.id}, codes={"letters": reader.refused})
        reader.save(update_fields=["refused", "refused_at", "confirmed_at"])


def note_taken(notice: Notice) -> None:
    """Forget what an address refused before: it took a letter, so those were not in a row."""
    _confirmed(notice).filter(refused__gt=0).update(refused=0, refused_at=None)


def _confirmed(notice: Notice) -> QuerySet[Subscription]:
    if notice.scope != SUBJECT:
        return Subscription.objects.none()
    return Subscription.objects.filter(id=notice.subject, confirmed_at__isnull=False, data_key__destroyed_at=None)
