"""How the embargo of a case stands: what ends it, who proposes what, who is ready, and what silence means by now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.drill.pace import answer_window
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.lifecycle.offers import unanswered_since
from daybreak.core.lifecycle.readiness import readiness
from daybreak.core.verdict import Refused
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.embargo import default_ends, may_keep_default

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.lifecycle.embargo import Embargo
    from daybreak.core.lifecycle.offers import Offer
    from daybreak.core.lifecycle.readiness import Readiness
    from daybreak.records.models import Case

MAKERS = frozenset({"vendor", "upstream", "partner"})
"""The kinds of parties that make a fix of their own."""


@dataclass(frozen=True)
class EmbargoTold:
    """The embargo of a case: `offers` soonest end first, `silent_since` where a proposal was left unanswered too long.

    `ready` are the vendors, ourselves as "", and `enough` says that the policy's quorum of them is. `default` is what
    the published default would agree now, as (asker, end); empty where it would nothing.
    """

    embargo: Embargo
    offers: tuple[Offer, ...]
    silent_since: datetime | None
    ready: Readiness
    enough: bool
    default: tuple[tuple[str, datetime], ...]


def embargo_told(case: Case, now: datetime) -> EmbargoTold:
    """Give how the embargo of a case stands at an instant; the caller sees the case."""
    facts, policy = facts_of_case(case.id), policy_of(case.policy)
    embargo = embargo_from(facts, now)
    makers = {key for key, party in policy.parties.items() if party.kind in MAKERS and not party.inside}
    ready, asked = readiness(facts, makers, embargo), unanswered_since(embargo)
    late = asked is not None and answer_window(policy, pace_of(case))(asked) < now
    ends = default_ends(case, facts, now)
    offered = case.closed_at is None and not isinstance(may_keep_default(embargo, ends, now), Refused)
    return EmbargoTold(
        embargo=embargo,
        offers=tuple(sorted(embargo.offers, key=lambda offer: offer.until)),
        silent_since=asked if late else None,
        ready=ready,
        enough=embargo.in_force and ready.reaches(policy.disclosure.embargo.quorum),
        default=ends if offered else (),
    )
