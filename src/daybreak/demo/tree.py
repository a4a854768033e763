"""The bulletin as a tree of files: every public address, asked as a reader would, and written to a folder."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django.conf import settings
from django.test import Client

if TYPE_CHECKING:
    from pathlib import Path

LINK = re.compile(r'href="(/[^"#?]*)"')
ALWAYS = (
    "/.well-known/security.txt",
    "/csaf/white/index.txt",
    "/csaf/white/changes.csv",
    "/csaf/provider-metadata.json",
)
NOT_FOR_FILES = ("/desk", "/accounts", "/api", "/static", "/i18n")
FOUND = 200
LIST = ".daybreak-demo"
"""The file that names what was written, a path a line, so that the next run can take it away."""


def write_tree(folder: Path, languages: tuple[str, ...]) -> list[str]:
    """Follow every public link from the languages' homes; write what answers; give the paths written.

    What an earlier run wrote to the folder is taken away first; other files stay.
    """
    _take_away(folder)
    client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
    waiting = [*ALWAYS, *(f"/{language}/" for language in languages)]
    seen: set[str] = set()
    written: list[str] = []
    while waiting:
        address = waiting.pop(0)
        if address in seen or address.startswith(NOT_FOR_FILES) or "/report" in address or "/box" in address:
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code != FOUND:
            continue
        body = b"".join(answer) if answer.streaming else answer.content
        written.append(_write(folder, address, body))
        if answer["Content-Type"].startswith("text/html"):
            waiting += LINK.findall(body.decode())
        elif address.endswith("index.txt"):
            waiting += [f"/csaf/white/{line}" for line in body.decode().split()]
    (folder / LIST).write_text("".join(f"{path}\n" for path in written), encoding="utf-8")
    return written


def _take_away(folder: Path) -> None:
    """Remove the files of an earlier run, and the folders that are empty then; nothing outside the folder."""
    if not (folder / LIST).is_file():
        return
    inside = folder.resolve()
    for path in (folder / LIST).read_text(encoding="utf-8").splitlines():
        target = (folder / path).resolve()
        if target.is_relative_to(inside) and target.is_file():
            target.unlink()
            for above in target.parents:
                if above == inside or any(above.iterdir()):
                    break
                above.rmdir()


def _write(folder: Path, address: str, body: bytes) -> str:
    path = address.lstrip("/")
    if not path.rpartition("/")[2] or "." not in path.rpartition("/")[2]:
        path = f"{path.rstrip('/')}/index.html"
    target = folder / path
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(body)
    return path
