"""The terms of a duty: how pauses, extensions and reminders move its limit."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.clocks.deadlines import instant_before, prolonged
from daybreak.core.clocks.spans import Span
from daybreak.core.policy.anchors import instant_in
from daybreak.core.policy.duty import Extension, Paused

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.scopes import Thing

WAITS = {
    "finder": ("finder.asked", ("finder.heard", "finder.silent")),
    "division": ("division.asked", ("division.answered",)),
    "supplier": ("upstream.notified", ("upstream.answered", "upstream.fixed", "upstream.declined")),
    "coordinator": ("coordinator.date_moved", ("coordinator.date_agreed",)),
}
"""Whom a clock may wait for: the fact that begins the waiting, and those that end it."""
NOTED = "finder.silent"
_ASKED_ONE = {"finder": "report", "division": "division", "supplier": "vulnerability", "coordinator": "party"}
"""By which subject one question to whoever is waited for is told from another."""


Due = tuple["datetime | None", "datetime | None", "datetime | None"]
"""Start, aim and limit."""


class Run(NamedTuple):
    """One run of a clock that runs more than once, from its start until it started again; the last one has no end."""

    since: datetime
    until: datetime | None = None

    def holds(self, at: datetime) -> bool:
        """Tell whether an instant lies in this run."""
        return self.since <= at and (self.until is None or at < self.until)


class Terms(NamedTuple):
    """What became of a limit: where it stands now, what moved it, and how often it had passed before."""

    aim: datetime | None
    limit: datetime | None
    pauses: tuple[Paused, ...] = ()
    extensions: tuple[Extension, ...] = ()
    missed: int = 0


def was_answered(facts: Iterable[Fact], waiting_for: str, since: datetime, until: datetime) -> bool:
    """Tell whether the one we waited for answered within a stretch; that their silence was noted is no answer."""
    ends = set(WAITS[waiting_for][1]) - {NOTED}
    return any(fact.kind in ends and since <= fact.happened_at <= until for fact in facts)


def own_facts(plan: RulePlan, thing: Thing, kind: str) -> Sequence[Fact]:
    """Give the facts of a kind (`duty.extended` …) that name this rule and this thing."""
    told = thing.story.told(kind)
    return [fact for fact, _ in told if fact.codes.get("duty") == plan.rule.id and _names(fact, thing)] if told else ()


def waived_at(rule: RulePlan, thing: Thing, since: datetime | None) -> datetime | None:
    """Give when two people waived a duty; of a clock that ran before, only since its running run began."""
    if not thing.story.has_terms:
        return None
    told = (fact.happened_at for fact in own_facts(rule, thing, "duty.waived"))
    return next((at for at in told if since is None or at >= since), None)


def moved(plan: Plan, rule: RulePlan, thing: Thing, due: Due, span: Span | None, run: Run | None = None) -> Terms:
    """Give the terms of a limit after every pause and extension, in the order in which they came.

    `due` is (start, aim, limit) as the policy's table alone gives them; neither falls on a day on which the rule never
    ends. A pause counts only from the start on, and if it began while the limit had not passed; an extension decided
    later moves the limit all the same, and the passing stays counted in `missed`. Of a clock that runs more than
    once, `run` says which run is meant: what was granted to another one counts for that one alone.
    """
    if rule.by_table_alone and not thing.story.has_terms:
        return Terms(*due[1:])
    return _moved(plan, rule, thing, due, span, run)


def _moved(plan: Plan, rule: RulePlan, thing: Thing, due: Due, span: Span | None, run: Run | None) -> Terms:
    pauses = tuple(_pauses(plan, rule, thing, due[0]))
    granted = own_facts(rule, thing, "duty.extended")
    if run is not None:
        pauses = tuple(pause for pause in pauses if run.holds(pause.since))
        granted = [fact for fact in granted if run.holds(fact.happened_at)]
    if not pauses and not granted and rule.rule.never_ends_on is None:
        return Terms(*due[1:])
    ending = _Ending(plan, rule, due, thing.particulars.one("division"))
    if not pauses and not granted:
        return Terms(ending.aim, ending.limit)
    unit = span if span is not None and span.unit not in {"next release", "day named"} else Span("hour", 1)
    kept_pauses: list[Paused] = []
    extensions: list[Extension] = []
    events: list[tuple[datetime, Paused | Fact]] = [(pause.since, pause) for pause in pauses]
    for at, event in sorted([*events, *((fact.happened_at, fact) for fact in granted)], key=lambda entry: entry[0]):
        passed = ending.limit is not None and ending.limit < at
        if isinstance(event, Paused):
            if passed:
                continue
            kept_pauses.append(event)
            if event.until is None:
                return Terms(ending.aim, None, tuple(kept_pauses), tuple(extensions), _late(extensions))
            ending.prolong((event.since, event.until), unit)
        else:
            until = ending.extend(instant_in(event, "until"))
            extensions.append(Extension(at, until, str(event.codes.get("reason") or ""), passed))
    return Terms(ending.aim, ending.limit, tuple(kept_pauses), tuple(extensions), _late(extensions))


class _Ending:
    """An aim and a limit on their way: what was counted, and where it ends once days to avoid are avoided."""

    def __init__(self, plan: Plan, rule: RulePlan, due: Due, division: str | None) -> None:
        self._plan, self._rule, self._division = plan, rule, division
        self._start, *counted = due
        self._counted = counted
        self.aim, self.limit = (self._allowed(end) for end in counted)

    def prolong(self, stretch: tuple[datetime, datetime], unit: Span) -> None:
        """Move both on by a pause."""
        calendar = self._plan.calendar_for(self._division)
        self._counted = [end and prolonged(end, stretch, unit, calendar) for end in self._counted]
        self.aim, self.limit = (self._allowed(end) for end in self._counted)

    def extend(self, until: datetime) -> datetime:
        """Set the limit, or the aim of a duty that has no limit, to the instant granted, whatever day it is."""
        if self._rule.rule.within is None and self.limit is None:
            self._counted[0] = self.aim = until
        else:
            self._counted[1] = self.limit = until
        return until

    def _allowed(self, end: datetime | None) -> datetime | None:
        if end is None or self._start is None:
            return end
        return self._plan.allowed(self._rule, self._start, end, self._division)


def reminders(plan: Plan, rule: RulePlan, thing: Thing, terms: Terms) -> tuple[datetime, ...]:
    """Give the instants of the rule's reminders that lie a span before its limit, or the aim that is all it has."""
    end = terms.limit or (terms.aim if rule.rule.within is None else None)
    if end is None or not rule.rule.warn_before:
        return ()
    calendar = plan.calendar_for(thing.particulars.one("division"))
    found = (instant_before(end, span, calendar) for span in rule.rule.warn_before)
    return tuple(sorted(instant for instant in found if instant is not None))


