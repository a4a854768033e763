"""The versions of the policy that the public may know of, and how two of them differ (C1, B11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.diff import compare
from daybreak.program.history import SHORTEST_NAME, version_named, versions
from daybreak.stages.publication.policy_public import public_part

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.diff import Comparison
    from daybreak.program.history import VersionLine


@dataclass(frozen=True)
class PublicComparison:
    """Two versions that have been in force, and what differs between them on the policy page."""

    old: VersionLine
    new: VersionLine
    found: Comparison


def versions_so_far(now: datetime) -> tuple[VersionLine, ...]:
    """List the versions whose instant has come, the latest first; one adopted for later is not among them."""
    return tuple(line for line in versions(now) if line.state != "ahead")


def compared(now: datetime, old: str, new: str, language: str) -> PublicComparison | None:
    """Compare what the public reads of two versions, each named by the start of its hash; None where one is not there.

    A version whose instant has not come is looked for as little as one that does not exist.
    """
    known = versions_so_far(now)
    before, after = _named(known, old), _named(known, new)
    if before is None or after is None:
        return None
    policies = [version_named(line.sha256) for line in (before, after)]
    first, second = (public_part(policy, now.date()) for policy in policies if policy is not None)
    return PublicComparison(before, after, compare(first, second, language))


def _named(known: tuple[VersionLine, ...], start: str) -> VersionLine | None:
    found = [line for line in known if len(start) >= SHORTEST_NAME and line.sha256.startswith(start)]
    return found[0] if len(found) == 1 else None
