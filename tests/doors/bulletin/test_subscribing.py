"""Subscribing by mail through the public door: confirm, choose, end; nobody learns who reads us."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client

from daybreak.connectors.envelope import Passing
from daybreak.core.advisory.subscription import CONFIRM_WITHIN, Wish
from daybreak.jobs.worker import run_once
from daybreak.journal.verify import verify
from daybreak.records.models import JournalEntry, Notice, Subscription
from daybreak.stages.disclosure.actions import hold, revise
from daybreak.stages.publication.subscribing import reader_of
from daybreak.vault import erased
from daybreak.vault.sealed import readable
from tests.doors.bulletin.subscribers import READER, Refusing, give, link_in, post, public, subscribed
from tests.jobs.work import Ledger
from tests.stages.disclosure.telling import CANARY

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks

    from tests.doors.bulletin.conftest import Bulletin


class TestA14:
    """A14: "Anyone can subscribe to advisories by mail; an invalid address gets a clear message"."""

    def test_the_first_page_leads_to_the_form(self, offered: Bulletin) -> None:
        assert "/en/subscribe/" in offered.read("/en/")
        assert 'name="address"' in offered.read("/en/subscribe/")

    @pytest.mark.parametrize("wrong", ["", "reader", "reader@", "a@b@c.example", "x" * 300 + "@e.example"])
    def test_a_wrong_address_is_told_beside_the_field(self, offered: Bulletin, wrong: str) -> None:
        answer = offered.client.post("/en/subscribe/", {"address": wrong, "severity": ""})
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.content.decode()
        assert not Subscription.objects.exists()

    def test_an_advisory_comes_once_to_whoever_confirmed_in_their_language(self, bulletin: Bulletin) -> None:
        offered = bulletin  # under each example policy: each offers it
        road = subscribed(offered, offered.told.now)
        assert post(offered, offered.told.now) == []
        instant = public(offered)
        (letter,) = post(offered, instant)
        assert offered.told.advisory.number in letter.subject
        assert f"/en/advisories/{offered.told.advisory.number}/" in letter.body
        assert road in letter.body
        assert letter.unsubscribe.endswith(f"{road}end")
        assert letter.automatic
        assert post(offered, instant + timedelta(hours=1)) == []
        told = JournalEntry.objects.get(kind="subscribers.told")
        assert '"letters":1' in told.body.replace(" ", "")

    def test_nothing_comes_before_the_owner_confirmed_or_to_whoever_came_later(self, offered: Bulletin) -> None:
        give(offered)
        road = link_in(post(offered, offered.told.now)[0])
        instant = public(offered)
        assert post(offered, instant) == []
        assert not JournalEntry.objects.filter(kind="subscribers.told").exists(), "nobody was told"
        offered.client.post(road, {"confirm": "yes"})
        assert post(offered, instant + timedelta(minutes=1)) == []

    def test_reading_the_link_confirms_nothing(self, offered: Bulletin) -> None:
        give(offered)
        road = link_in(post(offered, offered.told.now)[0])
        assert READER in offered.read(road)
        assert READER in offered.read(f"{road}end")
        assert Subscription.objects.get().confirmed_at is None
        assert readable(Subscription.objects.get())

    def test_a_revision_is_told_too_and_says_so(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now, language="ja")
        first = public(offered)
        (letter,) = post(offered, first)
        told = offered.told
        told.site.at.now = first + timedelta(hours=1)
        revise(actor=told.site.hana.actor, now=told.now, advisory=told.advisory)
        second = told.arm(first + timedelta(days=1))
        offered.at(second)
        (again,) = post(offered, second)
        assert "改訂" in again.body
        assert "改訂" not in letter.body
        assert Notice.objects.filter(template="advisory_to_subscribers").count() == 2


class TestChoosing:
    """Product page, "subscriptions by product and severity"."""

    def test_another_product_or_a_higher_band_keeps_the_letter_back(self, offered: Bulletin) -> None:
        road = subscribed(offered, offered.told.now)
        bands = offered.told.site.policy.bands
        assert offered.client.post(road, {"severity": bands[-1]}).status_code == 303
        assert reader_of(Subscription.objects.get()).wish == Wish(frozenset(), bands[-1])
        page = offered.read(road)
        assert f'value="{bands[-1]}" selected' in page

    def test_only_products_the_public_knows_are_offered(self, offered: Bulletin) -> None:
        keys = [product.key for product in offered.told.site.policy.products]
        assert not [key for key in keys if f'value="{key}"' in offered.read("/en/subscribe/")]
        public(offered)
        assert [key for key in keys if f'value="{key}"' in offered.read("/en/subscribe/")]
        assert give(offered, products=["no-such-product"]) == 422


class TestEnding:
    """B8: what was kept for a purpose goes with it; RFC 8058 for mail programs."""

    def test_one_click_without_cookies_ends_it_and_destroys_the_key(
        self,
        offered: Bulletin,
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
        tmp_path: Path,
        settings: Any,
    ) -> None:
        settings.HOME = tmp_path  # what a commit writes beside the database is this test's alone
        road = subscribed(offered, offered.told.now)
        strict = Client(enforce_csrf_checks=True)
        with django_capture_on_commit_callbacks(execute=True):
            answer = strict.post(f"{road}end", {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 303
        row = Subscription.objects.get()
        assert row.data_key.wrapped is None
        assert row.address_hash is None
        gone = offered.get(road)
        assert gone.status_code == 404
        assert "its address is erased" in gone.content.decode()
        assert READER not in gone.content.decode()
        assert [one.kind for one in erased.read().erasures] == ["subscription"]
        assert post(offered, public(offered)) == []
        assert not list(verify())

    def test_a_letter_that_waits_is_not_sent_after_the_end(self, offered: Bulletin) -> None:
        road = subscribed(offered, offered.told.now)
        instant = public(offered)
        run_once(instant, connector=Refusing(Passing))
        offered.client.post(f"{road}end")
        assert post(offered, instant + timedelta(hours=2)) == []

    def test_what_was_held_before_its_letter_left_is_not_told(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now)
        instant = public(offered)
        run_once(instant, connector=Refusing(Passing))
        told = offered.told
        hold(actor=told.site.hana.actor, now=instant + timedelta(minutes=1), revision=told.revision, reason="Wrong")
        offered.at(instant + timedelta(hours=2))
        assert post(offered, instant + timedelta(hours=2)) == []

    def test_an_address_nobody_confirmed_is_forgotten(self, offered: Bulletin) -> None:
        give(offered)
        run_once(offered.told.now + CONFIRM_WITHIN - timedelta(minutes=1), connector=Ledger())
        assert readable(Subscription.objects.get())
        run_once(offered.told.now + CONFIRM_WITHIN + timedelta(minutes=1), connector=Ledger())
        assert not readable(Subscription.objects.get())
        assert give(offered) == 303
        assert Subscription.objects.filter(data_key__destroyed_at=None).count() == 1

    def test_whoever_asks_once_more_has_a_whole_week_again(self, offered: Bulletin) -> None:
        give(offered)
        road = link_in(post(offered, offered.told.now)[0])
        again = offered.told.now + CONFIRM_WITHIN - timedelta(days=1)
        offered.at(again)
        give(offered)
        assert link_in(post(offered, again)[0]) == road
        run_once(again + timedelta(days=6), connector=Ledger())
        offered.at(again + timedelta(days=6))
        assert READER in offered.read(road)


class TestAStranger:
    """Who reads us is nobody's to find out, and nobody's mailbox is flooded by our form."""

    def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now)
        known = offered.client.post("/en/subscribe/", {"address": READER, "severity": ""})
        unknown = offered.client.post("/en/subscribe/", {"address": "other@elsewhere.example", "severity": ""})
        assert (known.status_code, known.headers["Location"]) == (unknown.status_code, unknown.headers["Location"])

    def test_one_letter_an_hour_however_often_it_is_asked_for(self, offered: Bulletin) -> None:
        give(offered)
        give(offered, address=READER.upper())
        give(offered)
        assert len(post(offered, offered.told.now)) == 1
        offered.at(offered.told.now + timedelta(hours=1, minutes=1))
        give(offered)
        assert len(post(offered, offered.told.now + timedelta(hours=1, minutes=2))) == 1

    def test_somebody_elses_link_opens_nothing(self, offered: Bulletin) -> None:
        road = subscribed(offered, offered.told.now)
        wrong = road[:-3] + ("aa/" if not road.endswith("aa/") else "bb/")
        for path in (wrong, "/en/subscription/x/", f"{wrong}end"):
            answer = offered.get(path)
            assert answer.status_code == 404
            assert READER.encode() not in answer.content
        assert offered.client.post(f"{wrong}end").status_code == 404
        assert readable(Subscription.objects.get())

    def test_too_many_from_one_place_wait(self, offered: Bulletin) -> None:
        codes = [give(offered, address=f"r{place}@elsewhere.example") for place in range(6)]
        assert codes == [303] * 5 + [429]

    def test_nothing_readable_is_stored(self, offered: Bulletin) -> None:
        subscribed(offered, offered.told.now)
        row = Subscription.objects.get()
        letter = Notice.objects.get(template="subscription_confirm")
        stored = [bytes(row.reader_sealed), bytes(letter.content_sealed)]
        stored += [entry.body.encode() for entry in JournalEntry.objects.all()]
        assert not [one for one in stored if b"reader@" in one]
        assert CANARY not in offered.read("/en/subscribe/")

    def test_a_policy_without_subscribers_has_no_form(self, offered: Bulletin, monkeypatch: pytest.MonkeyPatch) -> None:
        channels = tuple(one for one in offered.told.site.policy.publication.channels if one != "subscribers")
        rule = offered.told.site.policy.publication.model_copy(update={"channels": channels})
        other = offered.told.site.policy.model_copy(update={"publication": rule})
        for place in ("stages.publication.subscribing", "doors.bulletin.subscribing"):
            monkeypatch.setattr(f"daybreak.{place}.policy_in_force", lambda _now: other)
        assert offered.get("/en/subscribe/").status_code == 404
        assert give(offered) == 404
