"""Whether a deed is allowed now, and if not, the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Allowed:
    """The deed may be done."""


@dataclass(frozen=True)
class Refused:
    """The deed may not be done; `reason` is one sentence that says what would have to change."""

    reason: str


Verdict = Allowed | Refused

ALLOWED = Allowed()
