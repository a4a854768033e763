"""The public scorecard: how promises were kept, over cases that are closed and published, never over a single one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Min, OuterRef, Q, Subquery

from daybreak.core.metrics.scorecard import card_of, last_period
from daybreak.records.models import Case, JournalEntry
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.cases.figures import public_figures
from daybreak.stages.publication.policy_page import answering
from daybreak.stages.publication.truth import public_revisions

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.metrics.period import Period
    from daybreak.core.metrics.scorecard import Card
    from daybreak.core.policy.model import Policy


def scorecard(policy: Policy, now: datetime) -> Card | None:
    """Give the card of the last whole period; None where the policy in force publishes none.

    A case counts in the one period in which it had for the first time become both closed and public, by what was
    recorded until the period's end: what comes later, as a reopening, moves no figure.
    """
    rule = policy.page.scorecard
    if rule is None:
        return None
    period = last_period(rule, now, policy.organisation.time_zone)
    with as_the_house():  # only counts leave this block
        figures = public_figures(_done_in(period, now), policy, period)
    return card_of(figures, rule, frozenset(rule.duties) or _told_on_the_page(policy))


def _done_in(period: Period, now: datetime) -> QuerySet[Case]:
    """Give the cases that were closed, and of which an advisory was public, for the first time within the period."""
    public = Q(advisories__revisions__in=public_revisions(now))
    closings = JournalEntry.objects.filter(case=OuterRef("pk"), kind="case.closed").order_by("position")
    told = Case.objects.annotate(
        public_at=Min("advisories__revisions__public_at", filter=public),
        first_closed=Subquery(closings.values("recorded_at")[:1]),
    )
    both = told.filter(first_closed__lt=period.until, public_at__lt=period.until)
    return both.exclude(first_closed__lt=period.since, public_at__lt=period.since)


def _told_on_the_page(policy: Policy) -> frozenset[str]:
    tables = {rule.id for rule in policy.duties if rule.within and rule.within.table}
    return frozenset(tables | {rule.id for rule in answering(policy)})
