"""Operations on drills: which run, what came of one, starting and ending one. Nothing of them counts."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.http import HttpRequest
from ninja import Schema

from daybreak.design import speech
from daybreak.doors.api.deed_shapes import DoneTold, DrillSaid
from daybreak.doors.api.doing import ANSWERS, NUMBER, ONCE, READS, done
from daybreak.doors.api.opening import Token
from daybreak.doors.api.problems import NothingHere
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.doors.told import drill_told
from daybreak.people.sight import seeing
from daybreak.stages.cases.drill_page import drill_for, drill_page
from daybreak.stages.cases.drill_page import drills as known_drills
from daybreak.stages.cases.drills import end_drill, start_drill
from daybreak.stages.cases.queries import NotVisible

READ, WRITE = "drills:read", "drills:write"


class DrillTold(Schema):
    """A drill: its story, its pace (times as fast as a real clock), and when it began and ended."""

    number: str
    story: str
    speed: int
    started_by: str
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class Drills(Schema):
    """The drills of which one may see a report or case, newest first."""

    drills: list[DrillTold]


@router.get("/drills", tags=["team"], response={200: Drills, **READS}, auth=Token(READ))
def list_drills(request: HttpRequest) -> Any:
    """List the drills one may see."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        lines = known_drills(ours.viewer, ours.now)
    return {"drills": [{**vars(one), "story": one.story.in_(speech.language())} for one in lines]}


@router.get("/drills/{number}", tags=["team"], response={200: dict[str, Any], **READS}, auth=Token(READ))
def read_drill(request: HttpRequest, number: str) -> Any:
    """Read which duties of a drill were kept and missed, and when on its own clock."""
    ours = cast("HouseRequest", request)
    if not NUMBER.fullmatch(number):
        raise NothingHere
    with seeing(ours.viewer, ours.now):
        try:
            page = drill_page(ours.viewer, ours.now, number)
        except NotVisible:
            raise NothingHere from None
    return drill_told(page, speech.language())


@router.post("/drills", tags=["team"], response=ANSWERS, auth=Token(WRITE), openapi_extra=ONCE)
def start(request: HttpRequest, said: DrillSaid) -> Any:
    """Start a drill: its first report arrives now."""

    def act(ours: HouseRequest) -> DoneTold:
        language = said.language or speech.language()
        made = start_drill(
            actor=ours.viewer.actor, now=ours.now, story_id=said.story, speed=said.speed, language=language
        )
        return DoneTold(number=made.number)

    return done(request, act)


@router.post("/drills/{number}/end", tags=["team"], response=ANSWERS, auth=Token(WRITE), openapi_extra=ONCE)
def end(request: HttpRequest, number: str) -> Any:
    """End a drill; its clock stands."""

    def act(ours: HouseRequest) -> DoneTold:
        if not NUMBER.fullmatch(number):
            raise NothingHere
        found = drill_for(ours.viewer, ours.now, number)
        end_drill(actor=ours.viewer.actor, now=ours.now, drill=found)
        return DoneTold(number=found.number)

    return done(request, act)
