"""The duties of a case that are owed no more because something was stated otherwise, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.drill.pace import owed
from daybreak.core.policy.no_longer import no_longer_owed
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.affected import about_words
from daybreak.stages.cases.duty_board import things_of
from daybreak.stages.cases.queries import case_for
from daybreak.stages.cases.site_groups import SITE_SCOPES

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.words import Text


@dataclass(frozen=True)
class GoneLine:
    """A duty that ended in time: its name, what it was about in words, when it ended and by what kind of fact."""

    name: Text
    about: str
    at: datetime
    kind: str


def gone_duties(viewer: Viewer, now: datetime, number: str) -> tuple[GoneLine, ...]:
    """Give the duties of a case that ended in time by a condition, the newest first. Raises NotVisible."""
    case = case_for(viewer, now, number)
    policy, facts, pace = policy_of(case.policy), facts_of_case(case.id), pace_of(case)
    gone = no_longer_owed(facts, owed(policy, facts, now, pace), lambda told, at: owed(policy, told, at, pace))
    gone = tuple(one for one in gone if one.duty.scope not in SITE_SCOPES)
    about = things_of(case, policy, [one.duty for one in gone]) if gone else {}
    return tuple(
        GoneLine(one.duty.name, about_words(one.duty.subject, about), one.by.recorded_at, one.by.kind) for one in gone
    )
