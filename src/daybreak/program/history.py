"""Which policies have been in force, which comes next, and how any two of them differ."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.core.policy.diff import compare
from daybreak.program.versions import policy_of
from daybreak.records.models import PolicyVersion

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.diff import Comparison
    from daybreak.core.policy.model import Policy

SHORTEST_NAME = 12
"""A version is named by so many signs of its hash, or more."""


@dataclass(frozen=True)
class VersionLine:
    """One adopted version: the start of its hash, from when it counts, when and by whom (actor string) adopted."""

    sha256: str
    in_force_from: datetime
    adopted_at: datetime
    adopted_by: str
    state: Literal["ahead", "in force", "past"]


def versions(now: datetime) -> tuple[VersionLine, ...]:
    """List every adopted version, the latest in force first."""
    lines: list[VersionLine] = []
    found = False
    for row in PolicyVersion.objects.order_by("-in_force_from", "-adopted_at"):
        ahead = row.in_force_from > now
        state: Literal["ahead", "in force", "past"] = "ahead" if ahead else "past" if found else "in force"
        found = found or not ahead
        lines.append(VersionLine(row.sha256, row.in_force_from, row.adopted_at, row.adopted_by, state))
    return tuple(lines)


def version_named(sha256: str) -> Policy | None:
    """Give the policy of a version by the start of its hash (12 signs or more); None where none or several match."""
    if len(sha256) < SHORTEST_NAME:
        return None
    found = list(PolicyVersion.objects.filter(sha256__startswith=sha256)[:2])
    return policy_of(found[0]) if len(found) == 1 else None


def comparison(old: str, new: str, language: str) -> Comparison | None:
    """Compare two adopted versions, each named by the start of its hash; None where one is not there (C1, B11)."""
    before, after = version_named(old), version_named(new)
    return compare(before, after, language) if before is not None and after is not None else None
