"""Which duties of a past case can come out differently under another policy: only these are computed twice."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import Fact
from daybreak.core.policy.model_values import KEPT

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule

_SAID_ONLY = {"name": None, "note": None, "basis": None}
"""What a duty is called and what it rests on: no verdict follows from it."""
_JUDGED = frozenset({"severity.assessed", "severity.scored_elsewhere"})


class Pair(NamedTuple):
    """An old policy beside the new one.

    `needed` are the ids of the old rules whose verdicts may differ and of those they wait for; None where every rule
    is. `differing` are the ids of rules to compute under both; None where every rule may differ. `judge_anew` tells
    that the severity bands differ, so that a recorded score falls into the new policy's band.
    """

    old: Policy
    needed: frozenset[str] | None
    differing: frozenset[str] | None
    judge_anew: bool


def pair_of(old: Policy, new: Policy) -> Pair:
    """Compare what verdicts follow from: clocks, bands, mailboxes, surfaces, and the rules with those they wait for."""
    judge_anew = _bands(old) != _bands(new)
    if judge_anew or _ground(old) != _ground(new):
        return Pair(old, None, None, judge_anew)
    before, after = _rules(old), _rules(new)
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    waiting = {key: _awaited(rule) for key, rule in (*before.items(), *after.items())}
    while more := {key for key, names in waiting.items() if names & differing} - differing:
        differing |= more
    needed = {key for key in differing if key in before}
    while more := {name for key in needed for name in _awaited(before[key]) if name in before} - needed:
        needed |= more
    return Pair(old, frozenset(needed), frozenset(differing), judge_anew=False)


def judged_under(facts: Sequence[Fact], policy: Policy) -> Sequence[Fact]:
    """Put each recorded score into the policy's band for it; a judgement without a score keeps the band it has."""
    return [_judged(fact, policy) if fact.kind in _JUDGED else fact for fact in facts]


def _judged(fact: Fact, policy: Policy) -> Fact:
    try:
        score = Decimal(str(fact.codes["score"]))
        band = policy.band_of(score)
    except (KeyError, InvalidOperation, IndexError):
        return fact
    codes = {**fact.codes, "band": band}
    return Fact(fact.kind, fact.happened_at, fact.recorded_at, fact.position, fact.actor, fact.subjects, codes)


def _bands(policy: Policy) -> tuple[object, ...]:
    return tuple((band.id, band.from_) for band in policy.severity.bands)


def _ground(policy: Policy) -> tuple[object, ...]:
    """Give everything beside the rules that a computation of duties reads."""
    ours = policy.organisation
    calendars = {key: division.calendar for key, division in ours.divisions.items() if division.calendar}
    changed = policy.severity.when_changed
    mailboxes = {door.id: door.for_ for door in policy.intake.doors}
    clocks = (ours.time_zone, ours.calendar, calendars, ours.at_once, ours.years)
    return (*clocks, changed.raised, changed.lowered, mailboxes, frozenset(policy.surfaces))


def _rules(policy: Policy) -> dict[str, DutyRule]:
    return {rule.id: rule.model_copy(update=_SAID_ONLY) for rule in policy.owed}


def _awaited(rule: DutyRule) -> set[str]:
    anchors = (*rule.starts, *rule.unless_done_by)
    return {anchor.removeprefix(KEPT) for anchor in anchors if anchor.startswith(KEPT)}
