"""Subscribers at the desk: numbers for the team, an address ended by those who publish, nothing for others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.test import Client

from daybreak.core.access import PUBLIC
from daybreak.core.advisory.subscription import REFUSALS, Wish
from daybreak.records.models import Subscription
from daybreak.stages.publication.subscribing import confirm, subscribe
from daybreak.vault.sealed import readable

if TYPE_CHECKING:
    from tests.cast import Site
    from tests.doors.desk.conftest import Door

READER = "reader@elsewhere.example"
ROAD = "/desk/advisories/subscribers/"


def read_by(site: Site) -> Subscription:
    """Let one reader subscribe and confirm."""
    subscribe(actor=PUBLIC.actor, now=site.at.now, address=READER, language="en", wish=Wish())
    row = Subscription.objects.get()
    confirm(actor=PUBLIC.actor, now=site.at.now, subscription=row)
    return row


class TestNumbers:
    """A14; nobody at the desk reads an address."""

    def test_the_team_sees_how_many_and_no_address(self, any_desk: Door) -> None:
        read_by(any_desk.site)
        page = any_desk.as_(any_desk.site.hana).get(ROAD)
        assert page.status_code == 200
        assert "<b>1</b>" in page.content.decode()
        assert READER not in page.content.decode()
        assert ROAD in any_desk.as_(any_desk.site.hana).get("/desk/advisories/").content.decode()

    def test_each_is_counted_once_and_by_language(self, desk: Door) -> None:
        read_by(desk.site)
        now = desk.site.at.now
        for name, language in (("one", "ja"), ("two", "ja"), ("three", "en")):
            address = f"{name}@elsewhere.example"
            subscribe(actor=PUBLIC.actor, now=now, address=address, language=language, wish=Wish())
        for row in Subscription.objects.filter(language="ja"):
            confirm(actor=PUBLIC.actor, now=now, subscription=row)
        page = desk.as_(desk.site.hana).get(ROAD).content.decode()
        assert "<b>3</b> Confirmed" in page
        assert "<b>1</b> Waiting" in page
        assert "English 1 · 日本語 2" in page

    def test_the_team_sees_how_many_are_refused_and_nobody_else_does(self, desk: Door) -> None:
        row = read_by(desk.site)
        said = "mail server refuses our letters"
        assert said not in desk.as_(desk.site.hana).get(ROAD).content.decode()
        Subscription.objects.filter(id=row.id).update(confirmed_at=None, refused=REFUSALS, refused_at=desk.site.at.now)
        page = desk.as_(desk.site.hana).get(ROAD).content.decode()
        assert f"<b>1</b> Stopped: their {said}" in page
        assert "<b>0</b> Waiting" in page
        assert READER not in page
        assert said not in Client().get(ROAD, follow=True).content.decode()

    def test_a_stranger_is_sent_away(self, desk: Door) -> None:
        read_by(desk.site)
        for answer in (Client().get(ROAD), Client().post(ROAD, {"address": READER, "sure": "on"})):
            assert answer.status_code == 302
        assert readable(Subscription.objects.get())


class TestEndingForSomebody:
    """B8: an address goes when its owner asks, also by telephone."""

    def test_those_who_release_end_it(self, desk: Door) -> None:
        row = read_by(desk.site)
        assert (
            desk.as_(desk.site.hana).post(ROAD, {"address": "Reader@elsewhere.example", "sure": "on"}).status_code
            == 303
        )
        row.refresh_from_db()
        assert not readable(row)
        again = desk.as_(desk.site.hana).post(ROAD, {"address": READER, "sure": "on"})
        assert again.status_code == 422
        assert "No subscription has this address" in again.content.decode()

    def test_nothing_ends_without_a_confirmation(self, desk: Door) -> None:
        read_by(desk.site)
        answer = desk.as_(desk.site.hana).post(ROAD, {"address": READER})
        assert answer.status_code == 422
        assert "Confirm that you want this." in answer.content.decode()
        assert readable(Subscription.objects.get())

    def test_others_may_not(self, desk: Door) -> None:
        read_by(desk.site)
        assert 'name="address"' not in desk.as_(desk.site.mallory).get(ROAD).content.decode()
        assert desk.as_(desk.site.mallory).post(ROAD, {"address": READER, "sure": "on"}).status_code == 422
        assert readable(Subscription.objects.get())
