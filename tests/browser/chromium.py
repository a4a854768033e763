"""A real Chromium on this machine alone: what it shows, complains about and asks for, and what axe says of it."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
ARTEFACTS = Path(os.environ.get("DAYBREAK_ARTEFACTS", "artefacts")) / "journey"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the machine's own Chromium."""
    program = next(path for name in PROGRAMS if (path := shutil.which(name)))
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield started
        started.close()


@dataclass
class Window:
    """One window of a reader: `complaints` are of the console, `asked` are hosts other than the site's own."""

    context: BrowserContext
    base: str
    complaints: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    pictured: int = 0

    def open(self) -> Page:
        """Open a page that is listened to."""
        page = self.context.new_page()
        page.on("console", lambda said: self._hear(said.type, said.text))
        page.on("pageerror", lambda fault: self.complaints.append(str(fault)))
        page.on("request", lambda asked: self._note(asked.url))
        return page

    def _hear(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(text)

    def _note(self, url: str) -> None:
        if urlsplit(url).scheme in {"http", "https", "ws", "wss"} and not url.startswith(self.base):
            self.asked.append(url)

    def cookies(self) -> Any:
        """Give the cookies, for another window of the same reader."""
        return self.context.storage_state()


@contextmanager
def window(browser: Browser, base: str, **options: Any) -> Iterator[Window]:
    """Open a window; `options` are the context's own, `width` among them. At its end nothing may have been wrong."""
    width = options.pop("width", 1440)
    # A colour on its way from one to the other has no contrast to speak of.
    context = browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce", **options)
    context.set_default_timeout(20_000)
    shown = Window(context, base)
    try:
        yield shown
        assert shown.asked == [], "asked somebody else"
        if not options.get("bypass_csp"):
            assert shown.complaints == []
    finally:
        context.close()


def picture(page: Page, name: str) -> list[str]:
    """Keep what is shown; name what is wider than the screen."""
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)
    width = page.viewport_size["width"] if page.viewport_size else 0
    shown = page.evaluate("document.documentElement.scrollWidth")
    return [f"{name} is {shown} wide on a screen of {width}"] if shown > width else []


def faults(page: Page, name: str) -> list[str]:
    """Name what axe finds against WCAG 2.2 AA; the window must have been opened with `bypass_csp`."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{name}: {one['id']}: {[node['html'][:160] for node in one['nodes'][:3]]}" for one in found]
