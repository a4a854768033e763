"""What would become of the duties of a case if it were closed now, so that whoever closes it knows before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from daybreak.core.drill.pace import owed
from daybreak.core.facts import Fact
from daybreak.core.lifecycle.case import done_when_closed
from daybreak.core.policy.duty import RUNNING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.drill.pace import Pace
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model import Policy

    Key = tuple[str, str, str]

Fate = Literal["begins", "kept", "ends", "missed", "stays", "stuck", ""]
"""`stuck`: owed still, and done only once the case is opened again, unless two people waive it; "": not asked for."""
NOTHING, SOMETHING = "not_a_vulnerability", "resolved"
"""An outcome with which a case proves to be nothing or goes on elsewhere, and one of all the others."""


class Foretold(NamedTuple):
    """A duty that runs, or that the closing starts, and what becomes of it with either kind of outcome."""

    duty: Duty
    if_nothing: Fate
    if_something: Fate


def foretold(
    policy: Policy, facts: Sequence[Fact], now: datetime, case: str, pace: Pace | None = None
) -> tuple[Foretold, ...]:
    """Give every duty of the facts of a case that would be asked for or end if it were closed at `now`."""
    before = _keyed(owed(policy, facts, now, pace))
    drafted = any(fact.kind == "advisory.drafted" for fact in facts)
    place = max((fact.position for fact in facts), default=0) + 1
    afters = []
    for outcome in (NOTHING, SOMETHING):
        closed = Fact("case.closed", now, now, place, "", {"case": case}, {"outcome": outcome})
        afters.append(_keyed(owed(policy, [*facts, closed], now, pace)))
    found = []
    for key, duty in (afters[0] | afters[1] | before).items():
        runs = key in before and before[key].state(now) in RUNNING
        later = any(done_when_closed(kind, drafted=drafted) for kind in duty.deeds)
        fates = [_fate(after.get(key), now, runs=runs, later=later) for after in afters]
        if any(fates):
            found.append(Foretold(duty, *fates))
    return tuple(found)


def _keyed(duties: Sequence[Duty]) -> dict[Key, Duty]:
    return {(duty.id, duty.scope, duty.subject): duty for duty in duties}


def _fate(after: Duty | None, now: datetime, *, runs: bool, later: bool) -> Fate:
    """Say what becomes of a duty that runs now, or does not yet; `later` says that it is done in a closed case too."""
    state = after.state(now) if after else None
    if not runs:
        return "begins" if state in RUNNING else ""
    if after is None:
        return "ends"
    if state in RUNNING:
        return "stays" if later else "stuck"
    return "missed" if state == "missed" else "kept"
