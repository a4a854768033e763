"""What a replay found: how each duty would have come out, beside how it did, and which verdicts differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from daybreak.core.words import Text

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.duty import Duty

Verdict = Literal["kept", "kept_late", "missed", "open", "waived", "no_clock"]
VERDICTS: tuple[Verdict, ...] = ("kept", "kept_late", "missed", "open", "waived", "no_clock")
"""`no_clock`: the anchor has not happened, or the policy plans nothing for it."""
NAMED = 100
"""So many cases of one kind of difference are named; all of them are counted."""

_OF_STATE: Mapping[str, Verdict] = {
    "waived": "waived",
    "kept": "kept",
    "kept_late": "kept_late",
    "overdue": "missed",
    "missed": "missed",
    "not_started": "no_clock",
    "no_plan": "no_clock",
}


@dataclass(frozen=True)
class Outcomes:
    """How often a duty came out each way, and the median of limit minus fulfilment (negative: late) where it has one.

    `measured` is how many fulfilled duties with a limit the median is of.
    """

    counts: Mapping[Verdict, int] = field(default_factory=dict)
    median: timedelta | None = None
    measured: int = 0

    def of(self, verdict: Verdict) -> int:
        """Give how often it came out so."""
        return self.counts.get(verdict, 0)


@dataclass(frozen=True)
class Row:
    """One duty at one severity band (None: not judged, or of no case), under the new policy and as the cases ran."""

    duty: str
    name: Text
    band: str | None
    after: Outcomes
    before: Outcomes

    @property
    def started(self) -> bool:
        """Tell whether its clock ran in some case under one of the policies."""
        return any(side.counts.keys() - {"no_clock"} for side in (self.before, self.after))


@dataclass(frozen=True)
class Shift:
    """Cases whose verdict on a duty differs; None stands for a duty that one of the policies does not ask for.

    `count` counts duties, of which a case may have several, in `in_cases` cases; `cases` names the first `NAMED`.
    """

    duty: str
    name: Text
    band: str | None
    before: Verdict | None
    after: Verdict | None
    count: int
    in_cases: int
    cases: tuple[str, ...]


@dataclass(frozen=True)
class ReplayResult:
    """Every duty of every past case, told by duty (in the policy's order) and band (highest first)."""

    cases: int
    rows: tuple[Row, ...]
    shifts: tuple[Shift, ...]

    def total(self) -> tuple[Mapping[Verdict, int], Mapping[Verdict, int]]:
        """Give all counts together: (as the cases ran, under the new policy)."""
        before: Counter[Verdict] = Counter()
        after: Counter[Verdict] = Counter()
        for row in self.rows:
            before.update(row.before.counts)
            after.update(row.after.counts)
        return before, after

    def called(self, one: Row | Shift, language: str, first: str) -> str:
        """Name a duty, with its word in the file where two policies call different duties alike.

        `first` is the policy's own language, for a text that has none in `language`.
        """
        name = one.name.in_(language, first)
        alike = any(row.duty != one.duty and row.name.in_(language, first) == name for row in self.rows)
        return f"{name} ({one.duty})" if alike else name


def verdict_of(duty: Duty, now: datetime) -> Verdict:
    """Give the verdict on a duty at an instant; a repeated one is kept late once a round passed without it."""
    if not duty.rule.every or duty.waived is not None or duty.start is None or duty.ended is not None:
        return _OF_STATE.get(duty.state(now), "open")
    if duty.limit is not None and duty.limit < now:
        return "missed"
    if duty.missed:
        return "kept_late"
    return "kept" if duty.kept else "open"
