"""What of the figures may be public: only of many cases together, so that nothing of a single one can be read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.metrics import period as periods
from daybreak.core.metrics.figures import SETTLED
from daybreak.core.metrics.orderings import JUDGED

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.metrics.figures import Figures, Measure
    from daybreak.core.metrics.orderings import Letter
    from daybreak.core.metrics.period import Period
    from daybreak.core.policy.model_page import Scorecard
    from daybreak.core.words import Text

_WHOLE = 100
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class KeptShare:
    """A promise in one band (None: any other): how many duties, and how many per cent of them were kept in time."""

    rule: str
    name: Text
    band: str | None
    duties: int
    percent: int


@dataclass(frozen=True)
class Took:
    """How many days, rounded up, half and nine tenths of so many steps took at most."""

    measure: Measure
    count: int
    median_days: int
    most_days: int


@dataclass(frozen=True)
class Came:
    """How many per cent of so many vulnerabilities had one event before another, as is desired."""

    first: Letter
    second: Letter
    count: int
    percent: int


@dataclass(frozen=True)
class Card:
    """A public scorecard: of which period, of at least how many each figure is, and the figures."""

    period: Period
    smallest_group: int
    kept: tuple[KeptShare, ...]
    took: tuple[Took, ...]
    came: tuple[Came, ...]

    @property
    def last_instant(self) -> datetime | None:
        """The last instant that still belongs to the period."""
        return self.period.until and self.period.until - timedelta(microseconds=1)

    @property
    def empty(self) -> bool:
        """Tell whether no group was large enough."""
        return not (self.kept or self.took or self.came)


def last_period(rule: Scorecard, now: datetime, zone: str) -> Period:
    """Give the last quarter or year that is over: its figures change no more, and none shares a case with the next."""
    today = now.astimezone(zone_of(zone)).date()
    if rule.per == "year":
        return periods.year(today.year - 1, zone)
    return periods.quarter(*periods.quarters_back(today, 2)[1], zone)


def card_of(figures: Figures, rule: Scorecard, duties: frozenset[str]) -> Card:
    """Give what the policy lets the public read of figures, of these duties; groups of too few cases are left out.

    Cases are counted, not duties: of one case with five products the card would else tell how it went. No sums stand
    beside the parts, so that no left-out part can be reckoned from them.
    """
    kept = tuple(_kept(figures, rule.smallest_group, duties)) if "promises" in rule.show else ()
    took = tuple(_took(figures, rule.smallest_group)) if "times" in rule.show else ()
    came = tuple(_came(figures, rule.smallest_group)) if "orders" in rule.show else ()
    return Card(figures.period, rule.smallest_group, kept, took, came)


def data(card: Card) -> dict[str, Any]:
    """Give the card as JSON values; instants in ISO 8601."""
    since, until = card.period.since, card.period.until
    return {
        "period": {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None},
        "smallest_group": card.smallest_group,
        "promises": [
            {
                "duty": it.rule,
                "name": dict(it.name.root),
                "band": it.band,
                "count": it.duties,
                "kept_percent": it.percent,
            }
            for it in card.kept
        ],
        "times": [
            {"measure": it.measure, "count": it.count, "median_days": it.median_days, "p90_days": it.most_days}
            for it in card.took
        ],
        "orders": [{"order": f"{it.first}<{it.second}", "count": it.count, "percent": it.percent} for it in card.came],
    }


def _kept(figures: Figures, smallest: int, duties: frozenset[str]) -> Iterator[KeptShare]:
    for it in figures.promises:
        settled = sum(it.counts.get(verdict, 0) for verdict in SETTLED)
        if it.rule in duties and it.cases >= smallest:
            share = _percent(it.counts.get("kept", 0), settled)
            yield KeptShare(it.rule, it.name, it.band, settled, share)


def _took(figures: Figures, smallest: int) -> Iterator[Took]:
    for measure, spread in figures.overall.items():
        if figures.timed.get(measure, 0) >= smallest and spread.median is not None and spread.most is not None:
            yield Took(measure, spread.count, _days(spread.median), _days(spread.most))


def _came(figures: Figures, smallest: int) -> Iterator[Came]:
    for it in figures.orders:
        decided = sum(it.counts[word] for word in JUDGED[:2])
        if it.cases >= smallest:
            yield Came(it.first, it.second, decided, _percent(it.counts["satisfied"], decided))


def _percent(part: int, whole: int) -> int:
    """Round down, so that no promise is called wholly kept that was not."""
    return _WHOLE * part // whole


def _days(length: timedelta) -> int:
    """Round up to whole days: a length to the second would be one case's own."""
    return -(-length // _DAY)
