"""A NUL in an address or a question: PostgreSQL takes none, so each page must answer before asking (bad input)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.doors.desk_case.conftest import make_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import Any

ODD = quote("a\0b")
SERVER_FAULT = 500
ASKED = (
    "q",
    "words",
    "other",
    "of",
    "number",
    "name",
    "who",
    "state",
    "mailbox",
    "story",
    "first",
    "language",
    "do",
    "on",
)


def _roads(resolver: URLResolver, before: str = "") -> Iterator[str]:
    """Give the pattern of every address."""
    for one in resolver.url_patterns:
        road = before + str(one.pattern).lstrip("^").rstrip("$")
        if isinstance(one, URLResolver):
            yield from _roads(one, road)
        elif isinstance(one, URLPattern):
            yield road


def _filled(road: str, number: str) -> str | None:
    """Put a NUL wherever free words may stand; None for an address that has other parts, too."""
    for kind in ("str", "slug"):
        while f"<{kind}:" in road:
            at = road.index(f"<{kind}:")
            name = road[at + len(kind) + 2 : road.index(">", at)]
            value = number if name == "number" and "cases/" in road[:at] else ODD if kind == "str" else "a"
            road = road[:at] + value + road[road.index(">", at) + 1 :]
    return None if any(mark in road for mark in "<(?\\[") else f"/{road}"


@pytest.mark.django_db
def test_no_page_breaks(settings: Any, tmp_path: Path) -> None:
    """“NUL and lone surrogates …: each a clear sentence and a 4xx, nothing lost, no 500.”"""
    desk = make_desk("kestrel-sdk", settings, tmp_path)
    client = desk.as_(desk.site.hana)
    client.raise_request_exception = False
    broken: list[str] = []
    roads = sorted({road for found in _roads(get_resolver()) if (road := _filled(found, desk.case.number))})
    assert len(roads) > 60
    question = "?" + "&".join(f"{name}={ODD}" for name in ASKED)
    for road in roads:
        answer = client.get(road + question)
        if answer.status_code >= SERVER_FAULT:
            broken.append(f"{answer.status_code} {road}")
    assert not broken, "\n".join(broken)
