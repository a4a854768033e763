"""An address that refuses our letters for good is not written to for ever, and begins again by its owner's word."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.connectors.envelope import NoReceiver, Passing, Permanent
from daybreak.core.advisory.subscription import REFUSALS, STOPPED_FOR
from daybreak.jobs.worker import run_once
from daybreak.records.models import JournalEntry, Notice, Subscription
from daybreak.stages.publication.subscribing import is_stopped
from daybreak.vault.sealed import readable
from tests.doors.bulletin.subscribers import READER, Refusing, give, link_in, post, public, subscribed
from tests.jobs.work import Ledger

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.connectors.envelope import Undelivered
    from tests.doors.bulletin.conftest import Bulletin

DAY = timedelta(days=1)
SAID = "refused our letters again and again"


def refuse(bulletin: Bulletin, at: datetime, how: type[Undelivered] = NoReceiver) -> datetime:
    """Have a letter written to the reader, whose mail server refuses it; give the next day."""
    bulletin.at(at)
    give(bulletin)
    run_once(at + timedelta(seconds=30), connector=Refusing(how))
    return at + DAY


def stopped(bulletin: Bulletin) -> tuple[str, datetime]:
    """Let letters be refused until the subscription is stopped; give its page's path and the next day."""
    road, at = subscribed(bulletin, bulletin.told.now), bulletin.told.now + DAY
    for _letter in range(REFUSALS):
        assert not is_stopped(Subscription.objects.get())
        at = refuse(bulletin, at)
    assert is_stopped(Subscription.objects.get())
    return road, at


class TestRefusedForGood:
    """A14: "Anyone can subscribe to advisories by mail"; of subscribers whose mail server says there is nobody."""

    def test_nothing_goes_there_any_more_and_the_journal_does_not_name_the_address(self, offered: Bulletin) -> None:
        stopped(offered)
        entry = JournalEntry.objects.get(kind="subscription.stopped")
        assert f'"letters":{REFUSALS}' in entry.body.replace(" ", "")
        assert "reader" not in entry.body
        assert entry.sealed is None
        assert post(offered, public(offered)) == []
        assert not Notice.objects.filter(template="advisory_to_subscribers").exists()

    def test_it_begins_again_when_its_owner_confirms_anew(self, offered: Bulletin) -> None:
        road, at = stopped(offered)
        offered.at(at)
        assert SAID in offered.read(road)
        give(offered)
        (letter,) = post(offered, at)
        assert link_in(letter) == road
        assert is_stopped(Subscription.objects.get()), "that a letter was taken is not the owner's word"
        assert offered.client.post(road, {"confirm": "yes"}).status_code == 303
        assert SAID not in offered.read(road)
        assert Subscription.objects.get().refused == 0
        assert len(post(offered, public(offered))) == 1

    def test_refusals_of_one_day_are_one(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now)
        for hours in range(REFUSALS + 1):
            refuse(offered, offered.told.now + timedelta(hours=2 + 2 * hours))
        assert Subscription.objects.get().refused == 1

    def test_a_letter_that_was_taken_begins_the_count_anew(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now)
        at = offered.told.now + DAY
        for _letter in range(REFUSALS - 1):
            at = refuse(offered, at)
        offered.at(at)
        give(offered)
        assert len(post(offered, at)) == 1
        refuse(offered, at + DAY)
        row = Subscription.objects.get()
        assert (row.refused, is_stopped(row)) == (1, False)

    @pytest.mark.parametrize("how", [Permanent, Passing])
    def test_what_is_not_the_addresss_fault_does_not_count(self, offered: Bulletin, how: type[Undelivered]) -> None:
        subscribed(offered, offered.told.now)
        at = offered.told.now + DAY
        for _letter in range(REFUSALS + 1):
            at = refuse(offered, at, how)
        assert Subscription.objects.get().refused == 0

    def test_whoever_does_not_begin_again_is_forgotten(self, offered: Bulletin) -> None:
        _road, at = stopped(offered)
        run_once(at + STOPPED_FOR - 2 * DAY, connector=Ledger())
        assert readable(Subscription.objects.get())
        run_once(at + STOPPED_FOR, connector=Ledger())
        assert not readable(Subscription.objects.get())
        assert '"why":"refused"' in JournalEntry.objects.get(kind="subscription.ended").body.replace(" ", "")


class TestAStranger:
    """Who reads us, and whose mailbox is gone, is nobody's to find out."""

    def test_the_answer_is_the_same_for_a_stopped_address(self, offered: Bulletin) -> None:
        road, at = stopped(offered)
        offered.at(at)
        answers = [
            offered.client.post("/en/subscribe/", {"address": address, "severity": ""})
            for address in (READER, "other@elsewhere.example")
        ]
        assert len({(answer.status_code, answer.headers["Location"]) for answer in answers}) == 1
        assert sorted(is_stopped(row) for row in Subscription.objects.all()) == [False, True], "asking begins nothing"
        wrong = offered.get(road[:-3] + ("zz/" if not road.endswith("zz/") else "aa/"))
        assert wrong.status_code == 404
        assert SAID not in wrong.content.decode()
