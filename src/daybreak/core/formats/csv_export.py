"""Tables as CSV that a spreadsheet opens without running anything in them."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Cell = str | int | float | None

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"


def safe_cell(cell: Cell) -> str:
    """Write one cell; words that a spreadsheet would take for a formula get an apostrophe before them.

    Numbers given as numbers stay numbers. Spaces before the sign do not hide it, and NUL is taken out.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    words = cell.replace("\x00", "")
    stripped = words.lstrip(" \u3000\u00a0\ufeff")
    return f"'{words}" if stripped.startswith(_STARTS_FORMULA) else words


def csv_bytes(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write a table as UTF-8 with byte order mark (spreadsheets need it for Japanese), RFC 4180 lines, all quoted.

    Raises ValueError for a row that has not as many cells as the header.
    """
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([safe_cell(name) for name in header])
    for row in rows:
        if len(row) != len(header):
            message = f"a row has {len(row)} cells where the header has {len(header)}"
            raise ValueError(message)
        writer.writerow([safe_cell(cell) for cell in row])
    return (BYTE_ORDER_MARK + out.getvalue()).encode()
