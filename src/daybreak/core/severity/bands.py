"""Bands: which of the policy's severity bands a score falls into, and which of several is the highest."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

UNKNOWN = "unknown"
"""The band of a vulnerability whose severity was not judged yet: a row of a policy's table, never a band."""


@dataclass(frozen=True)
class Bands:
    """The policy's bands, lowest first: (id, lowest score that belongs to it). They start at 0.0 and leave no gap."""

    steps: tuple[tuple[str, Decimal], ...]

    def __post_init__(self) -> None:
        """Refuse (ValueError) bands that do not rise from 0.0, or repeat an id."""
        names = [name for name, _ in self.steps]
        starts = [start for _, start in self.steps]
        if not starts or starts[0] != 0:
            message = "the lowest band starts at 0.0"
            raise ValueError(message)
        if starts != sorted(set(starts)) or len(names) != len(set(names)):
            message = "each band has its own id and starts above the one before it"
            raise ValueError(message)

    @property
    def names(self) -> tuple[str, ...]:
        """The ids of the bands, lowest first."""
        return tuple(name for name, _ in self.steps)

    def of(self, score: Decimal) -> str:
        """Give the band of a score from 0.0 to 10.0 (ValueError outside)."""
        if not 0 <= score <= 10:  # noqa: PLR2004  # CVSS's scale
            message = f"a score lies between 0.0 and 10.0, not at {score}"
            raise ValueError(message)
        return next(name for name, start in reversed(self.steps) if score >= start)

    def highest(self, names: Iterable[str | None]) -> str | None:
        """Give the highest of several bands; unjudged ones and foreign names do not count, None if none is left."""
        ranks = {name: rank for rank, name in enumerate(self.names)}
        known = [name for name in names if name in ranks]
        return max(known, key=lambda name: ranks[name or ""], default=None)

    def raised(self, before: str | None, after: str | None) -> bool:
        """Tell whether a judgement lifts the band: from unjudged or lower to higher."""
        return after is not None and before != after and self.highest([before, after]) == after
