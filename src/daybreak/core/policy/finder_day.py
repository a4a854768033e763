"""The day on which a finder means to go public themselves counts down until all that they told of is public."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import PUBLISHED, covered_by
from daybreak.core.lifecycle.embargo import instant_code
from daybreak.core.policy.own_part import reported

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact

NAMED = "finder.deadline_set"
TELLING = (NAMED, *PUBLISHED, "report.joined", "vulnerability.added", "vulnerability.reported_in", "case.split")
"""The facts from which such a day follows."""


def finder_day(facts: Sequence[Fact]) -> datetime | None:
    """Give the earliest day, as the instant at which it begins, that a finder of the case named last; None without one.

    Where advisories about everything that a report tells of are public, its finder's day has nothing left to count.
    """
    days = {fact.subjects.get("report", ""): instant_code(fact, "until") for fact in facts if fact.kind == NAMED}
    if not days:
        return None
    public = public_flaws(facts)
    told = reported(facts).perhaps if public else {}
    over = {report for report, flaws in told.items() if flaws and flaws <= public}
    return min((day for report, day in days.items() if day and report not in over), default=None)


def public_flaws(facts: Iterable[Fact]) -> frozenset[str]:
    """Give the keys of the vulnerabilities that published advisories are about."""
    return frozenset[str]().union(*(covered_by(fact) for fact in facts if fact.kind in PUBLISHED))
