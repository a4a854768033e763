"""Drawn figures: bars whose pieces stand in percent of the width, and the table that says the same."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.design.speech import span

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from daybreak.core.formats.csv_export import Cell

Value = int | timedelta | None
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Piece:
    """A piece of a bar: its look (a class of the stylesheet), where it begins and how wide it is, in percent."""

    look: str
    start: str
    width: str


@dataclass(frozen=True)
class Bar:
    """One line of a chart: what it is about, its pieces, and the same in words."""

    name: str
    pieces: tuple[Piece, ...]
    words: str


@dataclass(frozen=True)
class Line:
    """One line of the table: its heads, and its figures."""

    heads: tuple[str, ...]
    values: tuple[Value, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The figures in words."""
        return tuple(_spoken(value) for value in self.values)


@dataclass(frozen=True)
class Chart:
    """A drawing with its table. `legend` pairs looks with words; `heads` and `columns` are the table's heads."""

    key: str
    title: str
    note: str
    legend: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    heads: tuple[str, ...]
    columns: tuple[str, ...]
    lines: tuple[Line, ...]

    def rows(self) -> Iterable[tuple[Cell, ...]]:
        """Give the figures one by one for a spreadsheet: title, two heads, column, figure (times in hours)."""
        for line in self.lines:
            first, second = (*line.heads, "")[:2]
            for column, value in zip(self.columns, line.values, strict=True):
                yield self.title, first, second, column, _number(value)


def stacked(parts: Iterable[tuple[str, int]], whole: int) -> tuple[Piece, ...]:
    """Lay pieces of (look, count) beside one another, where `whole` fills the bar."""
    pieces, before = [], 0
    for look, count in parts:
        if count:
            pieces.append(Piece(look, _percent(before, whole), _percent(count, whole)))
            before += count
    return tuple(pieces)


def reaching(parts: Iterable[tuple[str, timedelta]], whole: timedelta) -> tuple[Piece, ...]:
    """Lay pieces of (look, length) over one another, all from the beginning; the longest comes first."""
    return tuple(Piece(look, "0", _percent(length / HOUR, whole / HOUR)) for look, length in parts)


def counted(names: Sequence[str], counts: Sequence[int]) -> str:
    """Say counts that are not zero: `kept in time: 9 · missed: 1`."""
    return " · ".join(f"{name}: {count}" for name, count in zip(names, counts, strict=True) if count) or "0"


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.2f}" if whole else "0"


def _spoken(value: Value) -> str:
    if value is None:
        return "–"
    return span(value) if isinstance(value, timedelta) else str(value)


def _number(value: Value) -> Cell:
    return round(value / HOUR, 2) if isinstance(value, timedelta) else value
