"""The days that finders named for going public themselves, for many cases and reports at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.lifecycle.embargo import instant_code
from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, Report

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.facts import Fact
    from daybreak.records.models import DutyRow


def finder_date(facts: Iterable[Fact]) -> datetime | None:
    """Give the earliest day a finder of the case named last for going public themselves."""
    named = {
        fact.subjects.get("report", ""): instant_code(fact, "until")
        for fact in facts
        if fact.kind == "finder.deadline_set"
    }
    return min((at for at in named.values() if at), default=None)


def finder_dates(rows: Iterable[DutyRow]) -> dict[UUID, datetime]:
    """Give the finder's day for each case, and each report without one, that these duties belong to."""
    cases, alone = {row.case_id for row in rows} - {None}, {row.report_id for row in rows if not row.case_id} - {None}
    reports = dict(Report.objects.filter(Q(case__in=cases) | Q(id__in=alone)).values_list("id", "case_id"))
    mine = Q(report__in=reports) | Q(case__in=cases)
    bodies = JournalEntry.objects.filter(mine, kind="finder.deadline_set").order_by("position")
    told: dict[UUID, list[Fact]] = {}
    for report, case, body in bodies.values_list("report_id", "case_id", "body"):
        for owner in {reports.get(report) or report, case} & (cases | alone):
            told.setdefault(owner, []).append(fact_of(body))
    found = {owner: finder_date(facts) for owner, facts in told.items()}
    return {owner: at for owner, at in found.items() if at}
