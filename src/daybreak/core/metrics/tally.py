"""Counting one case after another: what is kept grows by 8 bytes for each measured length, not with facts."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.lifecycle.case import INVALID_OUTCOMES
from daybreak.core.metrics.figures import AGES, COUNTED, MEASURES, Ageing, Arrived, Figures, Order, Promises, Timing
from daybreak.core.metrics.orderings import JUDGED, ORDERINGS, judged, moments_of
from daybreak.core.metrics.spread import spread_of
from daybreak.core.policy.anchors import Story
from daybreak.core.policy.duties import with_publications
from daybreak.core.policy.duty_plan import plan_of
from daybreak.core.policy.replay_result import verdict_of
from daybreak.core.policy.scopes import Things

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.metrics.figures import Measure
    from daybreak.core.metrics.orderings import Judged, Letter
    from daybreak.core.metrics.period import Period
    from daybreak.core.policy.anchors import Anchor, Lineage
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import Verdict
    from daybreak.core.policy.scopes import Thing
    from daybreak.core.words import Text

WAITING, IN_CASE, CLOSED = "waiting", "in_case", "closed"
NO_VULNERABILITY = INVALID_OUTCOMES | {"duplicate", "merged"}
"""Outcomes of cases whose vulnerabilities tell no order of events: there are none, or they are elsewhere."""


class Past(NamedTuple):
    """A case (`case` is its key) or a report without one (None): its facts, its policy and the duties that count."""

    case: str | None
    facts: Sequence[Fact]
    policy: Policy
    owed: Sequence[Duty]


class _Read(NamedTuple):
    """A case's facts made ready for questions."""

    case: Lineage | None
    story: Story
    things: Things

    def of(self, scope: str) -> tuple[Thing, ...]:
        """Give the things of a scope that belong to this case, or the report itself."""
        mine = self.case["case"] if self.case else None
        return tuple(thing for thing in self.things.of(scope) if (thing.lineage.get("case") or mine) == mine)


