"""What a new report may be a repetition of: visible reports and cases whose words are alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from rapidfuzz import fuzz
from rapidfuzz.utils import default_process

from daybreak.people.sight import visible_to
from daybreak.vault.sealed import open_json, open_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.records.models import Report

ALIKE = 62.0
"""From this likeness on (0 to 100) a report or case is suggested."""
COMPARED = 500
SHOWN = 5
LONGEST = 2000


@dataclass(frozen=True)
class Like:
    """A report or case that reads alike: `likeness` is 0 to 100."""

    kind: Literal["report", "case"]
    number: str
    title: str
    likeness: float
    at: datetime


def likely_duplicates(viewer: Viewer, now: datetime, report: Report) -> tuple[Like, ...]:
    """Suggest the most alike of the newest visible reports and cases, the likest first; at most five."""
    title, words = open_text(report, "title_sealed"), words_of(report)
    found = []
    for kind, number, other_title, other_words, at in _others(viewer, now, report):
        likeness = max(_alike(title, other_title), _alike(words, other_words))
        if likeness >= ALIKE:
            found.append(Like(kind, number, other_title, round(likeness, 1), at))
    return tuple(sorted(found, key=lambda like: -like.likeness)[:SHOWN])


def words_of(report: Report) -> str:
    """Give everything a report says in one string, for comparing and for known patterns."""
    answers = open_json(report, "answers_sealed") or {}
    return "\n".join([open_text(report, "title_sealed"), *answers.values()])


def _others(
    viewer: Viewer, now: datetime, report: Report
) -> Iterator[tuple[Literal["report", "case"], str, str, str, datetime]]:
    sight = visible_to(viewer, now)
    rows = sight.reports().exclude(id=report.id).filter(data_key__destroyed_at=None).select_related("data_key")
    for row in rows.order_by("-received_at")[:COMPARED]:
        yield "report", row.number, open_text(row, "title_sealed"), words_of(row), row.received_at
    cases = sight.cases().exclude(reports=report).filter(data_key__destroyed_at=None).select_related("data_key")
    for case in cases.order_by("-opened_at")[:COMPARED]:
        title = open_text(case, "title_sealed")
        yield "case", case.number, title, f"{title}\n{open_text(case, 'summary_sealed')}", case.opened_at


def _alike(one: str, other: str) -> float:
    first, second = one[:LONGEST], other[:LONGEST]
    if not (first.strip() and second.strip()):
        return 0.0
    plain = fuzz.ratio(first, second, processor=default_process)
    return max(plain, fuzz.token_sort_ratio(first, second, processor=default_process))