def _late(extensions: list[Extension]) -> int:
    return sum(extension.late for extension in extensions)


def _names(fact: Fact, thing: Thing) -> bool:
    subject = fact.codes.get("subject")
    return subject == thing.key if subject else fact.subjects.get(thing.scope, thing.key) == thing.key


def _pauses(plan: Plan, rule: RulePlan, thing: Thing, start: datetime | None) -> Iterator[Paused]:
    """Give the stretches of waiting in order, none overlapping another or lying before the clock's start."""
    found = sorted([*_waits(plan, rule, thing), *_stopped(plan, rule, thing)], key=lambda pause: pause.since)
    end = start
    for pause in found:
        since = pause.since if end is None else max(pause.since, end)
        if pause.until is not None and pause.until <= since:
            continue
        yield Paused(since, pause.until, pause.reason)
        if pause.until is None:
            return
        end = pause.until


def _waits(plan: Plan, rule: RulePlan, thing: Thing) -> Iterator[Paused]:
    """Give the stretches between asking and hearing, each at most as long as the policy lets it.

    Who has not answered and is asked again is waited for no longer: the time runs from the first question.
    """
    waiting = rule.rule.pause_while
    if waiting is None:
        return
    begins, ends = WAITS[waiting.waiting_for]
    heard = sorted(entry.fact.happened_at for kind in ends for entry in thing.about(kind))
    answers = [entry.fact.happened_at for kind in ends if kind != NOTED for entry in thing.about(kind)]
    asked = [
        (entry.fact.subjects.get(_ASKED_ONE[waiting.waiting_for], ""), entry.fact) for entry in thing.about(begins)
    ]
    firsts = {
        whom: _first_unanswered([fact.happened_at for other, fact in asked if other == whom], answers)
        for whom, _ in asked
    }
    for since in sorted(at for instants in firsts.values() for at in instants):
        longest = plan.deadline(since, waiting.at_most)
        answered = next((at for at in heard if at >= since), None)
        known = [at for at in (longest, answered) if at is not None]
        yield Paused(since, min(known, default=None), waiting.waiting_for)


def _stopped(plan: Plan, rule: RulePlan, thing: Thing) -> Iterator[Paused]:
    """Give the stretches that people paused by hand, no longer than the policy lets the duty wait."""
    waiting = rule.rule.pause_while
    resumed = [fact.happened_at for fact in own_facts(rule, thing, "duty.resumed")]
    paused = own_facts(rule, thing, "duty.paused")
    firsts = _first_unanswered([fact.happened_at for fact in paused], resumed)
    for fact in paused:
        since = fact.happened_at
        if since not in firsts:
            continue
        again = next((at for at in resumed if at >= since), None)
        longest = plan.deadline(since, waiting.at_most) if waiting else None
        known = [at for at in (again, longest) if at is not None]
        yield Paused(since, min(known, default=None), str(fact.codes.get("reason") or ""))


def _first_unanswered(asked: Iterable[datetime], answers: Collection[datetime]) -> list[datetime]:
    """Give the instants of asking that began a waiting: the first one, and the first after each answer."""
    firsts: list[datetime] = []
    for at in sorted(asked):
        if not firsts or any(firsts[-1] <= answer <= at for answer in answers):
            firsts.append(at)
    return firsts
