"""Before its instant an armed advisory cannot be told from one that does not exist, on any address (P7, control 5)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from django.test import Client

from tests.doors.bulletin.conftest import Bulletin
from tests.stages.disclosure.telling import CANARY, CVE, a_tuesday

if TYPE_CHECKING:
    from django.http import HttpResponse

LISTS = (
    "/en/", "/ja/", "/en/?q=memory", "/en/thanks/", "/ja/thanks/", "/en/csaf/", "/csaf/white/index.txt",
    "/csaf/white/changes.csv", "/csaf/provider-metadata.json", "/.well-known/csaf/provider-metadata.json",
    "/feed.atom", "/en/feed.atom", "/ja/feed.atom", "/en/policy/", "/.well-known/security.txt", "/robots.txt",
)  # fmt: skip


def _seen(answer: HttpResponse) -> tuple[int, bytes, dict[str, str]]:
    """All that somebody outside can see of an answer."""
    return answer.status_code, answer.content, dict(answer.headers)


def _lists(bulletin: Bulletin) -> dict[str, tuple[int, bytes, dict[str, str]]]:
    return {path: _seen(bulletin.get(path)) for path in LISTS}


class TestArmedIsAsIfItWereNot:
    """Mallory reads every address: draft, armed, a second before the instant."""

    def test_lists_do_not_change_by_a_byte(self, bulletin: Bulletin) -> None:
        drafted = _lists(bulletin)
        instant = bulletin.told.arm(a_tuesday(bulletin.told.site))
        assert _lists(bulletin) == drafted
        bulletin.at(instant - timedelta(seconds=30))
        late = _lists(bulletin)
        for path in LISTS:
            assert CANARY.encode() not in late[path][1]
            assert bulletin.told.advisory.number.encode() not in late[path][1]
            if path not in {"/.well-known/security.txt", "/en/policy/"}:
                assert late[path] == drafted[path], path

    def test_its_own_addresses_answer_as_those_of_nothing(self, bulletin: Bulletin) -> None:
        instant = bulletin.told.arm(a_tuesday(bulletin.told.site))
        bulletin.at(instant - timedelta(seconds=30))
        number = bulletin.told.advisory.number
        missing = re.sub(r"[^-]{5}$", "ZZZZZ", number)
        pairs = [
            (f"/{language}/advisories/{number}/", f"/{language}/advisories/{missing}/") for language in ("en", "ja")
        ]
        pairs += [(f"/{language}/cve/{CVE}/", f"/{language}/cve/CVE-2026-99999/") for language in ("en", "ja")]
        pairs += [(f"/{path}", f"/{path.replace('.json', '-x.json')}") for path in _paths(bulletin)]
        pairs += [(f"/en/?q={number}", f"/en/?q={missing}"), (f"/en/?q={CVE}", "/en/?q=CVE-2026-99999")]
        for ours, nobodys in pairs:
            here, there = _seen(bulletin.get(ours)), _seen(bulletin.get(nobodys))
            if "?q=" in ours:
                here, there = (_without(one, wanted) for one, wanted in ((here, ours), (there, nobodys)))
            else:
                assert here[0] == 404
                assert here[2]["Cache-Control"] == "no-store"
            assert here == there, ours

    def test_nothing_depends_on_who_asks(self, bulletin: Bulletin) -> None:
        bulletin.told.arm(a_tuesday(bulletin.told.site))
        mallory = Client()
        mallory.force_login(
            bulletin.told.site.mallory.person, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        for path in (*LISTS, f"/en/advisories/{bulletin.told.advisory.number}/"):
            assert _seen(mallory.get(path)) == _seen(bulletin.get(path)), path


def _paths(bulletin: Bulletin) -> list[str]:
    return [row.path for row in bulletin.told.revision.files.all()]


def _without(seen: tuple[int, bytes, dict[str, str]], path: str) -> tuple[int, bytes]:
    """Leave out what the reader typed, which the page repeats in its field and its links."""
    typed = path.partition("?q=")[2].encode()
    return seen[0], seen[1].replace(typed, b"")
