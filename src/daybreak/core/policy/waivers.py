"""Who has asked to waive a duty, so that another person may agree; and whose word would count."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact

ASKED, WAIVED = "duty.waiver_asked", "duty.waived"


def waiver_asked_by(facts: Iterable[Fact], rule: str, subject: str, since: datetime | None) -> tuple[str, ...]:
    """Give the actors whose word to waive a duty stands alone, in order.

    A word is used up once a second person agreed, and is void once the duty's clock started again (`since`).
    """
    standing: list[str] = []
    for fact in facts:
        if (fact.codes.get("duty"), fact.codes.get("subject")) != (rule, subject):
            continue
        if fact.kind == WAIVED:
            standing.clear()
        elif fact.kind == ASKED and (since is None or fact.happened_at >= since):
            standing.append(fact.actor)
    return tuple(standing)


def may_say(actor: str, roles: Collection[str], asked: Collection[str], named: Collection[str]) -> bool:
    """Tell whether a word for a waiver would count: nobody's twice, and as the second one of those the policy names.

    `asked` are the actors whose word stands alone, `named` the roles of which one must agree; empty where any may.
    """
    return actor not in asked and (not asked or not named or not set(named).isdisjoint(roles))
