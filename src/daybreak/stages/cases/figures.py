"""Figures of the cases and reports one may see, streamed from the journal one story at a time."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.db.models import F, Q

from daybreak.core.metrics.tally import Past, Tally
from daybreak.core.policy.duties import duties
from daybreak.journal.facts import fact_of
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Case, JournalEntry, PolicyVersion, Report
from daybreak.stages.cases.projection import SITE_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.metrics.figures import Figures
    from daybreak.core.metrics.period import Period
    from daybreak.core.policy.model import Policy

READ_AT_ONCE = 2000
DRILL = "drill.started"
CASE, REPORT = "case", "report"

Row = tuple[str, "UUID", "UUID", str]
"""What a story is about, its key, its policy's key, and the body of an entry."""


def figures(viewer: Viewer, now: datetime, period: Period) -> Figures:
    """Count the cases and reports that `viewer` may see; whoever sees none gets zeros."""
    sight = visible_to(viewer, now)
    return _counted(sight.cases(), sight.reports(), now, period)


def site_figures(now: datetime, period: Period) -> Figures:
    """Count every case and report of the site: for the operator, who gets counts and no case."""
    return _counted(Case.objects.all(), Report.objects.all(), now, period)


def _counted(cases: QuerySet[Case], reports: QuerySet[Report], now: datetime, period: Period) -> Figures:
    tally, policies = Tally(period, now), _Policies()
    for (about, key, version), rows in groupby(_rows(cases, reports), key=lambda row: row[:3]):
        facts = [fact_of(body) for *_, body in rows]
        if any(fact.kind == DRILL for fact in facts):
            continue
        policy, whole = policies.of(version), about == CASE
        owed = [
            duty
            for duty in duties(policy, facts, now)
            if (duty.scope not in SITE_SCOPES if whole else duty.scope == REPORT)
        ]
        tally.add(Past(str(key) if whole else None, facts, policy, owed))
    return tally.figures(policy_in_force(now))


def _rows(cases: QuerySet[Case], reports: QuerySet[Report]) -> Iterator[Row]:
    """Read the facts of these cases, their reports' included, and of these reports without a case, story by story."""
    entries = JournalEntry.objects.order_by()
    inside, alone = cases.order_by().values("id"), reports.filter(case=None).order_by().values("id")
    of_report = Q(report__case_id__in=inside) & (Q(case=None) | ~Q(case=F("report__case")))
    parts = [
        (CASE, entries.filter(case_id__in=inside), "case_id", "case__policy_id"),
        (CASE, entries.filter(of_report), "report__case_id", "report__case__policy_id"),
        (REPORT, entries.filter(report_id__in=alone), "report_id", "report__policy_id"),
    ]
    told = [
        part.annotate(owner=F(owner), version=F(version)).values_list("owner", "version", "body", "position")
        for _, part, owner, version in parts
    ]
    in_cases = told[0].union(told[1], all=True).order_by("owner", "position")
    for about, ordered in ((CASE, in_cases), (REPORT, told[2].order_by("owner", "position"))):
        for owner, version, body, _ in ordered.iterator(chunk_size=READ_AT_ONCE):
            yield about, owner, version, body


class _Policies:
    """The policies that cases ran under, each read once."""

    def __init__(self) -> None:
        self._known: dict[UUID, Policy] = {}

    def of(self, version: UUID) -> Policy:
        """Give the policy of a version's key."""
        if version not in self._known:
            self._known[version] = policy_of(PolicyVersion.objects.get(id=version))
        return self._known[version]
