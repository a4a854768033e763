"""Whose words one reads among divisions that were asked the same: a division its own, who asks them all (B3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy


@dataclass(frozen=True)
class Earshot:
    """The divisions whose questions, answers and reasons somebody reads in a case; `only` is None for all of them.

    That a division was asked, until when, and whether it has answered, everybody in the case may know.
    """

    only: frozenset[str] | None = None

    def of(self, division: str) -> bool:
        """Tell whether one reads what was said to and by a division; of what has none, everybody does."""
        return self.only is None or not division or division in self.only

    def words(self, fact: Fact) -> bool:
        """Tell whether one reads the words of a fact: of or to one's own division, or by it for one that passed on."""
        told = {str(one or "") for one in (fact.codes.get("to"), fact.codes.get("by"))}
        return self.of(fact.subjects.get("division", "")) or not told.isdisjoint(self.only or ())


EVERYTHING = Earshot()


def earshot_of(policy: Policy, inside: Collection[str], granted: Iterable[tuple[str, str]]) -> Earshot:
    """Say whose words somebody reads who is in a case in these roles, and holds these, each with its division or "".

    Whoever is there in roles that each division has for itself alone reads their own divisions'. Where the case was
    opened to them without a role, those they hold decide. Whoever has neither is there because somebody of the house
    let them in, and reads all.
    """
    held = tuple(granted)
    known = {role for role in inside if role in policy.roles} or {role for role, _of in held if role in policy.roles}
    own = {role for role, one in policy.roles.items() if one.one_per == "division"}
    divisions = {division for role, division in held if role in own}
    if not known or known - own or "" in divisions:
        return EVERYTHING
    return Earshot(frozenset(divisions))
