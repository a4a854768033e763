"""Operations for finders' machines: send a report, follow it with the tracking code, write to the team."""

from __future__ import annotations

import hashlib
import re
from typing import Any, cast

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Status

from daybreak.core.access import PUBLIC
from daybreak.doors.api.answers import answers_of
from daybreak.doors.api.opening import TrackingCode
from daybreak.doors.api.parts import FILE_PART, JSON_PART, MULTIPART, files_of, forget_files, raw_of
from daybreak.doors.api.problems import NothingHere, Problem, Trouble
from daybreak.doors.api.routes import router
from daybreak.doors.api.shapes import BoxTold, FileTold, MessageSaid, MessageTold, ReceiptTold, ReportSaid
from daybreak.doors.audience import HouseRequest
from daybreak.doors.measures import as_sealed
from daybreak.people.sight import seeing
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.conversation import write_as_finder
from daybreak.stages.intake.privacy.own_data import ErasedBox, erased_box
from daybreak.stages.intake.queries import FinderBox, finder_box, own_report
from daybreak.stages.intake.queries.conversation import FileLine, Said
from daybreak.stages.intake.submission import Finder, Receipt, Submission

DOOR, MAILBOX = "api", "security"
KEY = re.compile(r"[!-~]{16,200}")
CODE_ERRORS = {404: Problem, 422: Problem, 429: Problem}
IDEMPOTENCY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "minLength": 16, "maxLength": 200},
    "description": "A random name for this report; sent again with the same body it is one report.",
}


def with_files(schema: str) -> dict[str, Any]:
    """Describe the body of several parts beside the plain JSON one, for OpenAPI."""
    parts = {
        JSON_PART: {"$ref": f"#/components/schemas/{schema}"},
        FILE_PART: {"type": "array", "items": {"type": "string", "format": "binary"}},
    }
    described = {
        "schema": {"type": "object", "required": [JSON_PART], "properties": parts, "additionalProperties": False},
        "encoding": {JSON_PART: {"contentType": "application/json"}},
    }
    return {"requestBody": {"content": {MULTIPART: described}}}


@router.post(
    "/reports",
    tags=["finders"],
    response={201: ReceiptTold, 400: Problem, 409: Problem, 413: Problem, 415: Problem, 422: Problem, 503: Problem},
    openapi_extra={**with_files("ReportSaid"), "parameters": [IDEMPOTENCY]},
)
def send_report(request: HttpRequest, said: ReportSaid) -> Any:
    """Send a report. It is stored before this answers; the same Idempotency-Key and body give the same receipt."""
    ours = cast("HouseRequest", request)
    submission = _submission(ours, said)
    with seeing(ours.viewer, ours.now):
        receipt = receive(actor=PUBLIC.actor, now=ours.now, submission=submission)
    if receipt.repeated:
        forget_files(ours)
    return Status(201, _receipt(receipt, submission))


def _submission(request: HouseRequest, said: ReportSaid) -> Submission:
    policy = policy_in_force(request.now)
    language = said.language or policy.language
    if language not in policy.languages:
        sentence = _("Write one of these languages: %(languages)s.") % {"languages": ", ".join(policy.languages)}
        raise Trouble(422, sentence, "language")
    repeat, files = _repeat(request), files_of(request, policy)
    return Submission(
        door=DOOR,
        mailbox=MAILBOX,
        language=language,
        raw=raw_of(request, files),
        title=said.title,
        answers=answers_of(policy, said.answers, language),
        finder=Finder(**said.finder.dict()),
        files=tuple(as_sealed(file) for file in files),
        data_key=files[0].data_key if files else None,
        repeat=repeat,
    )


def _repeat(request: HouseRequest) -> str:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.fullmatch(key):
        raise Trouble(422, _("Write an Idempotency-Key of 16 to 200 printable characters, for example a UUID."))
    return key or ""


def _receipt(receipt: Receipt, submission: Submission) -> ReceiptTold:
    sha256 = hashlib.sha256(submission.raw).hexdigest()
    if receipt.report.raw_sha256 != sha256:
        raise Trouble(409, _("This Idempotency-Key came with another body before. Use a new key for a new report."))
    return ReceiptTold(
        number=receipt.report.number,
        tracking_code=receipt.tracking_code,
        received_at=receipt.report.received_at,
        sha256=sha256,
        files=[FileTold(name=file.name, size=file.size, sha256=file.sha256) for file in submission.files],
    )


@router.get("/box", tags=["finders"], response={200: BoxTold, **CODE_ERRORS}, auth=TrackingCode())
def read_box(request: HttpRequest) -> Any:
    """Read the stage of a report, by when you hear next, and the conversation."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        box = finder_box(ours.viewer, ours.now)
        left = erased_box(ours.viewer, ours.now) if box is None else None
    if left is not None:
        return _left(left)
    if box is None:
        raise NothingHere
    return _box(box)


def _left(box: ErasedBox) -> dict[str, Any]:
    nothing: dict[str, Any] = {"messages": [], "files": [], "severities": [], "cves": [], "outcome": "", "next": None}
    named = {"number": box.number, "received_at": box.received_at, "sha256": box.raw_sha256}
    return {**named, "stage": box.stage, "erased_at": box.erased, **nothing}


def _box(box: FinderBox) -> dict[str, Any]:
    return {
        "number": box.number,
        "received_at": box.received_at,
        "sha256": box.raw_sha256,
        "stage": box.stage,
        "next": {"by": box.hearing.by, "promise": box.hearing.promise, "late": box.hearing.late}
        if box.hearing
        else None,
        "messages": [_message(one) for one in box.conversation],
        "files": [_file(one) for one in box.files],
        "severities": [vars(one) for one in box.severities],
        "cves": list(box.cves),
        "outcome": box.closure.outcome if box.closure else "",
    }


def _message(said: Said) -> MessageTold:
    return MessageTold(at=said.at, by=said.by, body=said.words, files=[_file(one) for one in said.files])


def _file(line: FileLine) -> FileTold:
    return FileTold(name=line.name, size=line.size, sha256=line.sha256)


@router.post(
    "/box/messages",
    tags=["finders"],
    response={201: MessageTold, 400: Problem, 413: Problem, 415: Problem, **CODE_ERRORS},
    auth=TrackingCode(),
    openapi_extra=with_files("MessageSaid"),
)
def write_message(request: HttpRequest, said: MessageSaid) -> Any:
    """Write to the team about your report, with files if you like."""
    ours = cast("HouseRequest", request)
    with seeing(ours.viewer, ours.now):
        report = own_report(ours.viewer, ours.now)
        if report is None:
            raise NothingHere
        sent = [as_sealed(file) for file in files_of(ours, policy_in_force(ours.now))]
        written = write_as_finder(actor=ours.viewer.actor, now=ours.now, report=report, body=said.body, files=sent)
    files = [FileTold(name=file.name, size=file.size, sha256=file.sha256) for file in sent]
    return Status(201, MessageTold(at=written.written_at, by="finder", body=said.body, files=files))
