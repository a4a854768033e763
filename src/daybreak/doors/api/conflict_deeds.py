"""Operations on conflicts between a duty and an embargo: both sides, and the deeds that settle them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Schema

from daybreak.design import speech
from daybreak.doors.api.deed_shapes import BriefSaid, DecisionSaid, DoneTold, LeaveSaid, WordsSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, ONCE_SURE, READS, STEPPED, done_in, read_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.stages.cases.conflicting import conflicts_of
from daybreak.stages.coordination import conflicts as law
from daybreak.stages.coordination.sending import send_letter

if TYPE_CHECKING:
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.records.models import Case

ROAD, WRITES = "/cases/{number}/conflicts", "cases:write"


class ConflictTold(Schema):
    """A duty that orders telling `party`, and the embargo of `owners` ("" for ourselves, `owner` the first) against it.

    `standing` is open, asked, refused, given, tell_proposed, silence_proposed, tell or keep_silent.
    """

    rule: str
    name: str
    party: str
    owner: str
    owners: list[str]
    until: datetime | None
    limit: datetime | None
    standing: str
    may_tell: bool


class Conflicts(Schema):
    """The conflicts of a case as they stand now."""

    conflicts: list[ConflictTold]


@router.get(ROAD, tags=["team"], response={200: Conflicts, **READS}, auth=Token("cases:read"))
def list_conflicts(request: HttpRequest, number: str) -> Any:
    """List where an embargo forbids what a duty of the case orders."""
    found = read_in(request, number, lambda ours, case: conflicts_of(case, ours.now))
    return {"conflicts": [_conflict(one) for one in found]}


@router.post(f"{ROAD}/{{rule}}/ask-leave", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def ask_leave(request: HttpRequest, number: str, rule: str, said: WordsSaid) -> Any:
    """Ask whoever asked for the silence for leave to keep the duty."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        law.ask_leave(actor=ours.viewer.actor, now=ours.now, case=case, rule_id=rule, words=said.words)
        return DoneTold(number=case.number)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{rule}}/leave", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def note_leave(request: HttpRequest, number: str, rule: str, said: LeaveSaid) -> Any:
    """Note what they answered."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        law.note_leave(actor=ours.viewer.actor, now=ours.now, case=case, rule_id=rule, **said.dict())
        return DoneTold(number=case.number)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{rule}}/brief", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def send_brief(request: HttpRequest, number: str, rule: str, said: BriefSaid) -> Any:
    """Write the policy's letter without detail; where a second person must read it, it waits for one."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        actor, now, words = ours.viewer.actor, ours.now, said.words
        sent = send_letter(actor=actor, now=now, case=case, rule_id=rule, words=words, subject=said.subject, brief=True)
        return DoneTold(number=case.number, key=str(sent.id), settled=not sent.awaits_second)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{rule}}/decide", tags=["team"], response=STEPPED, auth=Token(WRITES), openapi_extra=ONCE_SURE)
def decide(request: HttpRequest, number: str, rule: str, said: DecisionSaid) -> Any:
    """Say one of the two; it counts, and `settled` is true, once a second, different person says the same."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        decided = law.decide_conflict(actor=ours.viewer.actor, now=ours.now, case=case, rule_id=rule, **said.dict())
        return DoneTold(number=case.number, settled=decided)

    return done_in(request, number, act, step_up=True)


def _conflict(one: Conflict) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "name": one.rule.name.in_(speech.language()),
        "party": one.party,
        "owner": one.silence.owners[0],
        "owners": one.silence.owners,
        "until": one.silence.until,
        "limit": one.limit,
        "standing": one.settling.standing,
        "may_tell": one.settling.may_tell,
    }
