"""Aligned tables in plain text, in which a Japanese character is as wide as two Latin ones."""

from __future__ import annotations

from typing import TYPE_CHECKING
from unicodedata import east_asian_width

if TYPE_CHECKING:
    from collections.abc import Sequence

_GAP = "  "


def width(words: str) -> int:
    """Give how many columns of a terminal the words take."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in words)


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """Give the lines of a table with a rule below its head; every row has as many cells as the head."""
    widths = [max(width(row[column]) for row in (head, *rows)) for column in range(len(head))]
    rule = ["-" * wide for wide in widths]
    return [_line(row, widths) for row in (head, rule, *rows)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    padded = (cell + " " * (wide - width(cell)) for cell, wide in zip(cells, widths, strict=True))
    return _GAP.join(padded).rstrip()
