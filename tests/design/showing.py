"""Renders exhibits without a database, and shows them to a real browser without a network."""

from __future__ import annotations

import mimetypes
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.http import HttpResponse
from django.template.backends.django import DjangoTemplates
from django.test import RequestFactory
from django.urls import include, path, set_urlconf
from django.utils import timezone, translation

from tests.design.cast import scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page, Route

HOST = "http://daybreak.test"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; form-action 'self'"


def nothing(_request: object) -> HttpResponse:
    """Answer nothing: the exhibits only need addresses that exist."""
    return HttpResponse()


def roads(*names: str) -> list[Any]:
    """Give one address for each name."""
    return [path(f"{name}/", nothing, name=name) for name in names]


DESK = roads("reports", "cases", "products", "advisories", "notices", "policy", "metrics", "search")
ACCOUNT = ("account_logout", "mfa_index", "account_login", "account_reset_password")
LIBRARY = (*ACCOUNT, "set_language", "mfa_login_webauthn")


class Urls:
    """The addresses that the frames link to."""

    urlpatterns = (
        path("desk/", include(([path("", nothing, name="today"), *DESK], "desk"))),
        path("en/", include(([path("", nothing, name="home"), *roads("policy", "thanks", "feed")], "bulletin"))),
        path("en/", include((roads("report", "box"), "portal"))),
        *roads(*LIBRARY),
    )


CASES = "/desk/cases/?severity=high&sort=limit"
ENGINE_OPTIONS = {
    "context_processors": [
        "django.template.context_processors.request",
        "django.contrib.messages.context_processors.messages",
    ]
}


def shown(template: str, language: str = "en", address: str = CASES, **more: Any) -> str:
    """Render `template` with the scene in `language`, as its page at `address` would be, signed in as Hana."""
    here = [str(Path(__file__).parent / "exhibits")]
    options = dict(ENGINE_OPTIONS)
    engine = DjangoTemplates({"NAME": "exhibits", "DIRS": here, "APP_DIRS": True, "OPTIONS": options})
    request = RequestFactory().get(address)
    hana = SimpleNamespace(is_authenticated=True, name="Hana Mori", short_name="Hana")
    request.user = hana  # type: ignore[assignment] # what the frame reads of a person
    set_urlconf(Urls)  # type: ignore[arg-type] # Django takes any object with urlpatterns
    try:
        with translation.override(language), timezone.override("Asia/Tokyo"):
            return str(engine.get_template(template).render(scene(language) | more, request))
    finally:
        set_urlconf(None)


def answer(route: Route, page: str) -> None:
    """Answer a browser's request: the page itself, or a static file; anything else is not there."""
    address = urlsplit(route.request.url)
    if f"{address.scheme}://{address.netloc}" == HOST and address.path.startswith("/static/"):
        found = finders.find(address.path.removeprefix("/static/"))
        if found:
            kind = mimetypes.guess_type(address.path)[0] or "text/plain"
            route.fulfill(body=Path(str(found)).read_bytes(), content_type=kind)
            return
    if route.request.is_navigation_request():
        route.fulfill(body=page, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": CSP})
        return
    route.fulfill(status=404, body="")


@contextmanager
def looked_at(browser: Browser, html: str, width: int = 1440, **context: Any) -> Iterator[tuple[Page, list[str]]]:
    """Open `html` in a browser of `width` pixels; gives the page and every complaint the console makes."""
    # A colour on its way from one to the other has no contrast to speak of.
    opened = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **context)
    page = opened.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type in {"error", "warning"} else None)
    page.on("pageerror", lambda fault: complaints.append(str(fault)))
    page.route("**/*", lambda route: answer(route, html))
    page.goto(f"{HOST}/desk/cases/")
    try:
        yield page, complaints
    finally:
        opened.close()
