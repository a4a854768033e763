"""The kind of a release, by the shape of its version: `X.0.0`, `x.Y.0`, `x.y.Z` (C3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

OTHER = "other"
"""The kind of a release whose version has no shape that the policy names."""
_CORE = re.compile(r"[vV]?([0-9]{1,9}(?:\.[0-9]{1,9})*)(?![0-9.])")


def kind_of(version: str, kinds: Mapping[str, str]) -> str:
    """Give the first kind whose shape the version has, else `other`.

    A capital letter is the part that moved, a small one any number, `0` a zero; parts that are not written are zero.
    What stands after the numbers (`-rc1`, `+build`) is left out of account.
    """
    numbers = numbers_of(version)
    return next((kind for kind, shape in kinds.items() if numbers and _has(numbers, shape.split("."))), OTHER)


def numbers_of(version: str) -> list[int]:
    """Give the numbers that a version begins with; none where it begins otherwise."""
    found = _CORE.match(version.strip())
    return [int(part) for part in found[1].split(".")] if found else []


def _has(numbers: Sequence[int], shape: Sequence[str]) -> bool:
    padded = [*numbers, *[0] * (len(shape) - len(numbers))]
    tail = padded[len(shape) :]
    return all(_fits(padded[place], mark, place) for place, mark in enumerate(shape)) and not (
        shape[-1] == "0" and any(tail)
    )


def _fits(number: int, mark: str, place: int) -> bool:
    """Tell whether a number fits a mark; the first part may have moved to nought."""
    if mark.isdigit():
        return number == int(mark)
    return number > 0 or place == 0 or mark.islower()
