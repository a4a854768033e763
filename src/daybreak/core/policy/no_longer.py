"""Which duties ran, in time, until something was stated otherwise, and are owed no more: they leave no line behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.policy.conditions import FLAGS, STATING
from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.duty_fulfilment import JUDGED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty import Duty

TURNING = frozenset({JUDGED, "case.concern_set", *FLAGS.values()})
"""What may end a condition whenever it is told; what states a particular does so where it is stated anew."""
MOST = 12
"""So many facts are looked at, the newest ones: each costs a computation of all duties."""
Key = tuple[str, str, str]


class NoLonger(NamedTuple):
    """A duty as it ran just before the fact by which it was owed no more."""

    duty: Duty
    by: Fact


def no_longer_owed(
    facts: Sequence[Fact], found: Iterable[Duty], reckon: Callable[[Sequence[Fact], datetime], Iterable[Duty]]
) -> tuple[NoLonger, ...]:
    """Give the duties that are in no list any more, the newest end first.

    `found` are those that stand now, `reckon` computes them from facts as of an instant. What was kept, missed or
    waived before stands among them; what a closing or a split ended is told by these.
    """
    seen, gone = {_key(one) for one in found}, []
    for place in reversed(_turning(facts)[-MOST:]):
        fact = facts[place]
        ran = [one for one in reckon(facts[:place], fact.recorded_at) if one.state(fact.recorded_at) in RUNNING]
        missing = [one for one in ran if _key(one) not in seen]
        if missing:
            stand = {_key(one) for one in reckon(facts[: place + 1], fact.recorded_at)}
            gone += [NoLonger(one, fact) for one in missing if not _stands(_key(one), stand)]
        seen.update(map(_key, ran))
    return tuple(gone)


def _turning(facts: Sequence[Fact]) -> list[int]:
    """Find the places of the facts by which a condition may have ended."""
    found, told = [], set()
    for place, fact in enumerate(facts):
        said = fact.kind, *sorted(fact.subjects.items())
        if fact.kind in TURNING or (fact.kind in STATING and said in told):
            found.append(place)
        told.add(said)
    return found


def _key(duty: Duty) -> Key:
    return duty.id, duty.scope, duty.subject


def _stands(key: Key, stand: Iterable[Key]) -> bool:
    """Tell whether it is owed still: as it was, or for each release line of the same thing."""
    rule, scope, subject = key
    return any(one == key or (one[:2] == (rule, scope) and one[2].startswith(f"{subject}/")) for one in stand)
