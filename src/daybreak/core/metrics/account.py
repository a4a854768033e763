"""What one case, or one report without a case, tells the figures: computed once, counted for any period."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.lifecycle.case import INVALID_OUTCOMES
from daybreak.core.metrics.orderings import ORDERINGS, judged, moments_of
from daybreak.core.policy.anchors import instant_in
from daybreak.core.policy.replay_result import verdict_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from daybreak.core.metrics.figures import Measure
    from daybreak.core.metrics.orderings import Judged
    from daybreak.core.policy.anchors import Anchor, Lineage, Story
    from daybreak.core.policy.duties import Reading
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.replay_result import Verdict
    from daybreak.core.policy.scopes import Thing
    from daybreak.core.words import Text

WAITING, IN_CASE, CLOSED = "waiting", "in_case", "closed"
NO_VULNERABILITY = INVALID_OUTCOMES | {"duplicate", "merged"}
"""Outcomes of cases whose vulnerabilities tell no order of events: there are none, or they are elsewhere."""


class Past(NamedTuple):
    """A case (`case` is its key) or a report without one (None): its facts as read, and the duties that count."""

    case: str | None
    reading: Reading
    owed: Sequence[Duty]

    def of(self, scope: str) -> tuple[Thing, ...]:
        """Give the things of a scope that belong to this case, or the report itself."""
        mine = self.case
        return tuple(thing for thing in self.reading.things.of(scope) if (thing.lineage.get("case") or mine) == mine)


class Promise(NamedTuple):
    """A duty whose clock started: `verdict` where no time changes it any more, else the duty that time judges."""

    rule: str
    name: Text
    band: str | None
    start: datetime
    verdict: Verdict | Duty

    def at(self, now: datetime) -> Verdict:
        """Give the verdict at an instant."""
        return self.verdict if isinstance(self.verdict, str) else verdict_of(self.verdict, now)


class Step(NamedTuple):
    """A step that ended: which, in which band, when, and the seconds it took."""

    measure: Measure
    band: str | None
    ended: datetime
    seconds: float


class Came(NamedTuple):
    """A report that came: when, through which door, and what became of it."""

    at: datetime
    door: str
    outcome: str


class Order(NamedTuple):
    """In which order the events of a vulnerability came, judged for each of `ORDERINGS`; since when we knew of it."""

    known: datetime
    judged: tuple[Judged, ...]


class Account(NamedTuple):
    """Everything that one case or report adds to the figures. `open` is (band, since when) of an open case.

    `until` is the instant at which an armed advisory becomes public: from then on the account is another one.
    """

    promises: tuple[Promise, ...]
    steps: tuple[Step, ...]
    came: tuple[Came, ...]
    orders: tuple[Order, ...]
    open: tuple[str | None, datetime] | None
    until: datetime | None

    def holds(self, now: datetime) -> bool:
        """Tell whether the account is still true at an instant, if no fact was added."""
        return self.until is None or now < self.until


def account_of(past: Past, now: datetime) -> Account:
    """Take the account of a case with its reports, or of a report. ValueError for facts without their instants."""
    story = past.reading.story
    case = {"case": past.case} if past.case else None
    thing = next((it for it in past.of("case") if it.key == past.case), None) if case else None
    steps, orders, age = [*_answered(past)], list[Order](), None
    if case is not None and thing is not None:
        steps += _of_case(past, case, thing.band)
        orders += _orders(past, case)
        known = story.anchor("report.received", case) or story.anchor("case.opened", case)
        age = (thing.band, known.at) if known is not None and _ending(story, case) is None else None
    armed = (instant_in(entry.fact, "public_at") for entry in story.told("advisory.armed"))
    until = min((at for at in armed if at > now), default=None)
    promises = tuple(_promises(past.owed, now))
    return Account(promises, tuple(steps), tuple(_came(past)), tuple(orders), age, until)


def _promises(owed: Sequence[Duty], now: datetime) -> Iterator[Promise]:
    for duty in owed:
        if duty.start is not None:
            done = duty.waived or duty.ended or (duty.kept and not duty.rule.every)
            verdict = verdict_of(duty, now) if done or duty.no_plan else duty
            yield Promise(duty.id, duty.name, duty.band, duty.start, verdict)


def _answered(past: Past) -> Iterator[Step]:
    story = past.reading.story
    for thing in past.of("report"):
        report = {"report": thing.key}
        ends = story.anchor("report.received", report), story.anchor("report.answered", report)
        yield from _step("answered", thing.band, *ends)


def _came(past: Past) -> Iterator[Came]:
    for thing in past.of("report"):
        received = past.reading.story.anchor("report.received", {"report": thing.key})
        if received is not None:
            yield Came(received.at, str(received.fact.codes.get("door") or ""), _outcome(past, thing))


def _of_case(past: Past, case: Lineage, band: str | None) -> Iterator[Step]:
    story = past.reading.story
    received, judgements = story.anchor("report.received", case), story.judgements(case)
    if judgements and received is not None:
        yield _lasted("assessed", band, received.at, min(one.stated for one in judgements))
    yield from _step("published", band, received, story.anchor("advisory.published", case))
    for flaw in past.of("vulnerability"):
        fixed = story.anchor("fix.available", {"vulnerability": flaw.key, **case})
        yield from _step("fixed", flaw.band, story.anchor("case.confirmed", case), fixed)


def _orders(past: Past, case: Lineage) -> Iterator[Order]:
    if _ending(past.reading.story, case) in NO_VULNERABILITY:
        return
    for flaw in past.of("vulnerability"):
        moments = moments_of(past.reading.story, {"vulnerability": flaw.key, **case})
        if "V" in moments:
            yield Order(moments["V"][0], tuple(judged(moments, *pair) for pair in ORDERINGS))


def _step(measure: Measure, band: str | None, start: Anchor | None, end: Anchor | None) -> Iterator[Step]:
    if start is not None and end is not None:
        yield _lasted(measure, band, start.at, end.at)


def _lasted(measure: Measure, band: str | None, start: datetime, end: datetime) -> Step:
    """Note a length; what was there before the start took no time."""
    return Step(measure, band, end, max((end - start).total_seconds(), 0.0))


def _ending(story: Story, case: Lineage) -> str | None:
    """Give the outcome with which a case is closed now; None while it is open."""
    closed = [entry.fact for entry in story.about("case.closed", case)]
    if closed:
        return str(closed[-1].codes.get("outcome") or CLOSED)
    merged = any(entry.fact.codes.get("into") for entry in story.about("case.merged", case))
    return "merged" if merged else None


def _outcome(past: Past, report: Thing) -> str:
    story = past.reading.story
    if past.case is not None:
        return _ending(story, {"case": past.case}) or IN_CASE
    closed = [entry.fact for entry in story.about("report.closed", {"report": report.key})]
    return str(closed[-1].codes.get("outcome") or CLOSED) if closed else WAITING
