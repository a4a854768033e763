"""The desk's door: signed in, with a second factor, deeds by POST alone, and nothing for whoever is outside."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.test import Client
from django.urls import URLPattern, URLResolver

from daybreak import settings as written
from daybreak.doors.desk import urls as desk_urls
from daybreak.stages.cases.actions import open_case
from tests.cast import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytest_django.fixtures import SettingsWrapper

    from tests.doors.desk.conftest import Door

PAGES = ("", "reports/", "triage/", "notices/", "policy/", "people/", "account/", "search/", "today.csv")
DEEDS = (
    "reports/{number}/answer/",
    "reports/{number}/explain/",
    "reports/{number}/decide/",
    "notices/{key}/again/",
    "notices/{key}/confirm/",
    "notices/{key}/bounced/",
    "people/register/",
    "people/roles/",
    "people/roles/{key}/end/",
    "account/tokens/",
    "account/tokens/{key}/end/",
)


def patterns(roads: list[object]) -> Iterator[URLPattern]:
    """Walk every address of the desk."""
    for road in roads:
        if isinstance(road, URLResolver):
            yield from patterns(road.url_patterns)
        elif isinstance(road, URLPattern):
            yield road


@pytest.mark.parametrize("page", PAGES)
def test_strangers_are_asked_to_sign_in(desk: Door, page: str) -> None:
    answer = Client().get(f"/desk/{page}")
    assert answer.status_code == 302
    assert answer.url.startswith("/accounts/login/")


def test_a_real_site_hashes_passwords_slowly(settings: SettingsWrapper) -> None:
    """The cast's are hashed quickly, by a line of the tests alone; the site's own settings take scrypt."""
    settings.PASSWORD_HASHERS = written.PASSWORD_HASHERS
    kept = make_password(PASSWORD)
    assert kept.startswith("scrypt$")
    assert check_password(PASSWORD, kept)


def test_the_sign_in_says_each_label_once(desk: Door) -> None:
    """Words inside a field are no second label: they vanish as one types, and a reader would hear them twice."""
    page = Client().get("/accounts/login/").text
    assert desk.site.hana.person.email not in page
    assert "<label" in page
    assert "placeholder=" not in page


def test_without_a_second_factor_one_is_sent_to_set_it_up(desk: Door) -> None:
    answer = desk.as_(desk.site.hana, second_factor=False).get("/desk/")
    assert answer.status_code == 302
    assert "/2fa/totp/activate" in answer.url


def test_every_view_of_the_desk_says_whom_it_serves(desk: Door) -> None:
    """Promises, control 2: a route without a stated audience fails."""
    audiences = {road.callback.audience for road in patterns(desk_urls.urlpatterns)}
    assert audiences == {"desk"}


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_not_kept_by_the_browser(desk: Door, page: str) -> None:
    assert desk.as_(desk.site.hana).get(f"/desk/{page}").headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_is_never_done_by_looking(desk: Door, deed: str) -> None:
    road = deed.format(number="HC-R-2026-AAAAA", key=uuid.uuid4())
    assert desk.as_(desk.site.hana).get(f"/desk/{road}").status_code == 405


@pytest.mark.parametrize("deed", DEEDS)
def test_a_deed_needs_the_form_it_came_from(desk: Door, deed: str) -> None:
    """A POST without the CSRF token is refused, whoever sends it."""
    desk.as_(desk.site.hana)
    client = Client(enforce_csrf_checks=True)
    client.force_login(desk.site.hana.person, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(f"/desk/{deed.format(number='HC-R-2026-AAAAA', key=uuid.uuid4())}").status_code == 403


class TestMallory:
    """Promise P4, control 5: the same bytes for what one may not see as for what does not exist."""

    @pytest.mark.parametrize("page", ["reports/{}/", "reports/{}/close/known/", "cases/{}/"])
    def test_the_same_bytes(self, desk: Door, page: str) -> None:
        report = desk.report()
        real = report.number
        if page.startswith("cases"):
            real = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="Parser", report=report).number
        mallory = desk.as_(desk.site.mallory)
        hidden = mallory.get(f"/desk/{page.format(real)}")
        missing = mallory.get(f"/desk/{page.format(real[:-5] + 'ZZZZZ')}")
        assert (hidden.status_code, missing.status_code) == (404, 404)
        assert hidden.content == missing.content
        assert dict(hidden.headers) == dict(missing.headers)

    @pytest.mark.parametrize("deed", DEEDS[:6])
    def test_no_deed_on_what_is_hidden(self, desk: Door, deed: str) -> None:
        report = desk.report(address="rita@finder.example")
        key = report.notices.get().id
        road = deed.format(number=report.number, key=key)
        assert desk.as_(desk.site.mallory).post(f"/desk/{road}", {"answer-body": "hello"}).status_code == 404
        assert not report.threads.get().messages.exists()

    def test_lists_are_empty(self, desk: Door) -> None:
        desk.report(title="canary-title", address="canary@finder.example")
        mallory = desk.as_(desk.site.mallory)
        for road in ("reports/?state=all", "triage/", "notices/", "search/?q=canary", "?who=all"):
            assert "canary-title" not in mallory.get(f"/desk/{road}").text
            assert "canary@" not in mallory.get(f"/desk/{road}").text
