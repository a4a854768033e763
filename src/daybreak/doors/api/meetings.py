"""Operations on meetings of a case: convene, move, call off, and keep the minutes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Schema

from daybreak.doors.api.deed_shapes import DoneTold, MeetingSaid, MeetingWhen, MinutesSaid, ReasonSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, READS, done_in, read_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.stages.cases import meetings as deeds
from daybreak.stages.cases.case_page import summary
from daybreak.stages.cases.queries import meeting_of
from daybreak.stages.remediation.minutes import Minutes, keep_minutes

if TYPE_CHECKING:
    from daybreak.records.models import Case

ROAD, WRITES = "/cases/{number}/meetings", "cases:write"


class MeetingTold(Schema):
    """A meeting: when, for how many minutes, where, of which roles; its minutes and proposal once they are kept."""

    key: str
    starts_at: datetime
    lasts: int
    place: str
    roles: list[str]
    invited: list[str]
    moves: int
    minutes: str
    proposal: str
    held_at: datetime | None
    cancelled_at: datetime | None


class Meetings(Schema):
    """The meetings of a case."""

    meetings: list[MeetingTold]


@router.get(ROAD, tags=["team"], response={200: Meetings, **READS}, auth=Token("cases:read"))
def list_meetings(request: HttpRequest, number: str) -> Any:
    """List the meetings of a case with what was kept of them."""
    found = read_in(request, number, lambda ours, case: summary(ours.viewer, ours.now, case.number)).meetings
    return {"meetings": [asdict(one) for one in found]}


@router.post(ROAD, tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def convene(request: HttpRequest, number: str, said: MeetingSaid) -> Any:
    """Convene a meeting of roles: whoever holds one is let into the case and invited by mail, without detail."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        when = _when(said)
        made = deeds.convene(actor=ours.viewer.actor, now=ours.now, case=case, when=when, roles=said.roles)
        return DoneTold(number=case.number, key=str(made.id))

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/move", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def move(request: HttpRequest, number: str, key: str, said: MeetingWhen) -> Any:
    """Move a meeting; those invited are told."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        deeds.move(actor=ours.viewer.actor, now=ours.now, meeting=meeting_of(case, key), when=_when(said))
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/call-off", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def call_off(request: HttpRequest, number: str, key: str, said: ReasonSaid) -> Any:
    """Call a meeting off; those invited are told that it is off, not why."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        deeds.call_off(actor=ours.viewer.actor, now=ours.now, meeting=meeting_of(case, key), reason=said.reason)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/minutes", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def write_minutes(request: HttpRequest, number: str, key: str, said: MinutesSaid) -> Any:
    """Keep the minutes and the proposal for the fix, which is planned at once for the affected products named."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        meeting = meeting_of(case, key)
        minutes = Minutes(
            said.minutes, said.proposal, [str(key) for key in said.affects], said.kind, said.due_on, said.began_at
        )
        keep_minutes(actor=ours.viewer.actor, now=ours.now, meeting=meeting, minutes=minutes)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


def _when(said: MeetingWhen) -> deeds.When:
    return deeds.When(said.starts_at, said.lasts, said.place)
