"""Whom of a role that each division has a duty concerns: those of the divisions it is about, and nobody else (B3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import latest_statuses

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact

OF_AFFECTED = frozenset({"approval", "advisory"})
"""Scopes that speak of what is published: only divisions whose products are affected have a word in them."""
AFFECTED = frozenset({"affected", "fixed"})
"""The statuses of a product in which something is, or was, to be fixed."""
NOT_OURS = "not_affected"
TELLING = ("affect.stated", "division.asked")
OF_ONE = frozenset({"affect", "remedy"})
"""The facts of a case that say which divisions it concerns; in these scopes also those that name the one thing."""


def concerned(facts: Sequence[Fact], scope: str, subject: str) -> frozenset[str]:
    """Give the divisions that a duty of this scope and subject is about; none where no division is concerned yet.

    `facts` are those of its case, or at least those of TELLING, and in a scope of OF_ONE those that name the subject. A
    duty about one asked division, one product or one remedy is about its division alone; any other one about all that
    were asked or whose products may be affected.
    """
    key = subject.partition("/")[0]
    if scope == "division":
        return frozenset({key})
    stated = latest_statuses(fact for fact in facts if fact.kind == "affect.stated")
    if scope in OF_ONE:
        named = {fact.subjects.get("affect", "") for fact in facts if fact.subjects.get(scope) == key}
        own = [fact for fact in stated if fact.subjects.get("affect", "") in named]
        return _owners(own)
    if scope in OF_AFFECTED:
        return _owners(fact for fact in stated if fact.codes.get("status") in AFFECTED)
    asked = {fact.subjects.get("division", "") for fact in facts if fact.kind == "division.asked"}
    return (frozenset(asked) | _owners(fact for fact in stated if fact.codes.get("status") != NOT_OURS)) - {""}


def nowhere_since(told: Iterable[Fact], products: Iterable[str]) -> datetime | None:
    """Give since when a vulnerability is stated to affect no product; None where one may be affected, or is unspoken.

    `told` are what was stated of it, in order; every one of `products`, the policy's catalogue, must be spoken of.
    """
    stated = latest_statuses(told)
    spoken = {fact.codes.get("product") for fact in stated}
    if not stated or not spoken.issuperset(products) or any(fact.codes.get("status") != NOT_OURS for fact in stated):
        return None
    return max(fact.happened_at for fact in stated)


def _owners(told: Iterable[Fact]) -> frozenset[str]:
    return frozenset(str(fact.codes.get("division") or "") for fact in told) - {""}
