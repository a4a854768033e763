"""Search at the desk: our numbers, CVE IDs, and the titles of visible reports and cases; nothing else is opened."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.people.sight import visible_to
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.records.models import Case, Report

MOST_TITLES = 2000
MOST_HITS = 100
LONGEST = 200


@dataclass(frozen=True)
class Hit:
    """One thing found, with the CVE IDs or advisory numbers by which it is known, too."""

    scope: Literal["case", "report"]
    number: str
    title: str
    also: tuple[str, ...]
    at: datetime
    over: bool


def search(viewer: Viewer, now: datetime, words: str) -> tuple[Hit, ...]:
    """Find visible cases, then reports, newest first, whose number, CVE ID or title holds every word."""
    wanted = folded(words[:LONGEST]).split()
    if not wanted:
        return ()
    sight = visible_to(viewer, now)
    cases = sight.cases().filter(data_key__destroyed_at=None).select_related("data_key")
    cases = cases.prefetch_related("vulnerabilities", "advisories")
    reports = sight.reports().filter(data_key__destroyed_at=None).select_related("data_key")
    hits = [*_cases(cases[:MOST_TITLES]), *_reports(reports[:MOST_TITLES])]
    return tuple(hit for hit in hits if _holds(hit, wanted))[:MOST_HITS]


def folded(words: str) -> str:
    """Fold words for comparing: width and case do not matter (full-width Latin, half-width kana)."""
    return unicodedata.normalize("NFKC", words).casefold()


def _holds(hit: Hit, wanted: list[str]) -> bool:
    text = folded(" ".join((hit.number, hit.title, *hit.also)))
    return all(word in text for word in wanted)


def _cases(rows: Iterable[Case]) -> Iterable[Hit]:
    for row in rows:
        cves = [one.cve_id for one in row.vulnerabilities.all() if one.cve_id]
        also = (*cves, *(one.number for one in row.advisories.all()))
        yield Hit("case", row.number, open_text(row, "title_sealed"), also, row.opened_at, row.closed_at is not None)


def _reports(rows: Iterable[Report]) -> Iterable[Hit]:
    for row in rows:
        over = row.closed_at is not None or row.case_id is not None
        yield Hit("report", row.number, open_text(row, "title_sealed"), (), row.received_at, over)
