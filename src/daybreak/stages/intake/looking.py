"""Looking through mailboxes: opening their list is the look, noted once an hour per person and mailbox (A3)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry
from daybreak.stages.intake.actions import look_through

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from daybreak.core.access import Actor

ONCE_PER = timedelta(hours=1)


def look_at(*, actor: Actor, now: datetime, mailboxes: Collection[str]) -> tuple[str, ...]:
    """Note a look at each of these mailboxes that this person has not looked at within the hour; gives those noted.

    Journals `mailbox.looked_at`.
    """
    lately = JournalEntry.objects.filter(kind="mailbox.looked_at", actor=str(actor), happened_at__gt=now - ONCE_PER)
    seen = {fact_of(body).subjects.get("mailbox") for body in lately.values_list("body", flat=True)}
    fresh = tuple(mailbox for mailbox in mailboxes if mailbox not in seen)
    with deed(actor=actor, now=now):
        for mailbox in fresh:
            look_through(actor=actor, now=now, mailbox=mailbox)
    return fresh
