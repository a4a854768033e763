"""The geometry of a clock's bar: where start, now, aim and limit stand, in percent of its width."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.design.pieces import Clock

Look = Literal["waiting", "running", "close", "late", "paused", "kept", "kept-late"]

CLOSE = 0.75  # the share of the time after which a running clock is drawn as close; the policy's first reminder


@dataclass(frozen=True)
class Bar:
    """What is drawn: `look` names the shape, the numbers are percent of the bar's width (none: not drawn)."""

    look: Look
    now: float = 0.0
    aim: float | None = None
    limit: float | None = None

    @property
    def filled(self) -> float:
        """How far the plain fill reaches: to now, but never beyond the limit."""
        return self.now if self.limit is None else min(self.now, self.limit)

    @property
    def overrun(self) -> bool:
        """Whether a striped part beyond the limit is drawn."""
        return self.limit is not None and self.now > self.limit


def drawn(clock: Clock, now: datetime) -> Bar:
    """Lay `clock` out as seen at `now`; the bar ends at the latest of aim, limit and (when late) the present.

    A clock with neither aim nor limit is drawn as a bar without end marks, half full.
    """
    if clock.start is None:
        return Bar("waiting")
    present = clock.kept or now
    ends = [instant for instant in (clock.aim, clock.limit) if instant is not None]
    if not ends:
        return Bar(looks(clock, now), 100.0 if clock.kept else 50.0)
    end = max([*ends, present]) if clock.limit is None or present > clock.limit else max(ends)

    def place(instant: datetime) -> float:
        whole = (end - clock.start).total_seconds() if clock.start else 0.0
        part = (instant - clock.start).total_seconds() if clock.start else 0.0
        return 100.0 if whole <= 0 else round(min(max(part / whole, 0.0), 1.0) * 100, 1)

    return Bar(
        looks(clock, now),
        place(present),
        None if clock.aim is None or clock.aim == clock.limit else place(clock.aim),
        None if clock.limit is None else place(clock.limit),
    )


def looks(clock: Clock, now: datetime) -> Look:
    """Choose how `clock` looks at `now`: kept counts with `kept <= limit`, late with `limit < now`."""
    end = clock.limit or clock.aim
    if clock.start is None:
        return "waiting"
    if clock.kept is not None:
        return "kept-late" if clock.limit is not None and clock.kept > clock.limit else "kept"
    if clock.paused:
        return "paused"
    if end is None:
        return "running"
    if clock.limit is not None and clock.limit < now:
        return "late"
    whole = end - clock.start
    return "close" if now - clock.start >= whole * CLOSE or (clock.aim is not None and clock.aim < now) else "running"
