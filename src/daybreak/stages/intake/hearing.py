"""By when the finder hears from us next: the nearest open duty whose fulfilment they read or get told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.program.versions import policy_of
from daybreak.records.models import DutyRow
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.intake.own_part import cases_elsewhere, part_of

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Report

HEARD = frozenset(
    {
        "report.answered",
        "report.closed",
        "case.confirmed",
        "case.closed",
        "severity.assessed",
        "severity.explained",
        "closure.explained",
        "remedy.planned",
        "remedy.shipped",
        "remedy.offered_to_all",
        "advisory.published",
    }
)
"""Facts that the finder reads in their mailbox as soon as they happen: words to them, or another stage."""


@dataclass(frozen=True)
class Hearing:
    """The promised instant, what is promised in the policy's words, and whether it has passed unkept."""

    by: datetime
    promise: str
    late: bool


def stands_still(now: datetime) -> Q:
    """Tell which duties' clocks stand now: paused, and the pause has no end or one that lies ahead."""
    return Q(paused__isnull=False) & (Q(paused_until=None) | Q(paused_until__gt=now))


def owed_about(report: Report) -> Q:
    """Choose the duties that may concern a report: its own, and those of every case that holds a flaw of its."""
    if report.case_id is None:
        return Q(report=report)
    return Q(report=report) | Q(report=None, case__in=[report.case_id, *cases_elsewhere(report)])


def next_hearing(report: Report, now: datetime, language: str = "") -> Hearing | None:
    """Find the nearest promise to this finder that is still open; None where the policy makes none.

    A duty that can be done without a word to them, as sorting is by a hand-over, promises them nothing. Duties are
    the team's to see; who holds the report is told this one date, so the house looks.
    """
    policy = policy_of(report.policy)
    rules = {rule.id: rule for rule in policy.duties if _is_heard(rule)}
    open_ones = DutyRow.objects.filter(owed_about(report), rule__in=rules, kept=None, waived=None, limit__isnull=False)
    waiting = open_ones.exclude(stands_still(now))
    with as_the_house():
        row = _first(report, waiting.order_by("limit"))
    if row is None or row.limit is None:
        return None
    name = rules[row.rule].name
    words = name.in_(language or report.language, policy.language) if name else ""
    return Hearing(row.limit, words, row.limit < now)


def _is_heard(rule: DutyRule) -> bool:
    return HEARD.issuperset(rule.fulfilled_by()) and bool(rule.fulfilled_by())


def _first(report: Report, waiting: Iterable[DutyRow]) -> DutyRow | None:
    """Give the first duty that concerns this report: what is owed for another finder's vulnerability does not."""
    part = None
    for row in waiting:
        if row.report_id or (row.scope == "case" and row.case_id == report.case_id):
            return row
        part = part or part_of(report)
        if part.holds(row.scope, row.subject):
            return row
    return None
