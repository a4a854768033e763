"""Release lines: releases that share the first numbers of their version, and get a fix each for themselves (A13)."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from daybreak.core.supply.kinds import numbers_of

if TYPE_CHECKING:
    from daybreak.core.policy.model_supply import Releases

PARTS = {"major": 1, "minor": 2}
LONGEST = 43
"""How long the name of a line may be, so that it stands beside a thing's key in a duty's subject."""


def line_of(version: str, by: str) -> str:
    """Give the line of a version: `9.x` by its major number, `9.0.x` by its minor one; without numbers itself."""
    numbers = numbers_of(version)
    if not numbers:
        return version.strip()
    shared = [*numbers, 0][: PARTS[by]]
    return ".".join([*map(str, shared), "x"])


def branch_of(releases: Releases | None, product: str, version: str) -> str:
    """Name a product's line as facts name it, `product:line`; a product as a whole by its key alone.

    "" where the policy knows no lines. A name that is too long keeps its beginning and a mark of the rest.
    """
    if releases is None or releases.lines is None:
        return ""
    name = f"{product}:{line_of(version, releases.lines)}" if version else product
    if len(name) <= LONGEST:
        return name
    return f"{name[: LONGEST - 9]}~{sha256(name.encode()).hexdigest()[:8]}"
