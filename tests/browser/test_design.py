"""The pages in a real browser: WCAG 2.2 AA by axe, no complaint of the console, nothing wider than the screen."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

from tests.design.showing import looked_at, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
PAGES = {
    "gallery": "/desk/cases/?sort=limit",
    "today": "/desk/",
    "home": "/en/",
    "advisory": "/en/policy/",
    "report": "/en/report/",
    "mailbox": "/en/box/",
}
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium."""
    program = next(path for name in PROGRAMS if (path := shutil.which(name)))
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield started
        started.close()


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "en"), (390, "dark", "ja")])
def test_a_page_is_accessible_quiet_and_fits(
    browser: Browser, name: str, width: int, scheme: str, language: str
) -> None:
    template = "design/gallery.html" if name == "gallery" else f"{name}.html"
    html = shown(template, language, PAGES[name])
    with looked_at(browser, html, width, color_scheme=scheme) as (page, complaints):
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep(page.screenshot(full_page=True), f"{name}-{language}-{width}-{scheme}.png")
        assert complaints == []
    with looked_at(browser, html, width, color_scheme=scheme, bypass_csp=True) as (page, _complaints):
        assert Axe().run(page, options=RULES).response["violations"] == []


def test_the_keyboard_alone(browser: Browser) -> None:
    with looked_at(browser, shown("today.html")) as (page, complaints):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.getAttribute('href')") == "#main"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "search"
        page.evaluate("document.activeElement.blur()")
        page.keyboard.press("?")
        assert page.evaluate("document.getElementById('keys').open")
        page.keyboard.press("Escape")
        page.keyboard.type("gt")
        page.wait_for_url("**/desk/")
        assert complaints == []


def test_shortcuts_can_be_switched_off(browser: Browser) -> None:
    """WCAG 2.2, 2.1.4: a shortcut of single characters can be turned off."""
    with looked_at(browser, shown("today.html")) as (page, _complaints):
        page.keyboard.press("?")
        page.uncheck("#keys-on")
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") != "search"


def test_everything_is_there_without_a_script(browser: Browser) -> None:
    with looked_at(browser, shown("today.html"), 390, java_script_enabled=False) as (page, _complaints):
        page.click("details.only-small > summary")
        assert page.locator("details.only-small a", has_text="Cases").is_visible()
        assert page.locator("form.search input").is_visible()


def keep(picture: bytes, name: str) -> None:
    """Keep a screenshot where the run's artefacts go, when it has such a place."""
    folder = os.environ.get("DAYBREAK_ARTEFACTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        (Path(folder) / f"design-{name}").write_bytes(picture)
