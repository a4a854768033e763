"""Who holds a case: a team that takes it over from others does their duties until it hands the case back (B1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Verdict


HANDED = ("case.handed_over", "case.handed_back")


def holder_of(facts: Iterable[Fact]) -> str:
    """Give the role that holds a case; "" while nobody took it over."""
    holder = ""
    for fact in facts:
        if fact.kind == "case.handed_over":
            holder = str(fact.codes.get("to") or "")
        elif fact.kind == "case.handed_back":
            holder = ""
    return holder


def takers(policy: Policy) -> tuple[str, ...]:
    """Give the roles to which a case may be handed over."""
    return tuple(role for role, entry in policy.roles.items() if entry.takes_over_from)


def done_by(who: Iterable[str], holder: str, takes_over: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """Give who owes a duty while a case is held: the holder instead of each role that it takes over from."""
    replaced = takes_over.get(holder, ())
    return tuple(dict.fromkeys(holder if role in replaced else role for role in who))


def acting_roles(policy: Policy, facts: Iterable[Fact], roles: Collection[str]) -> frozenset[str]:
    """Give the roles somebody acts in: their own, and those whose work the role that holds the case does now."""
    if not set(roles) & set(takers(policy)):
        return frozenset(roles)
    holder = holder_of(facts)
    taken = policy.roles[holder].takes_over_from if holder in roles and holder in policy.roles else ()
    return frozenset(roles) | set(taken)


def may_hand_over(policy: Policy, facts: Iterable[Fact], to: str) -> Verdict:
    """Tell whether a case may be handed over to a role: once, and only what concerns it."""
    told = list(facts)
    if to not in takers(policy):
        return Refused(phrase(_("Choose a team that the policy lets take cases over.")))
    if holder_of(told):
        return Refused(phrase(_("The case is handed over already. It is handed back first.")))
    concern = policy.roles[to].if_concerns
    stated = {str(fact.codes.get("concern")): fact.codes.get("holds") for fact in told if fact.kind == _CONCERN}
    if concern and stated.get(concern) is not True:
        words = _("State first that it holds: %(concern)s. Only such a case is handed over.")
        return Refused(phrase(words, concern=policy.concerns[concern].name))
    return ALLOWED


_CONCERN = "case.concern_set"
