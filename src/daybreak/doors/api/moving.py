"""Operations that move cases: what a merge or split would do, doing it, handing a case over and back."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext
from ninja import Query, Schema
from pydantic import Field

from daybreak.doors.api.deed_shapes import DoneTold, HandOverSaid, Keys, MergeSaid, ReasonSaid, SplitSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, ONCE_SURE, READS, STEPPED, done_in, read_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.doors.refusals import said as spoken
from daybreak.stages.cases import handover
from daybreak.stages.disclosure.merging import merge_case, merge_plan, other_case
from daybreak.stages.disclosure.splitting import Leaving, split_case, split_plan

if TYPE_CHECKING:
    from daybreak.records.models import Case

WRITES = "cases:write"


class Other(Schema):
    """The number of the case that would come into this one."""

    other: Annotated[str, Field(max_length=40)]


class Chosen(Schema):
    """Keys of the vulnerabilities and reports that would leave; none to ask only what may be chosen."""

    vulnerabilities: Annotated[Keys, Field(default_factory=list)]
    reports: Annotated[Keys, Field(default_factory=list)]


class Proposed(Schema):
    """An end of the embargo that nobody has answered, and the party that asks for it; "" for ourselves."""

    until: datetime
    asked_by: str


class MergePlanTold(Schema):
    """What a merge will do; `why_not` is the sentence that forbids it, "" where nothing does.

    `cves` are the CVE IDs that will stand on two vulnerabilities: one names one flaw, so one of the two gives it up.
    `incident` says that this case becomes one, `holder` which role will hold it where none does now; `no_embargo` why
    its embargo ends, `waiting_twice` the duties whose letter waits in both cases, `proposals` which ends stay proposed.
    """

    number: str
    title: str
    reports: list[str]
    earliest: datetime
    vulnerabilities: int
    cves: list[str]
    remedies: int
    advisories: list[str]
    letters: int
    waiting_twice: list[str]
    newcomers: list[str]
    incident: bool
    holder: str
    embargo_until: datetime | None
    no_embargo: list[str]
    proposals: list[Proposed]
    why_not: str


class Choice(Schema):
    """Something that may be chosen, by its key."""

    key: str
    words: str


class SplitPlanTold(Schema):
    """What may leave a case, and what would follow the chosen vulnerabilities and reports.

    `thanked_elsewhere` are the numbers of reports that are parted from a vulnerability of theirs: their finders are
    thanked for it in the other case, too.
    """

    vulnerabilities: list[Choice]
    reports: list[Choice]
    remedies: int
    advisories: list[str]
    people: int
    embargo_until: datetime | None
    thanked_elsewhere: list[str]
    why_not: str


@router.get("/cases/{number}/merge", tags=["team"], response={200: MergePlanTold, **READS}, auth=Token("cases:read"))
def plan_merge(request: HttpRequest, number: str, wanted: Query[Other]) -> Any:
    """Tell what merging the other case into this one would do."""
    plan = read_in(request, number, lambda ours, case: merge_plan(ours.viewer, ours.now, case.number, wanted.other))
    told = {
        "embargo_until": plan.embargo.until if plan.embargo else None,
        "no_embargo": [gettext(why) for why in plan.no_embargo],
        "proposals": [{"until": offer.until, "asked_by": offer.asker} for offer in plan.proposals],
        "why_not": spoken(plan.why_not) if plan.why_not else "",
    }
    return {**asdict(plan), **told}


@router.post("/cases/{number}/merge", tags=["team"], response=STEPPED, auth=Token(WRITES), openapi_extra=ONCE_SURE)
def merge(request: HttpRequest, number: str, said: MergeSaid) -> Any:
    """Merge another case, of which one is inside too, into this one; its number leads here."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        other = other_case(ours.viewer, ours.now, said.other)
        merge_case(actor=ours.viewer.actor, now=ours.now, case=case, other=other, reason=said.reason)
        return DoneTold(number=case.number)

    return done_in(request, number, act, step_up=True)


@router.get("/cases/{number}/split", tags=["team"], response={200: SplitPlanTold, **READS}, auth=Token("cases:read"))
def plan_split(request: HttpRequest, number: str, wanted: Query[Chosen]) -> Any:
    """Tell what may leave a case, and what would follow the vulnerabilities and reports that are chosen."""
    chosen, along = ([str(key) for key in keys] for keys in (wanted.vulnerabilities, wanted.reports))
    plan = read_in(request, number, lambda ours, case: split_plan(ours.viewer, ours.now, case.number, chosen, along))
    told = {"remedies": plan.remedies, "advisories": list(plan.advisories), "people": plan.people}
    thanked = [number for number, _leaves in plan.thanked_elsewhere]
    offered = {"vulnerabilities": _choices(plan.every_vulnerability), "reports": _choices(plan.every_report)}
    why = spoken(plan.why_not) if plan.why_not and chosen else ""
    return {**offered, **told, "embargo_until": plan.until, "thanked_elsewhere": thanked, "why_not": why}


@router.post("/cases/{number}/split", tags=["team"], response=STEPPED, auth=Token(WRITES), openapi_extra=ONCE_SURE)
def split(request: HttpRequest, number: str, said: SplitSaid) -> Any:
    """Let part of a case become a case of its own; `number` of the answer is the new case's."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        flaws, reports = ([str(key) for key in keys] for keys in (said.vulnerabilities, said.reports))
        leaving = Leaving(flaws, reports, said.title, said.reason)
        made = split_case(actor=ours.viewer.actor, now=ours.now, case=case, leaving=leaving)
        return DoneTold(number=made.number)

    return done_in(request, number, act, step_up=True)


@router.post("/cases/{number}/hand-over", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def hand_over(request: HttpRequest, number: str, said: HandOverSaid) -> Any:
    """Hand a case over to a team of the house that the policy lets take it."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        handover.hand_over(actor=ours.viewer.actor, now=ours.now, case=case, to=said.to, reason=said.reason)
        return DoneTold(number=case.number)

    return done_in(request, number, act)


@router.post("/cases/{number}/hand-back", tags=["team"], response=ANSWERS, auth=Token(WRITES), openapi_extra=ONCE)
def hand_back(request: HttpRequest, number: str, said: ReasonSaid) -> Any:
    """Hand a case back to whom the policy names."""

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        handover.hand_back(actor=ours.viewer.actor, now=ours.now, case=case, reason=said.reason)
        return DoneTold(number=case.number)

    return done_in(request, number, act)


def _choices(offered: tuple[tuple[str, str], ...]) -> list[dict[str, str]]:
    return [{"key": key, "words": words} for key, words in offered]
