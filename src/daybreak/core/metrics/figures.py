"""The figures themselves, as frozen values: what a page, a table and the command line show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from daybreak.core.policy.replay_result import Verdict

if TYPE_CHECKING:
    from daybreak.core.metrics.orderings import Judged, Letter
    from daybreak.core.metrics.period import Period
    from daybreak.core.metrics.spread import Spread
    from daybreak.core.words import Text

COUNTED: tuple[Verdict, ...] = ("kept", "kept_late", "missed", "open", "waived")
"""What becomes of a duty whose clock ran; `missed`: overdue and not done."""
SETTLED: tuple[Verdict, ...] = ("kept", "kept_late", "missed")
"""What says whether a promise was kept."""
Measure = Literal["answered", "assessed", "fixed", "published"]
MEASURES: tuple[Measure, ...] = ("answered", "assessed", "fixed", "published")
"""Report received to a person's answer; received to severity assessed; confirmed to fix available; received to public.

The first is counted for each report, the third for each vulnerability, the others for each case.
"""
AGES: tuple[timedelta | None, ...] = (timedelta(days=7), timedelta(days=30), timedelta(days=90), None)
"""Upper bounds (left out) of the classes of age of an open case; the last has none."""


@dataclass(frozen=True)
class Promises:
    """What became of the duties of one rule in one band; band None: severity not assessed.

    `cases` is how many cases, or reports without one, had such a duty that is settled: neither open nor waived.
    """

    rule: str
    name: Text
    band: str | None
    counts: Mapping[Verdict, int]
    cases: int = 0

    @property
    def duties(self) -> int:
        """How many duties there were."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class Timing:
    """How long one step took in one band."""

    measure: Measure
    band: str | None
    spread: Spread


@dataclass(frozen=True)
class Ageing:
    """The open cases of one band by age, in the classes of `AGES`."""

    band: str | None
    classes: tuple[int, ...]


@dataclass(frozen=True)
class Order:
    """In how many vulnerabilities, of how many `cases`, one event came before another, as is desired."""

    first: Letter
    second: Letter
    counts: Mapping[Judged, int]
    cases: int = 0


@dataclass(frozen=True)
class Arrived:
    """How many reports came through a door and what became of them.

    `outcome` is `waiting`, `in_case`, or the outcome with which the report or its case was closed.
    """

    door: str
    outcome: str
    count: int


@dataclass(frozen=True)
class Figures:
    """All figures of a period. `times` are by band; `overall` are the same measures over all bands together.

    `timed` is in how many cases, or reports without one, each measure was taken.
    """

    period: Period
    bands: tuple[str | None, ...]
    promises: tuple[Promises, ...]
    times: tuple[Timing, ...]
    overall: Mapping[Measure, Spread]
    ageing: tuple[Ageing, ...]
    orders: tuple[Order, ...]
    arrived: tuple[Arrived, ...]
    timed: Mapping[Measure, int] = field(default_factory=dict)

    def total(self, rule: str | None = None) -> dict[Verdict, int]:
        """Add up what became of all duties, or of those of one rule."""
        return _added(it for it in self.promises if rule in {None, it.rule})

    def total_in(self, band: str | None) -> dict[Verdict, int]:
        """Add up what became of the duties in one band (None: severity not assessed)."""
        return _added(it for it in self.promises if it.band == band)


def _added(promises: Iterable[Promises]) -> dict[Verdict, int]:
    wanted = list(promises)
    return {verdict: sum(it.counts.get(verdict, 0) for it in wanted) for verdict in COUNTED}
