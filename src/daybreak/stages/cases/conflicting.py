"""Where a duty and an embargo contradict each other: for one case, and for the lines of a board at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.drill.pace import owed
from daybreak.core.policy.conflicts import conflicts, may_write
from daybreak.core.verdict import Refused
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.refusals import ConflictUndecided

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.policy.conflicts import Conflict
    from daybreak.records.models import Case


def conflicts_of(case: Case, now: datetime) -> tuple[Conflict, ...]:
    """Give the conflicts of a case as they stand at an instant."""
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    return conflicts(policy, facts, now, owed(policy, facts, now, pace_of(case)))


def conflicts_among(cases: Iterable[Case], now: datetime) -> dict[tuple[str, str], Conflict]:
    """Give the conflicts of several cases by (key of the case, id of the duty); one query where no embargo began."""
    known = {case.id: case for case in cases}
    begun = JournalEntry.objects.filter(case_id__in=known, kind="embargo.accepted").values_list("case_id", flat=True)
    found = (known[key] for key in set(begun) if key in known)
    return {(str(case.id), one.rule.id): one for case in found for one in conflicts_of(case, now)}


def not_in_conflict(case: Case, now: datetime, rule_id: str, template: str) -> None:
    """Raise ConflictUndecided where an embargo forbids the letter of a duty, and nobody has decided otherwise."""
    policy = policy_of(case.policy)
    rule = next((one for one in policy.duties if one.id == rule_id), None)
    if rule is None:
        return
    verdict = may_write(policy, facts_of_case(case.id), now, rule, template=template)
    if isinstance(verdict, Refused):
        raise ConflictUndecided(reason=verdict.reason)
