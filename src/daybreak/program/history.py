"""Which policies have been in force, and which comes next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.records.models import PolicyVersion

if TYPE_CHECKING:
    from datetime import datetime


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
