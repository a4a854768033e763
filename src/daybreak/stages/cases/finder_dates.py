"""The days that finders named for going public themselves, for many cases and reports at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.facts import PUBLISHED
from daybreak.core.policy.finder_day import NAMED, TELLING, finder_day
from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, Report

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.facts import Fact
    from daybreak.records.models import DutyRow


def finder_dates(rows: Iterable[DutyRow]) -> dict[UUID, datetime]:
    """Give the finder's day for each case, and each report without one, that these duties belong to."""
    cases, alone = {row.case_id for row in rows} - {None}, {row.report_id for row in rows if not row.case_id} - {None}
    reports = dict(Report.objects.filter(Q(case__in=cases) | Q(id__in=alone)).values_list("id", "case_id"))
    told = _told((NAMED,), cases, reports)
    out = told and JournalEntry.objects.filter(kind__in=PUBLISHED, case__in=list(told)).values_list(
        "case_id", flat=True
    )
    if out:
        told |= _told(TELLING, set(out), reports)
    found = {owner: finder_day(facts) for owner, facts in told.items() if owner in cases or owner in alone}
    return {owner: at for owner, at in found.items() if at}


def _told(
    kinds: Collection[str], cases: Collection[UUID | None], reports: Mapping[UUID, UUID | None]
) -> dict[UUID, list[Fact]]:
    """Give the facts of these kinds in the journal's order, by the cases and the reports without one."""
    mine = Q(report__in=[key for key, case in reports.items() if case is None or case in cases]) | Q(case__in=cases)
    bodies = JournalEntry.objects.filter(mine, kind__in=kinds).order_by("position")
    told: dict[UUID, list[Fact]] = {}
    for report, case, body in bodies.values_list("report_id", "case_id", "body"):
        for owner in {reports.get(report) or report, case} - {None}:
            told.setdefault(owner, []).append(fact_of(body))
    return told
