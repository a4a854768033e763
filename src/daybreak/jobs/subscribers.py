"""Writing to subscribers: each publication in the journal, once, in steps; begun again wherever it was interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.access import WORKER
from daybreak.core.facts import PUBLISHED
from daybreak.jobs.following import behind
from daybreak.jobs.round import Round, surviving
from daybreak.records.models import Advisory
from daybreak.stages.publication.to_subscribers import note_told, tell_some, to_tell

if TYPE_CHECKING:
    from uuid import UUID

    from daybreak.core.facts import Fact
    from daybreak.jobs.following import Follower

NAME = "subscribers"


def tell_subscribers_due(this: Round) -> int:
    """Write to the subscribers about every publication they were not written to yet; give how many were finished."""
    done = 0
    with surviving("Writing to subscribers"):
        for follower in behind({NAME: PUBLISHED}):
            for position, fact in follower.unread():
                if not _told(fact, this, follower, position):
                    break
                done += 1
    return done


def _told(fact: Fact, this: Round, follower: Follower, position: int) -> bool:
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
        follower.move_to(position)
    return True
