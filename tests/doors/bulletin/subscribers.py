"""What tests of subscriptions share: a reader at the public door, their letters, and a mail server that refuses."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.jobs.worker import run_once
from tests.jobs.work import Ledger
from tests.stages.disclosure.telling import a_tuesday

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.connectors.envelope import Envelope, Undelivered
    from tests.doors.bulletin.conftest import Bulletin

READER = "reader@elsewhere.example"


def give(bulletin: Bulletin, address: str = READER, language: str = "en", **wish: object) -> int:
    """Give an address at the public form."""
    return bulletin.client.post(f"/{language}/subscribe/", {"address": address, "severity": "", **wish}).status_code


def post(bulletin: Bulletin, now: datetime) -> list[Envelope]:
    """Let the worker deliver; give what went to the reader."""
    book = Ledger()
    run_once(now + timedelta(seconds=30), connector=book)
    return [one for one in book.taken if one.to == READER]


def link_in(letter: Envelope) -> str:
    """Give the path of the subscription's page that a letter names."""
    found = re.search(r"https?://[^/\s]+(/\w\w/subscription/[^\s]+/)", letter.body)
    assert found, letter.body
    return found[1]


def subscribed(bulletin: Bulletin, now: datetime, language: str = "en", **wish: object) -> str:
    """Subscribe and confirm; give the path of the subscription's page."""
    assert give(bulletin, language=language, **wish) == 303
    (letter,) = post(bulletin, now)
    road = link_in(letter)
    assert bulletin.client.post(road, {"confirm": "yes"}).status_code == 303
    return road


def public(bulletin: Bulletin) -> datetime:
    """Arm the told advisory and let its instant come."""
    instant = bulletin.told.arm(a_tuesday(bulletin.told.site))
    bulletin.at(instant)
    return instant


@dataclass(frozen=True)
class Refusing:
    """A mail server that takes nothing, and how it says so."""

    how: type[Undelivered]

    def deliver(self, envelope: Envelope) -> str:
        """Refuse."""
        raise self.how(f"not {envelope.message_id}")
