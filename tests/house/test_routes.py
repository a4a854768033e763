"""Every address says whom it serves, and whom it does not serve learns nothing (promises, control 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from daybreak.doors.audience import LIBRARY_VIEWS

if TYPE_CHECKING:
    from collections.abc import Iterator

AUDIENCES = {"public", "finder", "desk", "machines"}


def _routes(patterns: list[URLPattern | URLResolver], above: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        path = f"{above}{one.pattern}"
        if isinstance(one, URLResolver):
            yield from _routes(one.url_patterns, path)
        else:
            yield path, one


ROUTES = list(_routes(get_resolver().url_patterns))


@pytest.mark.parametrize(("path", "route"), ROUTES, ids=[path for path, _route in ROUTES])
def test_every_route_states_its_audience(path: str, route: URLPattern) -> None:
    """“Routes deny by default; a route without a stated audience fails the tests.”"""
    if not route.callback.__module__.startswith(LIBRARY_VIEWS):
        assert getattr(route.callback, "audience", None) in AUDIENCES, path


@pytest.mark.django_db
def test_the_desk_asks_a_stranger_to_sign_in_and_says_nothing_else() -> None:
    """A stranger is sent to the sign-in from every page of the desk, whether what it names exists or not."""
    client = Client()
    for path, route in ROUTES:
        if getattr(route.callback, "audience", "") == "desk" and "<" not in path and "(" not in path:
            answer = client.get(f"/{path}")
            assert answer.status_code in {302, 405}, path
            if answer.status_code == 302:
                assert answer["Location"].startswith("/accounts/login/"), path


@pytest.mark.django_db
def test_answers_carry_the_site_s_policy_against_foreign_script() -> None:
    """“CSP without inline script or style … no third-party request at all.”"""
    answer = Client().get("/accounts/login/")
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
