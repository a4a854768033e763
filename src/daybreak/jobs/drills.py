"""Playing drills: whatever their hour has brought arrives, and what has come to its end is ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import WORKER
from daybreak.jobs.round import surviving
from daybreak.stages.cases.drills import play_next, running

if TYPE_CHECKING:
    from daybreak.jobs.round import Round

MOST = 50
"""So many steps of one drill in one round: after downtime it catches up, one step after the other."""


def play_due(this: Round) -> int:
    """Play what is due in every running drill; give how many steps were played."""
    played = 0
    for drill in running(this.clock()):
        for _turn in range(MOST):
            if this.stopping():
                return played
            more = False
            with surviving("Playing a drill"):
                more = play_next(actor=WORKER, now=this.clock(), drill=drill)
            if not more:
                break
            played += 1
    return played
