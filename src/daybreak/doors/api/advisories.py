"""Operations for the public: advisories as CSAF 2.0, from their instant on and never before."""

from __future__ import annotations

import re
from typing import Annotated, Any, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from ninja import Query, Schema
from pydantic import Field

from daybreak.doors.api.problems import NothingHere, Problem
from daybreak.doors.api.routes import router
from daybreak.doors.api.shapes import AdvisoryList
from daybreak.doors.audience import HouseRequest
from daybreak.people.sight import seeing
from daybreak.stages.publication.machine import documents_of
from daybreak.stages.publication.queries import Wanted, public_advisories, public_advisory, public_file
from daybreak.stages.publication.summary import Line
from daybreak.stages.publication.truth import PublicAdvisory

NUMBER = re.compile(r"[A-Za-z0-9-]{1,40}")


class Page(Schema):
    """Which page of 20, counted from 1."""

    page: Annotated[int, Field(ge=1, le=10_000)] = 1


class Tongue(Schema):
    """Which language of the document; the policy's first where there is none in that language."""

    language: Annotated[str, Field(max_length=8)] = ""


@router.get("/advisories", tags=["public"], response={200: AdvisoryList, 422: Problem, 503: Problem})
def list_advisories(request: HttpRequest, wanted: Query[Page]) -> Any:
    """List what is public now, the newest change first."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        found = public_advisories(ours.now, Wanted(page=wanted.page))
        lines = [(line, public_advisory(ours.now, line.number)) for line in found.lines]
        told = [_line(line, public) for line, public in lines if public is not None]
    return {"found": found.count, "advisories": told}


@router.get(
    "/advisories/{number}", tags=["public"], response={200: dict[str, Any], 404: Problem, 422: Problem, 503: Problem}
)
def read_advisory(request: HttpRequest, number: str, wanted: Query[Tongue]) -> Any:
    """Read one public advisory: its CSAF 2.0 document, byte for byte as it was checked at release."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        public = public_advisory(ours.now, number) if NUMBER.fullmatch(number) else None
        paths = {one.language: one.path for one in documents_of(public)} if public else {}
        chosen = paths.get(public.tongue(wanted.language)) if public else None
        file = public_file(ours.now, chosen.lstrip("/")) if chosen else None
    if file is None:
        raise NothingHere
    return HttpResponse(file.body, content_type=file.media_type, headers={"Cache-Control": "no-cache"})


def _line(line: Line, public: PublicAdvisory) -> dict[str, Any]:
    language = get_language() or line.first
    return {
        "number": line.number,
        "title": line.title.in_(language, line.first) if line.title else "",
        "published_at": line.published_at,
        "revised_at": line.changed_at,
        "cves": list(line.cves),
        "csaf": {one.language: f"{settings.BASE_URL}{one.path}" for one in documents_of(public)},
    }
