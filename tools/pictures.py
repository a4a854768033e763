"""Takes the README's pictures anew from the demo's site: the desk, a case, and an advisory, at 1440 by 900.

Needs Chromium. Run `.venv/bin/python tools/pictures.py`; the pictures go to docs/images.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Page

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
DAYBREAK = [sys.executable, "-m", "daybreak"]
SIZE = {"width": 1440, "height": 900}
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-background-networking"]
LARGEST = 300_000
TRIES = 600
"""How often the port is tried, once in a fifth of a second, while the demo plays."""


def main() -> None:
    """Play the demo in a passing folder, and take every picture."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        sys.exit("Chromium is missing: apt install chromium fonts-noto-cjk")
    folder = tempfile.TemporaryDirectory(prefix="daybreak-pictures-")
    with folder as home, _demo(home) as (base, environment), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=ARGUMENTS)
        page = browser.new_context(viewport=SIZE, locale="en-GB", color_scheme="light").new_page()
        _public(page, base)
        _signed_in(page, base, environment)
        _desk(page, base)
        browser.close()
    for name in ("desk", "case", "advisory"):
        size = (IMAGES / f"{name}.png").stat().st_size
        print(f"docs/images/{name}.png: {size // 1000} kB{' (too large)' if size > LARGEST else ''}")


@contextmanager
def _demo(home: str) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Serve the demo; gives its address and the environment that names its folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DAYBREAK_")}
    environment = {**kept, "DAYBREAK_HOME": home}
    server = subprocess.Popen([*DAYBREAK, "demo", "--port", str(port)], env=environment, start_new_session=True)
    waiting = Event()
    try:
        for _try in range(TRIES):
            if server.poll() is not None:
                sys.exit("The demo ended before it served.")
            with socket.socket() as knock:
                if knock.connect_ex(("127.0.0.1", port)) == 0:
                    break
            waiting.wait(0.2)
        yield f"http://127.0.0.1:{port}", environment
    finally:
        os.killpg(server.pid, signal.SIGINT)
        server.wait(timeout=60)


def _public(page: Page, base: str) -> None:
    page.goto(f"{base}/en/")
    page.locator("main a[href*='/advisories/']").first.click()
    _take(page, "advisory")


def _signed_in(page: Page, base: str, environment: Mapping[str, str]) -> None:
    """Sign in as Hana, with her password and the code of this moment."""
    known = json.loads((Path(environment["DAYBREAK_HOME"]) / "demo-sign-ins.json").read_text())
    address = next(one for one in known if one.startswith("hana@"))
    page.goto(f"{base}/desk/")
    page.fill("[name=login]", address)
    page.fill("[name=password]", known[address]["password"])
    page.click("main form button[type=submit]")
    code = subprocess.run([*DAYBREAK, "demo", "code", "hana"], env=environment, capture_output=True, check=True)
    page.fill("[name=code]", code.stdout.decode().strip())
    page.click("main form button[type=submit]")
    page.wait_for_url("**/desk/")


def _desk(page: Page, base: str) -> None:
    page.goto(f"{base}/desk/?who=all")
    _take(page, "desk")
    page.goto(f"{base}/desk/cases/")
    page.locator("main a[href*='/desk/cases/']:has-text('AB-')").first.click()
    _take(page, "case")


def _take(page: Page, name: str) -> None:
    page.screenshot(path=IMAGES / f"{name}.png")


if __name__ == "__main__":
    main()
