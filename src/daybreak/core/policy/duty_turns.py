"""What a duty was before what it depends on was stated otherwise: no miss and no keeping is undone by a later word."""

from __future__ import annotations

from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from daybreak.core.lifecycle.joining import SPLIT
from daybreak.core.policy.anchors import NOT_CONCERNED, VOIDED_BY
from daybreak.core.policy.concerned import AFFECTED
from daybreak.core.policy.conditions import DEFAULTS, FLAGS, STATED, STATING, stating
from daybreak.core.policy.duty_fulfilment import JUDGED
from daybreak.core.policy.expiries import EXPIRING
from daybreak.core.policy.model_values import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.anchors import Story
    from daybreak.core.policy.duties import Reading
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_fulfilment import Keeping
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.scopes import Thing

AFFECT, CONCERN, JOINED = "affect.stated", "case.concern_set", "report.joined"
GONE = "gone"
"""The word under which the facts are found by which a thing ceased to be there."""
_BY_FLAG = {kind: word for word, kind in (*FLAGS.items(), ("concerns", CONCERN))}
_BY_REPORTS = ("found_by", "mailbox")
_UNDONE = {kind: tuple(by for _, by in undoing) for kind, undoing in VOIDED_BY.items()} | {EXPIRING: ("key.revoked",)}
"""What takes an anchor back, by the anchor: a clock that ran from it had run all the same."""

_TAKING_BACK = frozenset(kind for undoing in _UNDONE.values() for kind in undoing)

Reckon: TypeAlias = "Callable[[Fact, RulePlan, str], Duty | None]"
"""What computes the duty of a rule about the thing with a key, as it stood before a fact."""


class Stood(NamedTuple):
    """A duty as it stood just before a fact that stated otherwise what it depends on."""

    until: Fact
    duty: Duty


class Past:
    """Finds what duties were, within one computation."""

    def __init__(self, plan: Plan, reading: Reading, keeping: Keeping) -> None:
        """Take the plan, what was read, and what fulfils."""
        self._plan, self._keeping = plan, keeping
        self._story, self._unsettled = reading.story, reading.unsettled
        self._turns: dict[tuple[str, str], Mapping[str, tuple[Fact, ...]]] = {}

    def remembered(self, rule: RulePlan, thing: Thing, duty: Duty | None, reckon: Reckon) -> Duty | None:
        """Give the duty as it stands now, with what was missed or kept before its particulars were stated otherwise.

        One that no longer applies stands as what became of it if it was kept or had been missed by then; one that was
        still in time is gone, and its story tells of it. `reckon` computes the duties before a fact; kept here, it
        would tie a circle around each computation.
        """
        if thing.there and not self._taking_back and rule.depends_on.isdisjoint(self._unsettled):
            return duty
        told = ((fact, self._before(fact, rule, thing, reckon)) for fact in self._turned(rule, thing))
        stood = [Stood(fact, found) for fact, found in told if found]
        if not stood:
            return duty
        lapses = {one.duty.limit: one.until.happened_at for one in stood if self._lapsed(rule, thing, one)}
        if duty is None or duty.start is None:
            return self._what_stays(rule, thing, stood[-1], lapses.keys()) or duty
        forgiven = any(duty.limit is None or at <= duty.limit for at in lapses.values())
        return duty._replace(missed=1) if forgiven and not duty.missed else duty

    def parted(self, rule: RulePlan, thing: Thing, duty: Duty, reckon: Reckon) -> datetime | None:
        """Give when what had kept a duty left the case by a split: it is owed again for what stayed, from then on."""
        in_time = duty.kept is not None and (duty.limit is None or duty.kept <= duty.limit)
        if duty.start is None or duty.waived or in_time:
            return None
        left = (fact for fact, _ in reversed(self._story.told(SPLIT)) if fact.codes.get("into"))
        for split in (fact for fact in left if duty.start < fact.happened_at):
            then = self._before(split, rule, thing, reckon)
            if then and then.kept and then.kept != duty.kept:
                return split.happened_at
        return None

    def _before(self, fact: Fact, rule: RulePlan, thing: Thing, reckon: Reckon) -> Duty | None:
        """Give the duty as it stood before a fact, if its clock ran then."""
        found = reckon(fact, rule, thing.key)
        return found if found is not None and found.start is not None else None

    def _lapsed(self, rule: RulePlan, thing: Thing, stood: Stood) -> bool:
        """Tell whether its limit had passed by then without the deed; what was told later of earlier deeds counts."""
        duty, at = stood.duty, stood.until.happened_at
        if duty.start is None or duty.limit is None or at <= duty.limit or duty.waived or duty.ended:
            return False
        done = duty.kept if duty.kept and not rule.rule.every else None
        deeds = (done,) if done else self._keeping.done_at(rule, thing, duty)
        return not any(one <= duty.limit and (not rule.rule.every or duty.start <= one) for one in deeds)

    def _what_stays(self, rule: RulePlan, thing: Thing, stood: Stood, lapses: Iterable[datetime | None]) -> Duty | None:
        """Give what stays of a duty that holds no longer; None where it was neither kept, waived nor missed.

        What had kept it keeps it still, unless that was undone by itself (a letter that came back). What takes back
        clock and deed together (a new draft, after the approval of the one before) makes nobody late afterwards.
        """
        until, duty = stood
        if duty.waived or duty.ended:
            return duty
        together = any(until.kind in _UNDONE.get(deed, ()) for deed in duty.deeds)
        over = together and duty.limit is not None and duty.limit < until.happened_at
        if not over and duty.kept not in self._keeping.done_at(rule, thing, duty):
            duty = duty._replace(kept=None, kept_by=None)
        missed = max(duty.missed, len({*lapses} - {duty.limit}))
        return duty._replace(missed=missed).over(until.happened_at, until.kind)

    def _turned(self, rule: RulePlan, thing: Thing) -> Iterable[Fact]:
        """Give the facts, in order, before which the rule may have held, or counted, otherwise than it does now."""
        words = rule.depends_on & self._unsettled if thing.there else rule.depends_on | {GONE}
        undoing = self._undoing(rule)
        if not words and not undoing:
            return ()
        key = thing.scope, thing.key
        if key not in self._turns:
            self._turns[key] = turns(thing)
        told = self._turns[key]
        found = {fact.position: fact for word in words if word in told for fact in told[word]}
        for kind in undoing:
            found.update((entry.fact.position, entry.fact) for entry in thing.about(kind))
        return [found[position] for position in sorted(found)]

    @cached_property
    def _taking_back(self) -> frozenset[str]:
        """The kinds told that take something back: most stories tell of none."""
        return self._story.tells(_TAKING_BACK)

    def _undoing(self, rule: RulePlan) -> frozenset[str]:
        """Give the kinds told that take back an anchor of the rule, or the keeping of a duty it starts from."""
        if not self._taking_back:
            return frozenset()
        kinds: set[str] = set()
        for anchor in rule.starts:
            earlier = self._plan.by_id.get(anchor.removeprefix(KEPT)) if anchor.startswith(KEPT) else None
            kinds.update(earlier.done_by(None) if earlier else (anchor,))
        return self._taking_back.intersection(by for kind in kinds for by in _UNDONE.get(kind, ()))


