"""Figures as data for a machine, and as plain text for a terminal: counts and lengths, no case and no title."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from daybreak.core.clocks.speech import length
from daybreak.core.metrics.figures import AGES, COUNTED
from daybreak.core.metrics.orderings import JUDGED
from daybreak.core.policy.show_table import table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daybreak.core.metrics.figures import Figures
    from daybreak.core.metrics.spread import Spread

_HOUR = timedelta(hours=1)
_UNASSESSED = "not assessed"
_MEASURES = {
    "answered": "received to answered",
    "assessed": "received to severity assessed",
    "fixed": "confirmed to fix available",
    "published": "received to published",
}
Row = tuple[str, ...]


def data(figures: Figures) -> dict[str, Any]:
    """Give everything as JSON values; lengths are in hours, instants in ISO 8601, a band of null is not assessed.

    Percentiles are by nearest rank; ageing maps each class of age (in days) to its open cases.
    """
    since, until = figures.period.since, figures.period.until
    return {
        "period": {"since": since.isoformat() if since else None, "until": until.isoformat() if until else None},
        "promises": [
            {"duty": it.rule, "band": it.band, "duties": it.duties}
            | {verdict: it.counts.get(verdict, 0) for verdict in COUNTED}
            for it in figures.promises
        ],
        "total": dict(figures.total()),
        "times": [
            {"measure": it.measure, "band": it.band} | _hours(it.spread) for it in figures.times if it.spread.count
        ],
        "overall": {measure: _hours(spread) for measure, spread in figures.overall.items()},
        "ageing": [{"band": it.band} | dict(zip(age_names(), it.classes, strict=True)) for it in figures.ageing],
        "orderings": [{"order": f"{it.first}<{it.second}", **it.counts} for it in figures.orders],
        "reports": [{"door": it.door, "outcome": it.outcome, "count": it.count} for it in figures.arrived],
    }


def shown(figures: Figures) -> str:
    """Write everything as tables, one beneath the other."""
    return "\n".join(line for title, head, rows in _tables(figures) for line in (title, "", *table(head, rows), ""))


def age_names() -> tuple[str, ...]:
    """Name the classes of age in days: `0-6`, `7-29`, `30-89`, `90+`."""
    bounds = [0, *(bound.days for bound in AGES if bound)]
    return (*(f"{low}-{high - 1}" for low, high in pairwise(bounds)), f"{bounds[-1]}+")


def _tables(figures: Figures) -> Iterator[tuple[str, Row, Sequence[Row]]]:
    heads = ("duty", "severity", "duties", *(verdict.replace("_", " ") for verdict in COUNTED))
    rows = [
        (it.rule, it.band or _UNASSESSED, str(it.duties), *(str(it.counts.get(one, 0)) for one in COUNTED))
        for it in figures.promises
    ]
    total = figures.total()
    rows.append(("all", "", str(sum(total.values())), *(str(total[one]) for one in COUNTED)))
    yield "Promises whose clock started in the period", heads, rows
    times = [
        (_MEASURES[it.measure], it.band or _UNASSESSED, *_said(it.spread)) for it in figures.times if it.spread.count
    ]
    times += [(_MEASURES[measure], "all", *_said(spread)) for measure, spread in figures.overall.items()]
    yield "Steps that ended in the period (nearest rank)", ("step", "severity", "n", "median", "90 %"), times
    ages = [(it.band or _UNASSESSED, *map(str, it.classes)) for it in figures.ageing]
    yield "Open cases now, by age in days", ("severity", *age_names()), ages
    orders = [(f"{it.first} before {it.second}", *(str(it.counts[one]) for one in JUDGED)) for it in figures.orders]
    yield "Order of events (Vultron), by vulnerability", ("desired", *JUDGED), orders
    reports = [(it.door, it.outcome.replace("_", " "), str(it.count)) for it in figures.arrived]
    yield "Reports received in the period", ("door", "outcome", "reports"), reports


def _hours(spread: Spread) -> dict[str, float | int | None]:
    middle, most = (round(it / _HOUR, 2) if it is not None else None for it in (spread.median, spread.most))
    return {"count": spread.count, "median_hours": middle, "p90_hours": most}


def _said(spread: Spread) -> tuple[str, str, str]:
    middle, most = (length(it) if it is not None else "-" for it in (spread.median, spread.most))
    return str(spread.count), middle, most
