"""The list of cases one may see, with filters and words to look for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.finder import finder_stage
from daybreak.core.policy.finder_day import finder_day
from daybreak.journal.facts import facts_of_case
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import Assessment, DutyRow, JournalEntry
from daybreak.stages.cases.case_page import highest
from daybreak.stages.cases.naming import names_of
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from datetime import datetime
    from decimal import Decimal

    from daybreak.core.access import Viewer
    from daybreak.records.models import Case


@dataclass(frozen=True)
class CaseFilter:
    """What to list: `state` is open, closed or all; empty words, band or stage do not narrow."""

    state: str = "open"
    words: str = ""
    band: str = ""
    stage: str = ""


@dataclass(frozen=True)
class NextLimit:
    """The open duty whose limit comes first: its rule and its clock's instants."""

    rule: str
    start: datetime | None
    aim: datetime | None
    limit: datetime
    paused: bool


@dataclass(frozen=True)
class CaseLine:
    """One line of the list; `stage` is a word of core.lifecycle.finder, `others` everyone else's numbers.

    `drill` is the number of the drill whose case it is, "" for a real one.
    """

    number: str
    title: str
    kind: str
    band: str
    score: Decimal | None
    stage: str
    opened_at: datetime
    opened_by: str
    closed_at: datetime | None
    outcome: str
    next_limit: NextLimit | None
    finder_date: datetime | None
    others: tuple[str, ...]
    drill: str


def case_list(viewer: Viewer, now: datetime, wanted: CaseFilter) -> tuple[CaseLine, ...]:
    """List cases by their next limit, those without one last, newest first among them."""
    rows = visible_to(viewer, now).cases().select_related("policy", "data_key", "drill")
    if wanted.state in {"open", "closed"}:
        rows = rows.filter(closed_at__isnull=wanted.state == "open")
    lines = [line for line in (_line(case, now) for case in rows) if _fits(line, wanted)]
    return tuple(sorted(lines, key=_urgency))


def _urgency(line: CaseLine) -> tuple[bool, float]:
    if line.next_limit is None:
        return True, -line.opened_at.timestamp()
    return False, line.next_limit.limit.timestamp()


def _fits(line: CaseLine, wanted: CaseFilter) -> bool:
    heard = " ".join((line.number, line.title, *line.others)).casefold()
    return (
        all(word in heard for word in wanted.words.casefold().split())
        and (not wanted.band or wanted.band == (line.band or "unknown"))
        and (not wanted.stage or wanted.stage == line.stage)
    )


def _line(case: Case, now: datetime) -> CaseLine:
    facts = facts_of_case(case.id)
    band, score = highest(policy_of(case.policy), Assessment.objects.filter(vulnerability__case=case, counts=True))
    opener = JournalEntry.objects.filter(case=case, kind="case.opened").values_list("actor", flat=True).first() or ""
    cves = case.vulnerabilities.exclude(cve_id=None).values_list("cve_id", flat=True)
    return CaseLine(
        number=case.number,
        title=open_text(case, "title_sealed"),
        kind=case.kind,
        band=band,
        score=score,
        stage="closed" if case.closed_at else finder_stage(facts, now),
        opened_at=case.opened_at,
        opened_by=names_of([opener])[opener] if opener else "",
        closed_at=case.closed_at,
        outcome=case.outcome,
        next_limit=_next_limit(case, now),
        finder_date=None if case.outcome == "merged" else finder_day(facts),
        others=(*(str(cve) for cve in cves), *case.reports.order_by("received_at").values_list("number", flat=True)),
        drill=case.drill.number if case.drill else "",
    )


def _next_limit(case: Case, now: datetime) -> NextLimit | None:
    mine = DutyRow.objects.filter(of_case(case.id))
    open_ones = mine.filter(kept=None, waived=None, limit__isnull=False, start__isnull=False)
    row = None if case.closed_at else open_ones.order_by("limit").first()
    if row is None or row.limit is None:
        return None
    return NextLimit(
        row.rule,
        row.start,
        row.aim,
        row.limit,
        row.paused is not None and (row.paused_until is None or row.paused_until > now),
    )
