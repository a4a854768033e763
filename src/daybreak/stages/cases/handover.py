"""Deeds of handing a case over to a team of the house, and back, without leaving the system (B1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.policy.handover import holder_of, may_hand_over, takers
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import holders
from daybreak.program.versions import policy_of
from daybreak.records.models import Membership
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import HandoverRefused, NobodyThere, NotHandedOver
from daybreak.stages.cases.words import prose, still_open

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.verdict import Reason
    from daybreak.records.models import Case

BASIS = "handed_over"


@dataclass(frozen=True)
class Held:
    """Who holds a case ("" for whom the policy names), to which teams it may go, and why it cannot now."""

    holder: str
    teams: tuple[str, ...]
    why_not: Reason | None


def held(case: Case) -> Held:
    """Tell who holds a case, and whether it can be handed over."""
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    teams = takers(policy)
    verdicts = [may_hand_over(policy, facts, team) for team in teams]
    refused = [verdict.reason for verdict in verdicts if isinstance(verdict, Refused)]
    return Held(holder_of(facts), teams, refused[0] if refused and len(refused) == len(teams) else None)


def hand_over(*, actor: Actor, now: datetime, case: Case, to: str, reason: str) -> None:
    """Hand a case over to a team: its people are let in, and duties of the roles it takes over from are theirs.

    Journals `case.handed_over`. Raises HandoverRefused, NobodyThere.
    """
    still_open(case)
    verdict = may_hand_over(policy_of(case.policy), facts_of_case(case.id), to)
    if isinstance(verdict, Refused):
        raise HandoverRefused(reason=verdict.reason)
    people = list(holders({to}, now))
    if not people:
        raise NobodyThere
    words = {"reason": prose(reason, "reason", required=True)}
    with deed(actor=actor, now=now) as note:
        for person in people:
            let_in(actor=actor, now=now, case=case, person=person, role=to, basis=BASIS)
        note("case.handed_over", {"case": case.id}, codes={"to": to}, sealed=(case.data_key, words))


def hand_back(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """Hand a case back: the duties are again those of whom the policy names, and who came in with it is out again.

    Journals `case.handed_back` and `access.revoked`. Raises NotHandedOver.
    """
    still_open(case)
    holder = holder_of(facts_of_case(case.id))
    if not holder:
        raise NotHandedOver
    words = {"reason": prose(reason, "reason", required=True)}
    came_in = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case, role=holder, basis=BASIS)
    with deed(actor=actor, now=now) as note:
        for row in came_in:
            row.until = now
            row.save(update_fields=["until"])
            note("access.revoked", {"case": case.id, "person": row.person_id}, codes={"role": holder})
        note("case.handed_back", {"case": case.id}, codes={"from": holder}, sealed=(case.data_key, words))
