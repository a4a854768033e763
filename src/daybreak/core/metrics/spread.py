"""How long things took: how many, the median and the 90th percentile, by nearest rank."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MEDIAN, MOST = 50, 90
"""Percent."""


@dataclass(frozen=True)
class Spread:
    """How many lengths of time were measured, and two of them: one that half, one that 90 % did not exceed.

    Both are lengths that really occurred (nearest rank: the smallest that at least so many percent do not exceed);
    None where nothing was measured.
    """

    count: int = 0
    median: timedelta | None = None
    most: timedelta | None = None


def spread_of(seconds: Iterable[float]) -> Spread:
    """Summarise lengths given in seconds."""
    ranked = sorted(seconds)
    if not ranked:
        return Spread()
    middle, most = (timedelta(seconds=nearest_rank(ranked, percent)) for percent in (MEDIAN, MOST))
    return Spread(len(ranked), middle, most)


def nearest_rank(ranked: Sequence[float], percent: int) -> float:
    """Give the value at rank ceil(percent / 100 x n) of values in rising order.

    Raises ValueError for no values, or a percentage outside 1 to 100.
    """
    if not ranked or not 1 <= percent <= 100:  # noqa: PLR2004 - percent
        message = "a percentile is of at least one value, and lies between 1 and 100"
        raise ValueError(message)
    rank = -(-percent * len(ranked) // 100)
    return ranked[rank - 1]
