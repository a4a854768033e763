"""Operations for the team's machines: cases, duties and reports that the token's person may see, read only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal, cast

from django.http import HttpRequest
from ninja import Query, Schema

from daybreak.core.words import Text
from daybreak.design import speech
from daybreak.doors.api.opening import Token
from daybreak.doors.api.problems import NothingHere, Problem
from daybreak.doors.api.routes import router
from daybreak.doors.api.shapes import CaseList, CaseTold, Count, DutyList, ReportList, Skip
from daybreak.doors.audience import HouseRequest
from daybreak.people.reading import note_read
from daybreak.people.sight import seeing
from daybreak.stages.cases.affected import ProductRow, product_rows
from daybreak.stages.cases.board import BoardLine, Wanted, Whose, board
from daybreak.stages.cases.case_list import CaseFilter, CaseLine, case_list
from daybreak.stages.cases.case_page import header, summary
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.vulnerability_page import VulnerabilityView, vulnerabilities
from daybreak.stages.intake.queries import ReportFilter, reports

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")
ERRORS = {401: Problem, 403: Problem, 422: Problem, 503: Problem}


class Part(Schema):
    """Which part of a list: how many to skip, how many to give."""

    skip: Skip = 0
    count: Count = 50


class CasesWanted(Part):
    """Which cases."""

    state: Literal["open", "closed", "all"] = "open"


class DutiesWanted(Part):
    """Which duties: those of one's own roles, with `team` those that stand in for each other too, or all one sees."""

    mine: bool = True
    team: bool = False
    strength: Literal["", "law", "contract", "programme_rule", "own_promise"] = ""
    state: Literal["", "overdue", "today", "week", "later", "paused"] = ""


class ReportsWanted(Part):
    """Which reports."""

    state: Literal["undecided", "joined", "closed", "all"] = "undecided"


@router.get("/cases", tags=["team"], response={200: CaseList, **ERRORS}, auth=Token("cases:read"))
def list_cases(request: HttpRequest, wanted: Query[CasesWanted]) -> Any:
    """List the cases that the token's person is inside of, the next limit first."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        lines = case_list(ours.viewer, ours.now, CaseFilter(state=wanted.state))
    return {"found": len(lines), "cases": [_case(one) for one in lines[wanted.skip : wanted.skip + wanted.count]]}


@router.get(
    "/cases/{number}", tags=["team"], response={200: CaseTold, 404: Problem, **ERRORS}, auth=Token("cases:read")
)
def read_case(request: HttpRequest, number: str) -> Any:
    """Read one case; that it was read is journalled, as at the desk."""
    ours = cast("HouseRequest", request)
    if not NUMBER.fullmatch(number):
        raise NothingHere
    with seeing(ours.viewer, ours.now):
        try:
            told = _whole(ours, number)
        except NotVisible:
            raise NothingHere from None
    return told


@router.get("/duties", tags=["team"], response={200: DutyList, **ERRORS}, auth=Token("duties:read"))
def list_duties(request: HttpRequest, wanted: Query[DutiesWanted]) -> Any:
    """List open duties: what is overdue first, then by limit, or by aim where there is no limit."""
    ours = cast("HouseRequest", request)
    whose: Whose = "all" if not wanted.mine else "team" if wanted.team else "mine"
    asked = Wanted(whose, wanted.strength, wanted.state, wanted.skip, wanted.count)
    with seeing(ours.viewer, ours.now):
        found = board(ours.viewer, ours.now, asked)
    return {"found": found.found, **vars(found.counts), "duties": [_duty(one) for one in found.lines]}


@router.get("/reports", tags=["team"], response={200: ReportList, **ERRORS}, auth=Token("reports:read"))
def list_reports(request: HttpRequest, wanted: Query[ReportsWanted]) -> Any:
    """List the reports that the token's person may see, newest first."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        lines = reports(ours.viewer, ours.now, wanted=ReportFilter(state=wanted.state))
    shown = lines[wanted.skip : wanted.skip + wanted.count]
    return {"found": len(lines), "reports": [{**vars(one), "case": one.case_number} for one in shown]}


def _whole(request: HouseRequest, number: str) -> dict[str, Any]:
    viewer, now = request.viewer, request.now
    case, head, more = case_for(viewer, now, number), header(viewer, now, number), summary(viewer, now, number)
    note_read(actor=viewer.actor, now=now, subjects={"case": case.id})
    return {
        **{
            name: getattr(head, name)
            for name in ("number", "title", "kind", "state", "band", "opened_at", "closed_at", "drill")
        },
        "summary": more.summary,
        "score": _score(head.score),
        "embargo": head.embargo.state,
        "outcome": head.outcome,
        "reports": [one.number for one in more.reports],
        "vulnerabilities": _vulnerabilities(request, number),
    }


def _case(line: CaseLine) -> dict[str, Any]:
    first = line.next_limit
    limit = {"duty": first.rule, "limit": first.limit, "paused": first.paused} if first else None
    return {**vars(line), "score": _score(line.score), "next_limit": limit}


def _vulnerabilities(request: HouseRequest, number: str) -> list[dict[str, Any]]:
    rows = product_rows(request.viewer, request.now, number)
    return [_vulnerability(one, rows) for one in vulnerabilities(request.viewer, request.now, number)]


def _vulnerability(view: VulnerabilityView, rows: Iterable[ProductRow]) -> dict[str, Any]:
    judged = view.counting
    stated = [(row.key, row.cells[view.key]) for row in rows if view.key in row.cells]
    return {
        "key": view.key,
        "affects": [{"key": one.key, "product": product, "status": one.status} for product, one in stated],
        "title": view.title,
        "cwe": view.cwe,
        "cve": view.cve,
        "band": judged.band if judged else "",
        "score": _score(judged.score if judged else None),
        "vector": judged.vector if judged else "",
    }


def _duty(line: BoardLine) -> dict[str, Any]:
    return {**vars(line), "name": _said(line.name), "who": [_said(one) for one in line.who]}


def _said(words: Text) -> str:
    return words.in_(speech.language())


def _score(score: object) -> str:
    return "" if score is None else str(score)
