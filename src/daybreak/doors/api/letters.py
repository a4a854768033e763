"""Operations on the letters that duties demand, and on what suppliers are told; people let letters go at the desk."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from ninja import Schema

from daybreak.design import speech
from daybreak.doors.api.deed_shapes import DoneTold, LetterSaid, ReasonSaid, ReferenceSaid, UpstreamSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, READS, done_in, read_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.coordination import sending
from daybreak.stages.coordination.actions import note_upstream
from daybreak.stages.coordination.queries import letter_of, outside

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from daybreak.stages.coordination.letter_rows import LetterDuty, Written

ROAD, WRITES = "/cases/{number}/letters", "cases:write"


class LetterTold(Schema):
    """A letter that was written; `about` is the key of the one thing it speaks of, "" for the whole case."""

    key: str
    rule: str
    about: str
    party: str
    subject: str
    queued_at: datetime
    awaits_second: bool
    sent_at: datetime | None
    confirmed_at: datetime | None
    bounced_at: datetime | None
    given_up_at: datetime | None
    reference: str


class LetterDutyTold(Schema):
    """A duty that sends something: to whom, how, what it must say; `subject` is the key of what it is about.

    `way` is two_people, portal, carried or none; `lacks` what the inventory lacks of a supplier: component, supplier,
    address, or "". `missing` are the fields that a person must write.
    """

    rule: str
    subject: str
    name: str
    about: str
    state: str
    limit: datetime | None
    party: str
    receiver: str
    way: str
    lacks: str
    must_say: list[str]
    missing: list[str]
    update_since: datetime | None


class Letters(Schema):
    """The duties of a case that send something, and the letters that were written."""

    duties: list[LetterDutyTold]
    letters: list[LetterTold]


@router.get(ROAD, tags=["team"], response={200: Letters, **READS}, auth=Token("cases:read"))
def list_letters(request: HttpRequest, number: str) -> Any:
    """List what duties of a case must be sent to whom, and what was sent."""
    seen = read_in(request, number, lambda ours, case: outside(ours.viewer, ours.now, case.number))
    return {"duties": [_duty(one) for one in seen.letters], "letters": [_letter(one) for one in seen.written]}


@router.post(ROAD, tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def write(request: HttpRequest, number: str, said: LetterSaid) -> Any:
    """Write the letter of a duty; `settled` is false where a second person must let it go at the desk."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        actor, now = ours.viewer.actor, ours.now
        sent = sending.send_letter(
            actor=actor, now=now, case=case, rule_id=said.rule, words=said.words, subject=said.subject
        )
        return DoneTold(number=case.number, key=str(sent.id), settled=not sent.awaits_second)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/take-back", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def take_back(request: HttpRequest, number: str, key: str) -> Any:
    """Take back a letter that waits; its duty stays open."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        sending.take_back(actor=ours.viewer.actor, now=ours.now, notice=letter_of(case, key))
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/confirm", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def confirm(request: HttpRequest, number: str, key: str, said: ReferenceSaid) -> Any:
    """Note the receiver's confirmation of a letter; of one that is carried by hand, that it was carried."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        notice = letter_of(case, key)
        record = sending.record_by_hand if notice.channel == "hand" else sending.receipt_confirmed
        record(actor=ours.viewer.actor, now=ours.now, notice=notice, reference=said.reference)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(f"{ROAD}/{{key}}/came-back", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def came_back(request: HttpRequest, number: str, key: str, said: ReasonSaid) -> Any:
    """Note that a letter came back: the duty it kept is open again."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        notice = letter_of(case, key)
        sending.letter_came_back(actor=ours.viewer.actor, now=ours.now, notice=notice, reason=said.reason)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post("/cases/{number}/upstream", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def upstream(request: HttpRequest, number: str, said: UpstreamSaid) -> Any:
    """Note what the supplier of a component was told or did about a vulnerability in it."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        row = vulnerability_of(case, str(said.vulnerability))
        actor, now = ours.viewer.actor, ours.now
        note_upstream(actor=actor, now=now, vulnerability=row, event=said.event, words=said.words)
        return DoneTold(number=case.number, key=str(row.id))

    return done_in(request, number, act)


def _duty(one: LetterDuty) -> dict[str, Any]:
    return {
        "rule": one.rule.id,
        "subject": one.about.subject,
        "name": one.rule.name.in_(speech.language()),
        "about": one.line.about,
        "state": one.line.state,
        "limit": one.line.duty.limit,
        "party": one.rule.to or "",
        "receiver": one.receiver,
        "way": one.way,
        "lacks": one.lack.what if one.lack else "",
        "must_say": [*one.answered, *one.missing],
        "missing": one.missing,
        "update_since": one.update_since,
    }


def _letter(one: Written) -> dict[str, Any]:
    return {**vars(one), "rule": one.duty}
