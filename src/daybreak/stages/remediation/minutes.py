"""The minutes of a meeting with the proposal for the fix, planned in the same deed where products are named (A6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.journal.deed import deed
from daybreak.stages.cases.meetings import hold
from daybreak.stages.remediation.actions import plan_remedy

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Meeting
    from daybreak.stages.remediation.actions import Plan


def keep_minutes(
    *, actor: Actor, now: datetime, meeting: Meeting, minutes: str, proposal: str = "", plan: Plan | None = None
) -> None:
    """Keep the minutes; with a plan, the proposal becomes a planned remedy at once.

    Journals `meeting.held` and, with a plan, `remedy.planned` per product. Raises MeetingHeldAlready,
    MeetingCancelled, NothingToRemedy, RemedyRefused.
    """
    with deed(actor=actor, now=now):
        hold(actor=actor, now=now, meeting=meeting, minutes=minutes, proposal=proposal)
        if plan is not None:
            plan_remedy(actor=actor, now=now, case=meeting.case, plan=plan)
