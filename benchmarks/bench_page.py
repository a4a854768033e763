"""An advisory page from Daybreak, against the same bytes from whitenoise: both as WSGI applications in this process."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING
from wsgiref.util import setup_testing_defaults

from scene import compare, make_site

if TYPE_CHECKING:
    from collections.abc import Callable
    from wsgiref.types import WSGIApplication


def main() -> None:
    """Print both rates and their ratio."""
    policy = make_site(adopted=False)
    from whitenoise import WhiteNoise

    from daybreak.demo.play import play
    from daybreak.wsgi import application

    played = play(policy, lambda _line: None)
    address = f"/en/advisories/{played.published}/"
    page = _get(application, address)
    folder = Path(tempfile.mkdtemp())
    (folder / "page.html").write_bytes(page)
    static = WhiteNoise(application, root=str(folder))
    same = _get(static, "/page.html")
    if same != page:
        raise SystemExit("whitenoise serves other bytes than the page's")
    ours, floor, ratio = compare(lambda: _get(application, address), lambda: _get(static, "/page.html"), 150)
    print(f"advisory page: {ours:.0f}/s; the same {len(page)} bytes from whitenoise: {floor:.0f}/s; ratio {ratio:.1f}")


def _get(application: WSGIApplication, address: str) -> bytes:
    environ = {"PATH_INFO": address, "HTTP_HOST": "127.0.0.1:8000", "SERVER_NAME": "127.0.0.1"}
    setup_testing_defaults(environ)
    statuses: list[str] = []

    def said(status: str, _headers: object, _fault: object = None) -> Callable[[bytes], object]:
        statuses.append(status)
        return statuses.append

    body = b"".join(application(environ, said))
    if not statuses[0].startswith("200"):
        raise SystemExit(f"{address} answered {statuses[0]}")
    return body


if __name__ == "__main__":
    main()
