"""Finds duties that wait for themselves, or would be spared by themselves: no clock can be computed from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.contradiction import against
from daybreak.core.policy.model_values import KEPT
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule


def endless_waits(policy: Policy) -> Iterator[Contradiction]:
    """Find duties that wait, directly or around a circle, for what only they themselves would bring about."""
    waits = _Waits(policy.duties)
    for index, rule in enumerate(policy.duties):
        if rule.id not in waits.able:
            path: Path = ("duties", index, "before" if waits.can_start(rule) else "since")
            others = waits.awaited(rule)
            template = _("%(duty)s waits for itself; start it from another fact.")
            if others:
                template = _("%(duty)s waits for itself by way of %(others)s; start it from another fact.")
            yield against(path, template, duty=rule.id, others=", ".join(others))
            continue
        word, circle = _own_circle(rule, policy)
        if circle:
            template = _("%(duty)s looks at its own fulfilment; take it out.")
            others = [name for name in circle if name != rule.id]
            if others:
                template = _("%(duty)s looks at its own fulfilment by way of %(others)s; take one of them out.")
            yield against(("duties", index, word), template, duty=rule.id, others=", ".join(others))


def _own_circle(rule: DutyRule, policy: Policy) -> tuple[str, tuple[str, ...]]:
    """Give the word by which a duty looks at its own keeping, and the duties on the way there; none if it does not."""
    looks_at = {one.id: _kept_in(one.starts, one.unless_done_by) for one in policy.duties}
    for word, anchors in (("since", rule.starts), ("unless_done_by", rule.unless_done_by)):
        ways: list[tuple[str, ...]] = [(name,) for name in _kept_in(anchors)]
        seen: set[str] = set()
        for way in ways:
            if way[-1] == rule.id:
                return word, way
            if way[-1] not in seen:
                seen.add(way[-1])
                ways += [(*way, name) for name in looks_at.get(way[-1], ())]
    return "", ()


def _kept_in(*words: tuple[str, ...]) -> list[str]:
    return [anchor.removeprefix(KEPT) for anchors in words for anchor in anchors if anchor.startswith(KEPT)]


class _Waits:
    """Which duty brings about which fact, which must come before which, and which of them can ever be done."""

    def __init__(self, rules: tuple[DutyRule, ...]) -> None:
        """Find what can be done from nothing, what can be done after that, and so on until nothing more can."""
        self._makers: dict[str, set[str]] = {}
        self._guards: dict[str, set[str]] = {}
        for rule in rules:
            self._guards.setdefault(rule.before or "", set()).add(rule.id)
            for kind in (*rule.fulfilled_by(), KEPT + rule.id):
                self._makers.setdefault(kind, set()).add(rule.id)
        self.able: set[str] = set()
        found = True
        while found:
            more = {rule.id for rule in rules if rule.id not in self.able and self._can_be_done(rule)}
            self.able |= more
            found = bool(more)

    def can_start(self, rule: DutyRule) -> bool:
        """Tell whether a duty can start: its anchors are made by nobody's duty, or by duties that can be done."""
        if rule.since is None:
            return True
        ready = [not self._makers.get(kind) or bool(self._makers[kind] & self.able) for kind in rule.starts]
        return all(ready) if rule.since.latest else any(ready)

    def awaited(self, rule: DutyRule) -> list[str]:
        """Name the other duties that it waits for in vain."""
        makers = {maker for kind in rule.starts for maker in self._makers.get(kind, ())}
        guards = {guard for kind in rule.fulfilled_by() for guard in self._guards.get(kind, ())}
        return sorted((makers | guards) - self.able - {rule.id})

    def _can_be_done(self, rule: DutyRule) -> bool:
        """Tell whether it can start and one of the facts that end it waits for no duty that cannot be done."""
        ends = rule.fulfilled_by()
        return self.can_start(rule) and (
            not ends or any(self._guards.get(kind, set()) <= self.able | {rule.id} for kind in ends)
        )
