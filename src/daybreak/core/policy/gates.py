"""What must hold before an advisory is published: every gate of the policy with what is still missing, in words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from daybreak.core.policy.gate import Gate, Plan, Situation, happening, said
from daybreak.core.policy.gate_approvals import approval_gates
from daybreak.core.policy.gate_content import content_gates
from daybreak.core.policy.gate_instant import instant_faults, instant_gates, trigger_gate
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.core.verdict import ALLOWED, Refused, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.sentence import Sentence
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy

NO_PLAN = Plan()


def gates(
    policy: Policy, content: Advisory, facts: Sequence[Fact], now: datetime, *, plan: Plan = NO_PLAN
) -> tuple[Gate, ...]:
    """Give every gate of the policy for this content, in the order in which they are usually met.

    `facts` are the case's, in journal order; `now` is aware. Where the plan declares an emergency that the policy
    knows, that has come about and that those decided who may, the gates it may skip are waived; else a failed gate
    `emergency` says what is missing.
    """
    situation = Situation(policy, content, facts, now, plan)
    found = (trigger_gate(situation), *content_gates(situation), *instant_gates(situation), *approval_gates(situation))
    if plan.emergency is None:
        return found
    missing = tuple(_emergency_faults(situation))
    if missing:
        return (*found, Gate("emergency", missing, "declare_emergency"))
    waived = tuple(replace(gate, waived=gate.waivable_in_emergency and not gate.passed) for gate in found)
    return (*waived, Gate("emergency", deed="declare_emergency"))


def readiness(found: Sequence[Gate]) -> Verdict:
    """Say whether all gates let the advisory through; the refusal is the first sentence of the first that does not."""
    shut = next((gate for gate in found if not gate.opens), None)
    return Refused(shut.missing[0]) if shut else ALLOWED


def release_verdict(releases: Sequence[tuple[str, str]], person: str, content_hash: str, people: int = 2) -> Verdict:
    """Say whether a person may give a release of this content.

    `releases` are (person's key, content hash) as given so far; those of another content are void and do not count.
    Each person counts once, and no more releases are taken than the policy's number of people.
    """
    given = {who for who, what in releases if what == content_hash}
    if person in given:
        return Refused(said("released_twice"))
    if len(given) >= people:
        return Refused(said("released_enough", people=str(len(given))))
    return ALLOWED


def may_release(policy: Policy, roles: Collection[str]) -> Verdict:
    """Say whether somebody in these roles may give a release at all, as the policy's release_by names them.

    Deputies of a named role may; where the policy names none, everybody who may see the case may.
    """
    named = policy.disclosure.release_by.of
    if not named or set(named) & roles_with_deputies(policy, roles):
        return ALLOWED
    names = tuple(policy.roles[role].name for role in named)
    return Refused(said("not_a_releaser", roles=names))


def is_released(releases: Sequence[tuple[str, str]], content_hash: str, people: int = 2) -> bool:
    """Tell whether enough different people have released exactly this content."""
    return len({who for who, what in releases if what == content_hash}) >= people


def instant_verdict(instant: datetime | None, now: datetime) -> Verdict:
    """Say whether an advisory may be armed for this instant: it has a zone, has not passed, lies within two years."""
    fault = next(instant_faults(instant, now), None)
    return Refused(fault) if fault else ALLOWED


def _emergency_faults(situation: Situation) -> Iterator[Sentence]:
    """Say what an emergency lacks: a rule, a fact that calls for it, or somebody's decision."""
    rule, call = situation.policy.disclosure.emergency, situation.plan.emergency
    if rule is None or call is None:
        yield said("no_emergency_rule")
        return
    if not any(situation.has(kind) for kind in rule.when):
        yield said("no_emergency_fact", facts=tuple(happening(kind) for kind in rule.when))
    open_ = [role for role in rule.by if not call.roles & set(situation.policy.stand_ins(role))]
    if open_:
        roles = situation.policy.roles
        yield said(
            "emergency_undecided",
            roles=tuple(roles[role].name for role in rule.by),
            missing=tuple(roles[role].name for role in open_),
        )
