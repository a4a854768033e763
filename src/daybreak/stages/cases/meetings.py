"""Deeds of meetings: convene the people the policy names, move, call off, and keep the minutes (A6h, A6m)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.facts import utc_code
from daybreak.core.phrase import phrase
from daybreak.core.words import gettext_noop
from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.records.models import Meeting
from daybreak.stages.cases.invitations import invite
from daybreak.stages.cases.membership import call_in, outside
from daybreak.stages.cases.refusals import MeetingCancelled, MeetingHeldAlready, MeetingNotBegun, WordsRefused
from daybreak.stages.cases.words import line, prose, still_open
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.records.models import Case

LONGEST = 24 * 60
"""Minutes that a meeting may last."""


@dataclass(frozen=True)
class When:
    """When a meeting begins, how many minutes it lasts, and where it is; the place goes out in plain mail."""

    starts_at: datetime
    lasts: int = 60
    place: str = ""


def convene(*, actor: Actor, now: datetime, case: Case, when: When, roles: Sequence[str]) -> Meeting:
    """Convene a meeting of these roles: their holders are let into the case and invited, without detail.

    Journals `meeting.convened`. Raises WordsRefused for roles the policy does not have, or a time that has passed.
    """
    still_open(case)
    _known_roles(case, roles)
    with deed(actor=actor, now=now) as note:
        meeting = Meeting(case=case, data_key=case.data_key, roles=list(roles), convened_at=now, convened_by=str(actor))
        meeting.invited = _called(actor, now, case, roles)
        _set(meeting, when, now)
        meeting.save(force_insert=True)
        invite(actor=actor, now=now, meeting=meeting, news="called")
        codes = {"roles": " ".join(roles), "starts_at": utc_code(when.starts_at)}
        note("meeting.convened", {"case": case.id, "meeting": meeting.id}, codes=codes)
    return meeting


def move(*, actor: Actor, now: datetime, meeting: Meeting, when: When) -> None:
    """Move a meeting: the same invitation, renewed; whoever holds one of its roles by now is invited too.

    Who has left the case since is told that they are asked no more, and neither where it is now nor let in again.
    Journals `meeting.moved`. Raises MeetingHeldAlready, MeetingCancelled, WordsRefused for a time that has passed.
    """
    _still_ahead(meeting)
    with deed(actor=actor, now=now) as note:
        meeting.sequence += 1
        left = outside(meeting.case, meeting.invited, now)
        invite(actor=actor, now=now, meeting=meeting, news="out", only=left)
        _set(meeting, when, now)
        called = _called(actor, now, meeting.case, meeting.roles, without=left)
        stay = [key for key in meeting.invited if key not in left]
        meeting.invited = list(dict.fromkeys([*stay, *called]))
        meeting.save(update_fields=["starts_at", "lasts", "place_sealed", "invited", "sequence"])
        invite(actor=actor, now=now, meeting=meeting, news="moved")
        codes = {"starts_at": utc_code(when.starts_at)}
        note("meeting.moved", {"case": meeting.case_id, "meeting": meeting.id}, codes=codes)


def call_off(*, actor: Actor, now: datetime, meeting: Meeting, reason: str) -> None:
    """Call a meeting off; everybody invited is told, the reason stays here. Journals `meeting.cancelled`.

    Raises MeetingHeldAlready, MeetingCancelled.
    """
    words = prose(reason, "reason", required=True)
    _still_ahead(meeting)
    with deed(actor=actor, now=now) as note:
        meeting.cancelled_at = now
        meeting.sequence += 1
        meeting.save(update_fields=["cancelled_at", "sequence"])
        invite(actor=actor, now=now, meeting=meeting, news="off")
        sealed = (meeting.data_key, {"reason": words})
        note("meeting.cancelled", {"case": meeting.case_id, "meeting": meeting.id}, sealed=sealed)


@dataclass(frozen=True)
class Held:
    """What was said at a meeting; `began_at` is given where people met at another time than convened."""

    minutes: str
    proposal: str = ""
    began_at: datetime | None = None


def hold(*, actor: Actor, now: datetime, meeting: Meeting, held: Held) -> None:
    """Keep the minutes and the proposal for the fix. Journals `meeting.held`.

    Raises MeetingHeldAlready, MeetingCancelled, and MeetingNotBegun before it begins, but in a drill with its fast
    clock.
    """
    _still_ahead(meeting)
    meeting.starts_at = held.began_at or meeting.starts_at
    if meeting.starts_at > now and meeting.case.drill_id is None:
        raise MeetingNotBegun
    words = prose(held.minutes, "minutes", required=True)
    with deed(actor=actor, now=now) as note:
        seal(meeting, "minutes_sealed", words)
        seal(meeting, "proposal_sealed", prose(held.proposal, "proposal"))
        meeting.held_at = now
        meeting.save(update_fields=["starts_at", "minutes_sealed", "proposal_sealed", "held_at"])
        codes: dict[str, Code] = {"proposal": bool(held.proposal.strip()), "starts_at": utc_code(meeting.starts_at)}
        note("meeting.held", {"case": meeting.case_id, "meeting": meeting.id}, codes=codes)


def _known_roles(case: Case, roles: Sequence[str]) -> None:
    called = {role for role, entry in policy_of(case.policy).roles.items() if not entry.everyone}
    if not roles or set(roles) - called:
        raise WordsRefused(reason=phrase(gettext_noop("Choose at least one role of the policy.")), place="roles")


def _called(actor: Actor, now: datetime, case: Case, roles: Sequence[str], without: Collection[str] = ()) -> list[str]:
    found = call_in(actor=actor, now=now, case=case, roles=roles, basis="meeting", without=without)
    return [str(one.id) for one in found]


def _set(meeting: Meeting, when: When, now: datetime) -> None:
    if when.starts_at <= now:
        reason = phrase(gettext_noop("This lies in the past. Name a later date and time."))
        raise WordsRefused(reason=reason, place="starts_at")
    if not 1 <= when.lasts <= LONGEST:
        raise WordsRefused(reason=phrase(gettext_noop("A meeting lasts from a minute to a day.")), place="lasts")
    meeting.starts_at, meeting.lasts = when.starts_at, when.lasts
    seal(meeting, "place_sealed", line(when.place, "place") if when.place.strip() else "")


def _still_ahead(meeting: Meeting) -> None:
    still_open(meeting.case)
    if meeting.held_at is not None:
        raise MeetingHeldAlready
    if meeting.cancelled_at is not None:
        raise MeetingCancelled
