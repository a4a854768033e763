"""The gates before a release: which ones stand before it, how each stands, who may sign, and whether it may go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.core.phrase import Phrase, listed, phrase
from daybreak.core.policy.model_supply import EVERY_RELEASE
from daybreak.core.supply.kinds import kind_of
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_supply import Gate
    from daybreak.core.verdict import Verdict

State = Literal["open", "done", "signed", "left_out"]
WORK = ("release.audited", "release.reviewed")
SIGNED = "release.gate_signed"
CHANGED = "release.changed"
"""The list of a release is another one than its gates were about: whatever was done at them is open again."""


@dataclass(frozen=True)
class Standing:
    """A gate and how it stands: nothing done, its work done, signed, or left out; `worst` is the worst band found.

    `again` says that it is open because what the release contains changed since.
    """

    gate: Gate
    state: State
    worst: str = ""
    again: bool = False

    @property
    def ended(self) -> bool:
        """Whether it no longer holds the release back."""
        return self.state in {"signed", "left_out"}


def gates_before(policy: Policy, version: str, surface: str) -> tuple[Gate, ...]:
    """Give the gates before a release of this version and surface, in the policy's order (C3)."""
    if policy.releases is None:
        return ()
    kind = kind_of(version, policy.releases.kinds)
    return tuple(
        gate
        for gate in policy.releases.gates
        if {EVERY_RELEASE, kind} & set(gate.before) and (not gate.surfaces or surface in gate.surfaces)
    )


def work_of(gate: Gate) -> str:
    """Give the fact that doing a gate's work makes: an audit keeps a tool's result, a review somebody's words."""
    return "release.audited" if gate.tool or gate.keep else "release.reviewed"


def needs_work(gate: Gate) -> bool:
    """Tell whether something is done and kept before the owner signs."""
    return bool(gate.tool or gate.keep or gate.who)


def standings(gates: Sequence[Gate], facts: Iterable[Fact]) -> tuple[Standing, ...]:
    """Tell how each gate stands by the facts of its release, in the order of the journal."""
    told = list(facts)
    return tuple(
        _standing(gate, [fact for fact in told if fact.kind == CHANGED or fact.codes.get("gate") == gate.id])
        for gate in gates
    )


def _standing(gate: Gate, facts: Sequence[Fact]) -> Standing:
    state: State = "open"
    worst, again = "", False
    for fact in facts:
        if fact.kind == CHANGED:
            state, worst, again = "open", "", again or state != "open"
        elif fact.kind == SIGNED:
            state = "left_out" if fact.codes.get("left_out") is True else "signed"
        elif fact.kind in WORK:
            state, worst = "done", str(fact.codes.get("worst") or "")
    return Standing(gate, state, worst, again and state == "open")


def may_work(policy: Policy, one: Standing, roles: Collection[str]) -> Verdict:
    """Tell whether somebody in these roles may do a gate's work: those it names, else its owner; their deputies too."""
    if one.ended:
        return Refused(ENDED)
    return _named(policy, one.gate.who or (one.gate.owner,), roles)


def may_sign(policy: Policy, one: Standing, roles: Collection[str]) -> Verdict:
    """Tell whether the gate can be signed now, by somebody in these roles (C2: its owner)."""
    verdict = _owned(policy, one, roles)
    if isinstance(verdict, Refused):
        return verdict
    if one.state == "open" and needs_work(one.gate):
        return Refused(phrase(_("Nothing is kept for this gate yet. Record what was done first.")))
    worst, most = one.worst, one.gate.worst_allowed
    if worst and most and policy.bands.index(worst) > policy.bands.index(most):
        words = _("The result holds findings of “%(worst)s”; the policy allows “%(most)s” at most.")
        return Refused(phrase(words, worst=policy.band_name(worst), most=policy.band_name(most)))
    return ALLOWED


def may_leave_out(policy: Policy, one: Standing, roles: Collection[str]) -> Verdict:
    """Tell whether the gate may be left out with a reason, by its owner (C3b)."""
    if one.gate.may_be_left_out is None:
        return Refused(phrase(_("The policy does not let this gate be left out.")))
    return _owned(policy, one, roles)


def may_publish(
    policy: Policy, gates: Sequence[Standing], unapproved: Sequence[str], roles: Collection[str]
) -> Verdict:
    """Tell whether a release may go out: every gate ended, every component approved, by an owner of one of its gates.

    `unapproved` names the components on its list that nobody approved (C4a).
    """
    open_gates = [one.gate.name for one in gates if not one.ended]
    if open_gates:
        return Refused(phrase(_("These gates are still open: %(gates)s."), gates=listed(open_gates)))
    if unapproved and policy.components and policy.components.unapproved_in_release == "refuse":
        return Refused(phrase(_("These components are not approved: %(names)s."), names=listed(unapproved)))
    owners = tuple(dict.fromkeys(one.gate.owner for one in gates))
    return _named(policy, owners, roles) if owners else ALLOWED


def _owned(policy: Policy, one: Standing, roles: Collection[str]) -> Verdict:
    return Refused(ENDED) if one.ended else _named(policy, (one.gate.owner,), roles)


def _named(policy: Policy, wanted: Sequence[str], roles: Collection[str]) -> Verdict:
    """Tell whether a role held is one of the wanted ones or stands in for one."""
    if any(set(policy.stand_ins(role)) & set(roles) for role in wanted):
        return ALLOWED
    names = [policy.roles[role].name for role in wanted if role in policy.roles]
    return Refused(phrase(_("The policy gives this to %(roles)s."), roles=listed(names)))


ENDED: Phrase = phrase(_("This gate is signed already."))
