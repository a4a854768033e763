"""Questions to divisions: who was asked when, who has answered, passed on or not, and who may speak for whom (B3)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from daybreak.journal.facts import fact_of, words_of
from daybreak.records.models import JournalEntry, RoleGrant

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case


@dataclass(frozen=True)
class Standing:
    """How it stands with one division: asked when (the clock's start), answered when, passed on to whom."""

    asked_at: datetime
    answered_at: datetime | None = None
    passed_to: str = ""

    @property
    def open(self) -> bool:
        """Whether an answer is still owed."""
        return self.answered_at is None


def standings(facts: Iterable[Fact]) -> dict[str, Standing]:
    """Read from the facts of a case how it stands with each division, in the order in which they were asked.

    Passing on does not end what is owed: the first division's clock runs until somebody answers.
    """
    told: dict[str, Standing] = {}
    for fact in facts:
        division = fact.subjects.get("division", "")
        before = told.get(division)
        if fact.kind == "division.asked":
            known = before if before and before.open else Standing(fact.happened_at)
            told[division] = replace(known, passed_to="")
        elif before and fact.kind == "division.answered":
            told[division] = replace(before, answered_at=fact.happened_at)
        elif before and fact.kind == "division.passed_on":
            told[division] = replace(before, passed_to=str(fact.codes.get("to") or ""))
    return told


def answered_with(told: dict[str, Standing], division: str) -> tuple[str, ...]:
    """Give the divisions whose question a division's answer settles: its own, and all that was passed on to it."""
    found = [division]
    for known in found:
        found += [other for other, one in told.items() if one.open and one.passed_to == known and other not in found]
    return tuple(found)


def may_speak_for(policy: Policy, actor: Actor, division: str, now: datetime) -> bool:
    """Tell whether somebody may answer for a division: its desk (with deputies), or the roles that ask divisions.

    True where the policy names neither.
    """
    desk = policy.desks.get(division, "")
    desks = set(policy.stand_ins(desk))
    asking = {role for rule in policy.duties if "division.asked" in rule.fulfilled_by() for role in rule.roles_for()}
    askers = {stand_in for role in asking for stand_in in policy.stand_ins(role)}
    if not desks | askers:
        return True
    if actor.kind != "person":
        return False
    live = RoleGrant.objects.filter(Q(until=None) | Q(until__gt=now), person_id=UUID(actor.id), valid_from__lte=now)
    return live.filter(Q(role__in=askers) | Q(role__in=desks, division__in=("", division))).exists()


def question_to(case: Case, division: str) -> str:
    """Give the words with which a division was asked last; "" if it never was."""
    entries = JournalEntry.objects.filter(case=case, kind="division.asked").select_related("data_key")
    for entry in entries.order_by("-position"):
        if fact_of(entry.body).subjects.get("division") == division:
            return str(words_of(entry).get("question", ""))
    return ""
