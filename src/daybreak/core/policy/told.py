"""Who is told that something takes longer: what the policy says under `extension_by: tell`, by the facts (A13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.policy.anchors import instant_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule

EXTENDED = "duty.extended"
_KNOWING = frozenset(
    {"notice.sent", "participant.joined", "coordinator.notified_us", "coordinator.date_agreed", "upstream.notified"}
)
"""Facts after which the party they name knows of the case."""


class Longer(NamedTuple):
    """A duty that takes longer than was said: until when, for which of the policy's reasons, decided when."""

    rule: DutyRule
    until: datetime
    reason: str
    decided: datetime


def told_of_extension(policy: Policy, fact: Fact) -> tuple[str, ...]:
    """Give whom the policy wants told of this extension: the finder, roles, parties; nobody for another fact."""
    if fact.kind != EXTENDED:
        return ()
    rule = _rule(policy, fact)
    return rule.extension_by.tell if rule and rule.extension_by else ()


def longer_for(policy: Policy, facts: Iterable[Fact], whom: str) -> tuple[Longer, ...]:
    """Give what takes longer and is told to somebody, one line a duty: the furthest of the instants that stand now.

    Of several extensions of one thing the last one counts. Nothing of what the duty is about is in it.
    """
    standing: dict[tuple[str, str], Longer] = {}
    for fact in facts:
        rule = _rule(policy, fact) if whom in told_of_extension(policy, fact) else None
        if rule is not None:
            reason = str(fact.codes.get("reason") or "")
            line = Longer(rule, instant_in(fact, "until"), reason, fact.happened_at)
            standing[rule.id, str(fact.codes.get("subject"))] = line
    furthest: dict[str, Longer] = {}
    for line in standing.values():
        known = furthest.get(line.rule.id)
        furthest[line.rule.id] = line if known is None or known.until < line.until else known
    return tuple(furthest.values())


def knows_of(facts: Iterable[Fact], party: str) -> bool:
    """Tell whether a party outside knows of the case: a letter reached it, it notified us, or it joined.

    Whoever does not is told nothing by itself: that there is a case is theirs to hear by a letter that a duty orders.
    """
    knows = False
    for fact in facts:
        named = str(fact.codes.get("party") or fact.subjects.get("party") or "")
        if named != party:
            continue
        if fact.kind in _KNOWING:
            knows = True
        elif fact.kind in {"notice.bounced", "participant.removed"}:
            knows = False
    return knows


def _rule(policy: Policy, fact: Fact) -> DutyRule | None:
    return next((rule for rule in policy.owed if rule.id == fact.codes.get("duty")), None)
