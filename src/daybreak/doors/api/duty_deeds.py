"""Operations on the duties of a case: each with its clock and key, its evidence, and what the policy lets one do."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from ninja import Query, Schema

from daybreak.design import speech
from daybreak.doors.api.deed_shapes import DoneTold, ExtensionSaid, WordsSaid
from daybreak.doors.api.doing import ANSWERS, NUMBER, ONCE, ONCE_SURE, READS, STEPPED, done_in, read_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.problems import NothingHere
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.doors.told import evidence_told
from daybreak.people.reading import note_read
from daybreak.people.sight import seeing
from daybreak.stages.cases import duties as actions
from daybreak.stages.cases.duty_board import DutyLine, case_duties
from daybreak.stages.cases.queries import NotVisible, duty_of
from daybreak.stages.cases.site_duties import SITE
from daybreak.stages.cases.site_evidence import evidence_of
from daybreak.stages.coordination.longer import extend_and_tell

if TYPE_CHECKING:
    from daybreak.core.words import Text
    from daybreak.records.models import Case

WRITES = "duties:write"


class CaseDutyTold(Schema):
    """One duty of a case or of the site; `key` names it in deeds ("" where it has not begun).

    `state` is the core's word for how it stands.
    `extend_for` lists the reasons (ids) for which it may be extended; `conflict` says how far people have come with an
    embargo that forbids what it orders.
    """

    key: str
    rule: str
    name: str
    about: str
    subject: str
    strength: str
    who: list[str]
    state: str
    start: datetime | None
    aim: datetime | None
    limit: datetime | None
    kept: datetime | None
    waived: datetime | None
    extend_for: list[str]
    may_pause: bool
    waiver_asked_by: str
    conflict: str


class CaseDuties(Schema):
    """Every duty of a case: overdue, running, not begun, done; each by its limit, or by its aim without one."""

    duties: list[CaseDutyTold]


class Of(Schema):
    """The key of what the duty is about, where a case owes it several times."""

    of: str = ""


@router.get("/cases/{number}/duties", tags=["team"], response={200: CaseDuties, **READS}, auth=Token("duties:read"))
def list_case_duties(request: HttpRequest, number: str) -> Any:
    """List the duties of one case; reading it is journalled, as at the desk."""
    lines = read_in(request, number, lambda ours, case: case_duties(ours.viewer, ours.now, case.number))
    return {"duties": [duty_told(one) for one in lines]}


@router.get(
    "/evidence/{number}/{rule}", tags=["team"], response={200: dict[str, Any], **READS}, auth=Token("duties:read")
)
def read_evidence(request: HttpRequest, number: str, rule: str, wanted: Query[Of]) -> Any:
    """Read everything that shows how a duty was kept or missed: of a case, a report (journalled), or the `site`."""
    ours = cast("HouseRequest", request)
    if not NUMBER.fullmatch(number):
        raise NothingHere
    with seeing(ours.viewer, ours.now):
        try:
            found = evidence_of(ours.viewer, ours.now, number, rule, wanted.of)
        except NotVisible:
            raise NothingHere from None
        if found.scope != SITE:
            note_read(actor=ours.viewer.actor, now=ours.now, subjects={found.scope: found.key})
    return evidence_told(found, ours.now, speech.language())


@router.post(
    "/cases/{number}/duties/{key}/extend", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE
)
def extend_duty(request: HttpRequest, number: str, key: str, said: ExtensionSaid) -> Any:
    """Move a duty's limit, for one of the policy's reasons."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        duty, words = duty_of(case, key), said.dict()
        extend_and_tell(actor=ours.viewer.actor, now=ours.now, duty=duty, **words)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(
    "/cases/{number}/duties/{key}/pause", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE
)
def pause_duty(request: HttpRequest, number: str, key: str, said: WordsSaid) -> Any:
    """Pause a duty while we wait for somebody, where the policy lets it wait."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        actions.pause_duty(actor=ours.viewer.actor, now=ours.now, duty=duty_of(case, key), words=said.words)
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(
    "/cases/{number}/duties/{key}/resume", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE
)
def resume_duty(request: HttpRequest, number: str, key: str) -> Any:
    """Let a paused duty go on."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        actions.resume_duty(actor=ours.viewer.actor, now=ours.now, duty=duty_of(case, key))
        return DoneTold(number=case.number, key=key)

    return done_in(request, number, act)


@router.post(
    "/cases/{number}/duties/{key}/waive", tags=["team"], response=STEPPED, auth=Token(WRITES), openapi_extra=ONCE_SURE
)
def waive_duty(request: HttpRequest, number: str, key: str, said: WordsSaid) -> Any:
    """Ask to waive a duty, or agree as the second, different person: then it is waived, and `settled` is true."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        duty = duty_of(case, key)
        waived = actions.waive_duty(actor=ours.viewer.actor, now=ours.now, duty=duty, words=said.words)
        return DoneTold(number=case.number, key=key, settled=waived)

    return done_in(request, number, act, step_up=True)


def duty_told(line: DutyLine) -> dict[str, Any]:
    """Give one line's values for `CaseDutyTold`."""
    duty, rule = line.duty, line.duty.rule
    return {
        "key": line.key,
        "rule": duty.id,
        "name": _said(duty.name),
        "about": line.about,
        "subject": duty.subject,
        "strength": duty.strength,
        "who": list(duty.who),
        "state": line.state,
        **{name: getattr(duty, name) for name in ("start", "aim", "limit", "kept", "waived")},
        "extend_for": list(rule.extend_for) if line.running else [],
        "may_pause": line.running and rule.pause_while is not None,
        "waiver_asked_by": line.waiver_asked_by,
        "conflict": line.conflict.settling.standing if line.conflict else "",
    }


def _said(words: Text) -> str:
    return words.in_(speech.language())