def unsettled(story: Story) -> frozenset[str]:
    """Give the particulars of which a story tells more than one value, of whatever thing: most stories of none."""
    told: dict[str, set[object]] = {}
    for fact, _ in (entry for kind in story.tells(STATING) for entry in story.told(kind)):
        for word in fact.codes.keys() & STATED:
            told.setdefault(word, {*DEFAULTS.get(word, ())}).add(fact.codes[word])
    found = {word for word, said in told.items() if len(said) > 1}
    found.update(_BY_FLAG[kind] for kind in story.tells(_BY_FLAG.keys()))
    if not NOT_CONCERNED.isdisjoint(map(str, told.get("status", ()))):
        found.add("unconcerned")
    judged = len(story.told(JUDGED))
    found.update(("judged", "severity")[:judged])
    return frozenset(found).union(_BY_REPORTS if len(story.told(JOINED)) > 1 else ())


def turns(thing: Thing) -> Mapping[str, tuple[Fact, ...]]:
    """Give, for each particular by its word, the facts that stated it otherwise than it had been before."""
    found = _stated_otherwise(thing)
    for word, kind in (*FLAGS.items(), ("concerns", CONCERN)):
        found[word] = [entry.fact for entry in thing.about(kind)]
    bands = (None, *(band for _, band in thing.band_history))
    judged = [one.fact for one, (before, band) in zip(thing.judged, pairwise(bands), strict=True) if band != before]
    found["judged"], found["severity"] = judged, judged[1:]
    if thing.scope == "affect":
        stated = [entry.fact for entry in thing.about(AFFECT)]
        found["unconcerned"] = [fact for fact in stated if fact.codes.get("status") in NOT_CONCERNED]
    if not thing.there:
        found[GONE] = _leaving(thing)
    for word in _BY_REPORTS if thing.scope != "report" else ():
        found.setdefault(word, []).extend(entry.fact for entry in thing.about(JOINED)[1:])
    return {word: tuple(facts) for word, facts in found.items() if facts}


def _leaving(thing: Thing) -> list[Fact]:
    """Find the statements by which a thing ceased to be there: of a product that lay in it before, stated anew.

    What exists once for each release line ceases by itself with the first line that is named.
    """
    stated = [entry.fact for entry in thing.story.about(AFFECT, {"case": thing.lineage.get("case", "")})]
    branch = thing.lineage.get("branch")
    if branch is None and thing.scope != "component":
        return [fact for fact in stated if fact.codes.get("branch") and fact.codes.get("status") in AFFECTED][:1]
    found: list[Fact] = []
    mine: set[str | None] = set()
    for fact in stated:
        product = fact.subjects.get("affect")
        if product in mine:
            found.append(fact)
        if thing.key == fact.subjects.get("component") or (branch and fact.codes.get("branch") == branch):
            mine.add(product)
    return found


def _stated_otherwise(thing: Thing) -> dict[str, list[Fact]]:
    """Find where a particular that facts state was stated with another value, for each product by itself."""
    found: dict[str, list[Fact]] = {}
    last: dict[tuple[str, str], object] = {}
    spoken: set[str] = set()
    known = thing.first_known()
    for kind in stating(thing.scope):
        for fact, _ in thing.about(kind):
            whose = fact.subjects.get("affect", "") if kind == AFFECT else ""
            for word in fact.codes.keys() & STATED:
                said = fact.codes[word]
                new = word in spoken or (known is not None and fact.happened_at <= known)
                default = said if new else next(iter(DEFAULTS.get(word, ())), said)
                if said != last.get((whose, word), default):
                    found.setdefault(word, []).append(fact)
                last[whose, word] = said
                spoken.add(word)
    return found
