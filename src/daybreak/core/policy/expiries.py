"""Keys that expire: the instant from which a key is about to expire follows from its data and the policy (B7)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import instant_before
from daybreak.core.facts import Fact
from daybreak.core.policy.anchors import instant_in

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daybreak.core.policy.duty_plan import Plan

EXPIRING = "key.expiring"


def with_expiries(plan: Plan, facts: Sequence[Fact]) -> Sequence[Fact]:
    """Add, for each key that was not revoked, the instant of the policy's first warning; its code `until` is the end.

    Nobody records this: it is so by the passing of time alone, and may lie ahead.
    """
    added = list(_expiries(plan, facts)) if plan.key_warns else []
    return [*facts, *added] if added else facts


def _expiries(plan: Plan, facts: Sequence[Fact]) -> Iterator[Fact]:
    gone = {fact.subjects.get("key") for fact in facts if fact.kind == "key.revoked"}
    made = [fact for fact in facts if fact.kind == "key.created" and fact.codes.get("expires_at")]
    last = max((fact.position for fact in facts), default=0)
    for fact in made:
        if fact.subjects.get("key") in gone:
            continue
        end = instant_in(fact, "expires_at")
        begins = [at for span in plan.key_warns if (at := instant_before(end, span, plan.calendar)) is not None]
        if begins:
            last += 1
            at = max(min(begins), fact.happened_at)
            yield Fact(EXPIRING, at, at, last, "", fact.subjects, {"until": end.isoformat()})
