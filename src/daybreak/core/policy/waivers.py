"""Who has asked to waive a duty, so that another person may agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
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
