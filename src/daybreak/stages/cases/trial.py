"""Trying a policy on the past cases that one may see: nothing of any other case enters the counts (P4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.people.sight import visible_to
from daybreak.program.replay import Past, replay_past

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import ReplayResult

MOST = 1000
"""So many cases, and so many reports without one, are run while somebody waits for the page: the latest."""


@dataclass(frozen=True)
class Tried:
    """What came of it; `there` is how many cases and reports there were to run, `numbers` those of the cases run."""

    result: ReplayResult
    there: int
    numbers: frozenset[str]


def tried(viewer: Viewer, now: datetime, policy: Policy, *, closed_only: bool, since: datetime | None) -> Tried:
    """Run the cases and reports that `viewer` may see under a policy, beside those they ran under. Changes nothing.

    Of more than `MOST` the latest are run. Raises PastUnreadable.
    """
    sight, wanted = visible_to(viewer, now), Past(closed_only, since)
    cases = sight.cases().filter(wanted.of_cases())
    alone = sight.reports().filter(wanted.of_reports(), case=None)
    past = Past(closed_only, since, cases.order_by("-opened_at")[:MOST], alone.order_by("-received_at")[:MOST])
    result = replay_past(policy, now=now, past=past, told=_unheard, processes=1)
    named = {number for shift in result.shifts for number in shift.cases}
    numbers = cases.filter(number__in=named).values_list("number", flat=True)
    return Tried(result, cases.count() + alone.count(), frozenset(numbers))


def _unheard(_done: int) -> None:
    """Nobody follows how far it is: the page comes when all is done."""
