"""A component before it is used: evaluated, then approved or refused, by whom the policy says (C4a)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from daybreak.core.phrase import listed, phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Verdict

State = Literal["new", "evaluated", "approved", "refused"]
VERDICTS: tuple[State, ...] = ("evaluated", "approved", "refused")


def state_after(verdicts: Sequence[str]) -> State:
    """Give the state that follows from the words about a component, in order: the newest one counts."""
    return next((one for one in VERDICTS if verdicts and one == verdicts[-1]), "new")


def may_say(policy: Policy, state: str, verdict: str, roles: Collection[str]) -> Verdict:
    """Tell whether somebody in these roles may say this about a component in a state.

    Where the policy has no rule before use, anybody may, in any order. What was approved or refused is evaluated anew
    before it is judged again.
    """
    rule = policy.components.before_use if policy.components else None
    if rule is None:
        return ALLOWED
    if verdict != "evaluated" and state != "evaluated":
        return Refused(phrase(_("It must be evaluated first.")))
    wanted = rule.evaluated_by if verdict == "evaluated" else rule.approved_by
    if set(policy.stand_ins(wanted)) & set(roles):
        return ALLOWED
    return Refused(phrase(_("The policy gives this to %(roles)s."), roles=listed([policy.roles[wanted].name])))


def needs_supplier(policy: Policy, kind: str) -> bool:
    """Tell whether the policy promises, for this kind, to work with whoever supplies it (C7)."""
    known = policy.components.kinds.get(kind) if policy.components else None
    return known is not None and known.promise == "communicate"
