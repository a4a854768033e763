"""Writing to subscribers: each publication in the journal, once, in steps; begun again wherever it was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.access import WORKER
from daybreak.jobs.round import Round, surviving
from daybreak.journal.facts import fact_of
from daybreak.records.models import Advisory, JournalEntry, ReactionCursor
from daybreak.stages.publication.actions import PUBLISHED
from daybreak.stages.publication.to_subscribers import note_told, tell_some, to_tell

if TYPE_CHECKING:
    from uuid import UUID

    from daybreak.core.facts import Fact

NAME = "subscribers"


def tell_subscribers_due(this: Round) -> int:
    """Write to the subscribers about every publication they were not written to yet; give how many were finished."""
    done = 0
    with surviving("Writing to subscribers"):
        cursor, _made = ReactionCursor.objects.get_or_create(reaction=NAME)
        entries = JournalEntry.objects.filter(kind__in=PUBLISHED, position__gt=cursor.position).order_by("position")
        for position, body in entries.values_list("position", "body"):
            if not _told(fact_of(body), position, this):
                break
            done += 1
    return done


def _told(fact: Fact, position: int, this: Round) -> bool:
    """Tell all of one publication and move on; False where the worker must end before that."""
    number = Advisory.objects.values_list("number", flat=True).get(id=fact.subjects["advisory"])
    telling_of, after = to_tell(fact, number, this.clock()), None
    while telling_of is not None:
        if this.stopping():
            return False
        last: UUID | None = tell_some(actor=WORKER, now=this.clock(), telling_of=telling_of, after=after)
        if last is None:
            break
        after = last
    with transaction.atomic():
        if telling_of is not None:
            note_told(actor=WORKER, now=this.clock(), telling_of=telling_of)
        ReactionCursor.objects.filter(reaction=NAME).update(position=position)
    return True
