"""The minutes of a meeting with the proposal for the fix, planned in the same deed where products are named (A6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.journal.deed import deed
from daybreak.stages.cases.meetings import Held, hold
from daybreak.stages.remediation.actions import Plan, plan_remedy
from daybreak.stages.remediation.queries import affects_named
from daybreak.stages.remediation.refusals import ProposalMissing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Meeting


@dataclass(frozen=True)
class Minutes:
    """What a meeting yields: its minutes, the proposal, and the affected products (keys) it is planned for at once.

    `kind` is the remedy's, `due_on` the day it is due; both count only where products are named. `began_at` is given
    where people met at another time than convened.
    """

    words: str
    proposal: str = ""
    affects: Sequence[str] = ()
    kind: str = "fix"
    due_on: date | None = None
    began_at: datetime | None = None


def keep_minutes(*, actor: Actor, now: datetime, meeting: Meeting, minutes: Minutes) -> None:
    """Keep the minutes; where products are named, the proposal becomes a planned remedy at once.

    Journals `meeting.held` and, with products, `remedy.planned` per product. Raises MeetingHeldAlready,
    MeetingCancelled, MeetingNotBegun, ProposalMissing, RemedyRefused, NotVisible for a product of another case.
    """
    affects = affects_named(meeting.case, minutes.affects)
    if affects and not minutes.proposal.strip():
        raise ProposalMissing
    with deed(actor=actor, now=now):
        held = Held(minutes.words, minutes.proposal, minutes.began_at)
        hold(actor=actor, now=now, meeting=meeting, held=held)
        if affects:
            plan = Plan(minutes.kind, minutes.proposal, affects, due_on=minutes.due_on)
            plan_remedy(actor=actor, now=now, case=meeting.case, plan=plan)
