"""How many hear of advisories by mail, and how far the letters of the latest publications got; never who (A14)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count

from daybreak.journal.facts import latest_facts
from daybreak.notices.queries import count_by_state
from daybreak.records.models import Advisory, Subscription
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.publication.subscribing import STOPPED, may_end
from daybreak.stages.publication.to_subscribers import letters_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact

LATEST = 20


@dataclass(frozen=True)
class Told:
    """One publication: the advisory's number, when its letters were written, and how many got how far."""

    number: str
    at: datetime
    sent: int
    waiting: int
    failed: int


@dataclass(frozen=True)
class Subscribers:
    """Who hears of advisories, in numbers; `may_end` says whether the viewer may end one for somebody who asks.

    `stopped` are those whose letters were refused for good several times in a row.
    """

    confirmed: int
    waiting: int
    stopped: int
    languages: Mapping[str, int]
    told: tuple[Told, ...]
    may_end: bool


def subscribers(viewer: Viewer, now: datetime) -> Subscribers:
    """Count the subscriptions and the letters of the latest publications."""
    alive = Subscription.objects.filter(data_key__destroyed_at=None)
    figures = alive.aggregate(all=Count("id"), stopped=Count("id", filter=STOPPED))
    spoken = alive.filter(confirmed_at__isnull=False).values_list("language")
    languages = dict(spoken.annotate(Count("id")))
    confirmed = sum(languages.values())
    with as_the_house():  # what the letters tell of is public, whosever the case is
        told = tuple(_told(fact) for fact in reversed(latest_facts("subscribers.told", LATEST)))
    waiting = figures["all"] - confirmed - figures["stopped"]
    return Subscribers(confirmed, waiting, figures["stopped"], languages, told, may_end(viewer.actor, now))


def _told(fact: Fact) -> Told:
    number = Advisory.objects.values_list("number", flat=True).get(id=fact.subjects["advisory"])
    states = count_by_state(letters_of(str(fact.codes["revision"])))
    failed = states["given_up"] + states["bounced"]
    sent = states["sent"] + states["confirmed"]
    return Told(number, fact.happened_at, sent, states["waiting"], failed)
