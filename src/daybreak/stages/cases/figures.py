"""Figures of the cases and reports one may see; only stories to which something was added are read again."""

from __future__ import annotations

from dataclasses import replace
from itertools import groupby, islice
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F, Max, Q

from daybreak.core.metrics.account import Past, account_of
from daybreak.core.metrics.period import ALWAYS
from daybreak.core.metrics.tally import Tally
from daybreak.core.policy.duties import duties_in, read
from daybreak.journal.facts import fact_of
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Case, JournalEntry, PolicyVersion, Report
from daybreak.stages.cases.accounts import KNOWN, Told
from daybreak.stages.cases.site_groups import SITE_SCOPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.metrics.account import Account
    from daybreak.core.metrics.figures import Figures
    from daybreak.core.metrics.period import Period
    from daybreak.core.policy.model import Policy

STORIES_AT_ONCE = 500
DRILL = "drill.started"
CASE, REPORT = "case", "report"


class _Owner(NamedTuple):
    """Whose story it is (`case` or `report`, and its key), the policy it runs under, and its last fact's position."""

    about: str
    key: UUID
    version: UUID
    last: int


def figures(viewer: Viewer, now: datetime, period: Period) -> Figures:
    """Count the cases and reports that `viewer` may see; whoever sees none gets zeros."""
    sight = visible_to(viewer, now)
    return _counted(sight.cases().filter(drill=None), sight.reports().filter(drill=None), now, period)


def site_figures(now: datetime, period: Period) -> Figures:
    """Count every case and report of the site: for the operator, who gets counts and no case."""
    return _counted(Case.objects.filter(drill=None), Report.objects.filter(drill=None), now, period)


def public_figures(cases: QuerySet[Case], policy: Policy, period: Period) -> Figures:
    """Count cases that are told of in public as they stood at the end of a period that is over.

    What was recorded after it is not read: a figure that moved would tell of the one case that moved it.
    """
    end = period.until
    if end is None:
        message = "only what is over is told in public"
        raise ValueError(message)
    tally = Tally(ALWAYS, end)
    for account in _accounts(cases, Report.objects.none(), end, before=end):
        tally.add(account)
    return replace(tally.figures(policy), period=period)


def _counted(cases: QuerySet[Case], reports: QuerySet[Report], now: datetime, period: Period) -> Figures:
    tally = Tally(period, now)
    for account in _accounts(cases, reports, now):
        tally.add(account)
    return tally.figures(policy_in_force(now))


def _accounts(
    cases: QuerySet[Case], reports: QuerySet[Report], now: datetime, *, before: datetime | None = None
) -> Iterator[Account]:
    """Give the account of each story but a drill's: the one known from before where it is still true.

    With `before`, only what was recorded until then is read.
    """
    policies = _Policies()
    owners = _owners(cases, reports, before)
    while batch := list(islice(owners, STORIES_AT_ONCE)):
        told = {owner: KNOWN.of(owner.key, owner.version, owner.last, now) for owner in batch}
        stale = [owner for owner, known in told.items() if known is None]
        for owner, bodies in _stories(stale, before):
            told[owner] = KNOWN.note(owner.key, owner.version, owner.last, _taken(owner, bodies, policies, now))
        yield from (known.account for known in told.values() if known is not None and known.account is not None)


def _taken(owner: _Owner, bodies: Sequence[str], policies: _Policies, now: datetime) -> Told:
    """Take the account of a story; a drill has none."""
    facts, policy, whole = [fact_of(body) for body in bodies], policies.of(owner.version), owner.about == CASE
    if any(fact.kind == DRILL for fact in facts):
        return Told(None)
    reading = read(policy, facts, now)
    owed = [
        duty
        for duty in duties_in(reading, policy)
        if (duty.scope not in SITE_SCOPES if whole else duty.scope == REPORT)
    ]
    return Told(account_of(Past(str(owner.key) if whole else None, reading, owed), now))


def _owners(cases: QuerySet[Case], reports: QuerySet[Report], before: datetime | None) -> Iterator[_Owner]:
    """List the cases, and the reports without one, in whatever order; those of which nothing is told are left out."""
    newest = Max("entries__position", filter=Q(entries__recorded_at__lt=before) if before else None)
    inside = Report.objects.filter(case__in=cases.order_by().values("id")).order_by()
    of_reports = dict(inside.values_list("case_id").annotate(last=newest))
    for key, version, last in cases.order_by().values_list("id", "policy_id").annotate(last=newest):
        latest = max(last or 0, of_reports.get(key) or 0)
        if latest:
            yield _Owner(CASE, key, version, latest)
    alone = reports.filter(case=None).order_by().values_list("id", "policy_id")
    for key, version, last in alone.annotate(last=newest):
        if last:
            yield _Owner(REPORT, key, version, last)


def _stories(owners: Sequence[_Owner], before: datetime | None) -> Iterator[tuple[_Owner, list[str]]]:
    """Read the facts of some cases, their reports' included, and of some reports, story by story."""
    known = {owner.key: owner for owner in owners}
    inside, alone = ([owner.key for owner in owners if owner.about == about] for about in (CASE, REPORT))
    entries = JournalEntry.objects.filter(*((Q(recorded_at__lt=before),) if before else ())).order_by()
    of_report = Q(report__case_id__in=inside) & (Q(case=None) | ~Q(case=F("report__case")))
    parts = [
        (entries.filter(case_id__in=inside), "case_id"),
        (entries.filter(of_report), "report__case_id"),
        (entries.filter(report_id__in=alone), "report_id"),
    ]
    told = [part.annotate(owner=F(owner)).values_list("owner", "body", "position") for part, owner in parts]
    rows = told[0].union(*told[1:], all=True).order_by("owner", "position") if owners else ()
    for key, group in groupby(rows, key=lambda row: row[0]):
        yield known[key], [body for _, body, _ in group]


class _Policies:
    """The policies that cases ran under, each read once."""

    def __init__(self) -> None:
        self._known: dict[UUID, Policy] = {}

    def of(self, version: UUID) -> Policy:
        """Give the policy of a version's key."""
        if version not in self._known:
            self._known[version] = policy_of(PolicyVersion.objects.get(id=version))
        return self._known[version]
