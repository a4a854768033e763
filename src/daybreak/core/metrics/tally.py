"""Counting one account after another: what is kept grows by 8 bytes for each measured length, not with facts."""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from daybreak.core.metrics.figures import (
    AGES,
    COUNTED,
    MEASURES,
    SETTLED,
    Ageing,
    Arrived,
    Figures,
    Order,
    Promises,
    Timing,
)
from daybreak.core.metrics.orderings import JUDGED, ORDERINGS
from daybreak.core.metrics.spread import spread_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from daybreak.core.metrics.account import Account
    from daybreak.core.metrics.figures import Measure
    from daybreak.core.metrics.orderings import Judged, Letter
    from daybreak.core.metrics.period import Period
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import Verdict
    from daybreak.core.words import Text


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
        self._cases: Counter[tuple[object, ...]] = Counter()

    def add(self, account: Account) -> None:
        """Count what a case with its reports, or a report without a case, tells of the period."""
        told = {*self._add_promises(account), *self._add_steps(account), *self._add_orders(account)}
        self._cases.update(told)
        for came in account.came:
            if self._period.holds(came.at):
                self._arrived[came.door, came.outcome] += 1
        if account.open is not None:
            band, since = account.open
            age = self._now - since
            self._ages[band][next(place for place, bound in enumerate(AGES) if bound is None or age < bound)] += 1

    def _add_promises(self, account: Account) -> Iterator[tuple[object, ...]]:
        for promise in account.promises:
            verdict = promise.at(self._now)
            if verdict in COUNTED and self._period.holds(promise.start):
                self._promises[promise.rule, promise.band][verdict] += 1
                self._names[promise.rule] = promise.name
                if verdict in SETTLED:
                    yield promise.rule, promise.band

    def _add_steps(self, account: Account) -> Iterator[tuple[object, ...]]:
        for step in account.steps:
            if self._period.holds(step.ended):
                self._times[step.measure, step.band].append(step.seconds)
                yield (step.measure,)

    def _add_orders(self, account: Account) -> Iterator[tuple[object, ...]]:
        for order in account.orders:
            if self._period.holds(order.known):
                for pair, found in zip(ORDERINGS, order.judged, strict=True):
                    self._orders[pair][found] += 1
                    if found in JUDGED[:2]:
                        yield "order", *pair

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
                Order(
                    *pair,
                    {word: self._orders[pair][word] if pair in self._orders else 0 for word in JUDGED},
                    self._cases["order", *pair],
                )
                for pair in ORDERINGS
            ),
            arrived=tuple(Arrived(*key, count) for key, count in sorted(self._arrived.items())),
            timed={measure: self._cases[measure,] for measure in MEASURES},
        )

    def _promised(self, policy: Policy, bands: Sequence[str | None]) -> tuple[Promises, ...]:
        ours = {rule.id: rule.name for rule in policy.owed}
        rules = [*ours, *sorted(self._names.keys() - ours.keys())]
        return tuple(
            Promises(
                rule,
                ours.get(rule) or self._names[rule],
                band,
                dict(self._promises[rule, band]),
                self._cases[rule, band],
            )
            for rule in rules
            for band in bands
            if (rule, band) in self._promises
        )

    def _aged(self, band: str | None) -> tuple[int, ...]:
        found = self._ages.get(band, Counter())
        return tuple(found[place] for place in range(len(AGES)))