class Tally:
    """Figures under way: the cases of a period counted so far, judged at `now`."""

    def __init__(self, period: Period, now: datetime) -> None:
        """Begin with nothing counted."""
        self._period, self._now = period, now
        self._promises: dict[tuple[str, str | None], Counter[Verdict]] = defaultdict(Counter)
        self._names: dict[str, Text] = {}
        self._times: dict[tuple[Measure, str | None], array[float]] = defaultdict(lambda: array("d"))
        self._ages: dict[str | None, Counter[int]] = defaultdict(Counter)
        self._orders: dict[tuple[Letter, Letter], Counter[Judged]] = defaultdict(Counter)
        self._arrived: Counter[tuple[str, str]] = Counter()

    def add(self, past: Past) -> None:
        """Count a case with its reports, or a report without a case. ValueError for facts without their instants."""
        plan = plan_of(past.policy)
        story = Story(with_publications(past.facts, self._now), plan.mailboxes)
        case = {"case": past.case} if past.case else None
        read = _Read(case, story, Things(story, plan.bands, plan.mailboxes))
        self._add_promises(past.owed)
        self._add_reports(read)
        if case is not None:
            self._add_case(read, case)

    def figures(self, policy: Policy) -> Figures:
        """Give everything counted, in the order of a policy's duties and bands, the highest band first."""
        known: tuple[str | None, ...] = (*reversed(policy.bands), None)
        seen = {band for _, band in (*self._promises, *self._times)} | set(self._ages)
        bands = (*known[:-1], *sorted(band for band in seen if band not in known and band is not None), None)
        return Figures(
            period=self._period,
            bands=bands,
            promises=self._promised(policy, bands),
            times=tuple(
                Timing(measure, band, spread_of(self._times.get((measure, band), ())))
                for measure in MEASURES
                for band in bands
            ),
            overall={
                measure: spread_of(value for band in bands for value in self._times.get((measure, band), ()))
                for measure in MEASURES
            },
            ageing=tuple(Ageing(band, self._aged(band)) for band in bands),
            orders=tuple(
                Order(*pair, {word: self._orders[pair][word] if pair in self._orders else 0 for word in JUDGED})
                for pair in ORDERINGS
            ),
            arrived=tuple(Arrived(*key, count) for key, count in sorted(self._arrived.items())),
        )

    def _add_promises(self, owed: Sequence[Duty]) -> None:
        for duty in owed:
            verdict = verdict_of(duty, self._now)
            if verdict in COUNTED and duty.start is not None and self._period.holds(duty.start):
                self._promises[duty.id, duty.band][verdict] += 1
                self._names[duty.id] = duty.name

    def _add_reports(self, read: _Read) -> None:
        for thing in read.of("report"):
            received = read.story.anchor("report.received", {"report": thing.key})
            if received is None:
                continue
            self._time("answered", thing.band, received, read.story.anchor("report.answered", {"report": thing.key}))
            if self._period.holds(received.at):
                self._arrived[str(received.fact.codes.get("door") or ""), _outcome(read, thing)] += 1

    def _add_case(self, read: _Read, case: Lineage) -> None:
        thing = next((it for it in read.of("case") if it.key == case["case"]), None)
        if thing is None:
            return
        story, band = read.story, thing.band
        received, ended = story.anchor("report.received", case), _ending(story, case)
        judgements = story.judgements(case)
        if judgements and received is not None:
            self._length("assessed", band, received.at, min(one.at for one in judgements))
        self._time("published", band, received, story.anchor("advisory.published", case))
        known = received or story.anchor("case.opened", case)
        if known is not None and ended is None:
            age = self._now - known.at
            self._ages[band][next(place for place, bound in enumerate(AGES) if bound is None or age < bound)] += 1
        for flaw in read.of("vulnerability"):
            lineage = {"vulnerability": flaw.key, **case}
            confirmed, fixed = story.anchor("case.confirmed", case), story.anchor("fix.available", lineage)
            self._time("fixed", flaw.band, confirmed, fixed)
            if ended not in NO_VULNERABILITY:
                self._add_orders(story, lineage)

    def _add_orders(self, story: Story, lineage: Lineage) -> None:
        moments = moments_of(story, lineage)
        if "V" in moments and self._period.holds(moments["V"][0]):
            for pair in ORDERINGS:
                self._orders[pair][judged(moments, *pair)] += 1

    def _time(self, measure: Measure, band: str | None, start: Anchor | None, end: Anchor | None) -> None:
        if start is not None and end is not None:
            self._length(measure, band, start.at, end.at)

    def _length(self, measure: Measure, band: str | None, start: datetime, end: datetime) -> None:
        """Note a length if it ended in the period; what was there before the start took no time."""
        if self._period.holds(end):
            self._times[measure, band].append(max((end - start).total_seconds(), 0.0))

    def _promised(self, policy: Policy, bands: Sequence[str | None]) -> tuple[Promises, ...]:
        ours = {rule.id: rule.name for rule in policy.owed}
        rules = [*ours, *sorted(self._names.keys() - ours.keys())]
        return tuple(
            Promises(rule, ours.get(rule) or self._names[rule], band, dict(self._promises[rule, band]))
            for rule in rules
            for band in bands
            if (rule, band) in self._promises
        )

    def _aged(self, band: str | None) -> tuple[int, ...]:
        found = self._ages.get(band, Counter())
        return tuple(found[place] for place in range(len(AGES)))


def _ending(story: Story, case: Lineage) -> str | None:
    """Give the outcome with which a case is closed now; None while it is open."""
    closed = [entry.fact for entry in story.about("case.closed", case)]
    if closed:
        return str(closed[-1].codes.get("outcome") or CLOSED)
    merged = any(entry.fact.codes.get("into") for entry in story.about("case.merged", case))
    return "merged" if merged else None


def _outcome(read: _Read, report: Thing) -> str:
    if read.case is not None:
        return _ending(read.story, read.case) or IN_CASE
    closed = [entry.fact for entry in read.story.about("report.closed", {"report": report.key})]
    return str(closed[-1].codes.get("outcome") or CLOSED) if closed else WAITING
