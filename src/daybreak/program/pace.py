"""The pace at which the duties of a case or report run: None for real work, a drill's fast clock otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.drill.pace import Pace

if TYPE_CHECKING:
    from daybreak.records.models import Case, Drill, Report

PREFIX = "DRILL"
"""What the numbers of a drill begin with, so that none is taken for a real one."""


def pace_of(owner: Case | Report | None) -> Pace | None:
    """Give the pace of a case's or report's drill; None where it is none."""
    return pace_of_drill(owner.drill) if owner is not None and owner.drill is not None else None


def pace_of_drill(drill: Drill) -> Pace:
    """Give a drill's pace: its clock stands from its end on."""
    return Pace(drill.started_at, drill.speed, drill.ended_at or drill.ends_at)
