"""Operations on the embargo of a case: how it stands, why it should end, its deeds, and what the world knows."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal, cast
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Schema

from daybreak.core.verdict import Refused
from daybreak.doors.api.deed_shapes import DoneTold, Instant, ReasonSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, READS, done_in, seen_case
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.api.shapes import Prose, Taken
from daybreak.doors.audience import HouseRequest
from daybreak.people.reading import note_read
from daybreak.people.sight import seeing
from daybreak.stages.cases import embargo
from daybreak.stages.cases.embargo_page import embargo_told
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.cases.vulnerabilities import note_world_event
from daybreak.stages.coordination.participants import note_participant

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.records.models import Case

CASE, WRITES = "/cases/{number}", "cases:write"
ROAD = f"{CASE}/embargo"


class OfferTold(Schema):
    """An end that somebody proposes: `asker` is the id of a party, `finder`, or "" for ourselves."""

    asker: str
    until: datetime
    since: datetime


class EmbargoNow(Schema):
    """The embargo of a case. `state` is none, proposed, active, revising or exited; `owners` asked for it.

    `should_end` and `may_end` say why people should or may end it; `fix_ready` asks for a reason for any new end.
    `ready` and `waited_for` are the vendors of the case ("" for ourselves), `enough` that the policy's quorum is ready.
    `silent_since` is set where a proposal was left unanswered beyond the policy's time. `may_decide` says that the
    policy lets whoever asks agree, reject or end it.
    """

    state: str
    until: datetime | None
    ended_at: datetime | None
    owners: list[str]
    offers: list[OfferTold]
    should_end: list[str]
    may_end: list[str]
    fix_ready: bool
    ready: list[str]
    waited_for: list[str]
    enough: bool
    silent_since: datetime | None
    may_decide: bool


class ProposalSaid(Taken):
    """Until when, who asks for it (a party's id, `finder`, or "" for ourselves), and why, once the fix is ready."""

    until: Instant
    asked_by: str = ""
    reason: Prose = ""


class WorldSaid(Taken):
    """What is known of a vulnerability (its key) now, since when we know, and how we know.

    `source` is needed for what an adversary has or knows.
    """

    vulnerability: UUID
    event: Literal["public", "exploit_public", "attacked", "adversary_has_exploit", "adversary_knows"]
    at: Instant
    source: Prose = ""


class ParticipantSaid(Taken):
    """What a party (its id) did: it was invited, joined, declined, left, or told of its products or its fix."""

    party: str
    event: Literal["invited", "joined", "declined", "removed", "stated", "ready", "not_ready"]
    words: Prose = ""


@router.get(ROAD, tags=["team"], response={200: EmbargoNow, **READS}, auth=Token("cases:read"))
def read_embargo(request: HttpRequest, number: str) -> Any:
    """Read how the embargo of a case stands, and what speaks for ending it."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        case = seen_case(ours, number)
        told = embargo_told(case, ours.now)
        refused = isinstance(embargo.deciding(case, ours.viewer, ours.now), Refused)
        note_read(actor=ours.viewer.actor, now=ours.now, subjects={"case": case.id})
    now = told.embargo
    return {
        **{name: getattr(now, name) for name in ("state", "until", "ended_at", "owners", "fix_ready")},
        "offers": [one._asdict() for one in told.offers],
        "should_end": [gettext(why) for why in now.should_end],
        "may_end": [gettext(why) for why in now.may_end],
        **told.ready._asdict(),
        "enough": told.enough,
        "silent_since": told.silent_since,
        "may_decide": not refused,
    }


def _done(request: HttpRequest, number: str, deed: Callable[..., object], **said: object) -> Any:
    """Do a deed in a case with what was said for it."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        deed(actor=ours.viewer.actor, now=ours.now, case=case, **said)
        return DoneTold(number=case.number)

    return done_in(request, number, act)


@router.post(f"{ROAD}/propose", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def propose(request: HttpRequest, number: str, said: ProposalSaid) -> Any:
    """Propose an end."""
    return _done(request, number, embargo.propose_embargo, **said.dict())


@router.post(f"{ROAD}/accept", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def accept(request: HttpRequest, number: str) -> Any:
    """Accept what is proposed: of several ends the shortest."""
    return _done(request, number, embargo.accept_embargo)


@router.post(f"{ROAD}/accept-default", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def accept_default(request: HttpRequest, number: str) -> Any:
    """Agree the published default, which whoever reported and said nothing has accepted."""
    return _done(request, number, embargo.keep_default)


@router.post(f"{ROAD}/reject", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def reject(request: HttpRequest, number: str) -> Any:
    """Reject what is proposed; an embargo in force keeps its end."""
    return _done(request, number, embargo.reject_embargo)


@router.post(f"{ROAD}/end", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def end(request: HttpRequest, number: str, said: ReasonSaid) -> Any:
    """End the embargo now, for good; by itself this publishes nothing."""
    return _done(request, number, embargo.end_embargo, reason=said.reason)


@router.post(f"{CASE}/world", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def note_world(request: HttpRequest, number: str, said: WorldSaid) -> Any:
    """Note what the world or an adversary knows of a vulnerability; set once and never cleared."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        flaw, told = vulnerability_of(case, str(said.vulnerability)), said.dict(exclude={"vulnerability"})
        note_world_event(actor=ours.viewer.actor, now=ours.now, vulnerability=flaw, **told)
        return DoneTold(number=case.number, key=str(flaw.id))

    return done_in(request, number, act)


@router.post(f"{CASE}/participants", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def note_part(request: HttpRequest, number: str, said: ParticipantSaid) -> Any:
    """Note what a party outside did, its fix being ready included."""
    return _done(request, number, note_participant, **said.dict())
