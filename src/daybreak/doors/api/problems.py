"""Every error of the API as problem+json (RFC 9457): a status, a title, and a sentence that says what to change."""

from __future__ import annotations

import json
import logging
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.utils.translation import gettext as _
from ninja import Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError
from pydantic import Field

from daybreak.core.verdict import Refusal
from daybreak.doors.api.strict_json import NotStrict
from daybreak.doors.refusals import spoken
from daybreak.program.versions import NoPolicyInForce
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from ninja import NinjaAPI

LOG = logging.getLogger("daybreak.api")
MEDIA_TYPE = "application/problem+json"


class Fault(Schema):
    """One value that cannot be taken: where it stands, and what to change."""

    where: str
    detail: str


class Problem(Schema):
    """An error, as RFC 9457 writes it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list)


class Trouble(Exception):
    """An error that an operation answers with: a status, a sentence, and where the value stands if it is about one."""

    def __init__(self, status: int, detail: str, where: str = "", headers: Mapping[str, str] | None = None) -> None:
        """Say which status and why."""
        super().__init__(detail)
        self.status, self.detail, self.where, self.headers = status, detail, where, dict(headers or {})


class NothingHere(Exception):
    """There is no such thing, or the asker may not know of it; both are answered with the same bytes."""


def problem(
    status: int, detail: str, errors: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Write a problem as a response."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    if errors:
        said["errors"] = [fault.dict() for fault in errors]
    body = json.dumps(said, ensure_ascii=False).encode()
    return HttpResponse(body, status=status, content_type=MEDIA_TYPE, headers=dict(headers or {}))


def nothing_here(*_ignored: object) -> HttpResponse:
    """Answer for what does not exist and for what one may not see."""
    return problem(404, _("There is nothing here, or you may not see it."))


def declare(api: NinjaAPI) -> None:
    """Tell the API how each kind of error is answered."""
    for kind, answer in (
        (NothingHere, nothing_here),
        (Http404, nothing_here),
        (Trouble, _trouble),
        (NotVisible, nothing_here),
        (Refusal, _refused),
        (NoPolicyInForce, _no_policy),
        (ValidationError, _invalid),
        (AuthenticationError, _unknown),
        (HttpError, _unreadable),
        (RequestDataTooBig, _too_large),
        (UnreadablePostError, _cut_off),
        (Exception, _broken),
    ):
        api.add_exception_handler(kind, answer)  # type: ignore[arg-type] # each takes the kind it stands beside


def _trouble(_request: HttpRequest, fault: Trouble) -> HttpResponse:
    errors = [Fault(where=fault.where, detail=fault.detail)] if fault.where else []
    return problem(fault.status, fault.detail, errors, fault.headers)


def _refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    sentence = spoken(refusal)
    return problem(422, sentence, [Fault(where=refusal.field, detail=sentence)] if refusal.field else [])


def _no_policy(_request: HttpRequest, refusal: NoPolicyInForce) -> HttpResponse:
    return problem(503, str(refusal))


def _invalid(_request: HttpRequest, fault: ValidationError) -> HttpResponse:
    errors = [
        Fault(
            where=".".join(str(part)[:60] for part in one.get("loc", ())[1:] if part not in {"said", "wanted"}),
            detail=str(one.get("msg", "")),
        )
        for one in fault.errors[:50]
    ]
    return problem(422, _("Some values cannot be taken; “errors” says which and why."), errors)


def _unknown(_request: HttpRequest, _fault: AuthenticationError) -> HttpResponse:
    sentence = _("Send a valid token as “Authorization: Bearer …”; you make one at the desk, under your account.")
    return problem(401, sentence, headers={"WWW-Authenticate": "Bearer"})


def _unreadable(_request: HttpRequest, fault: HttpError) -> HttpResponse:
    if isinstance(fault.__cause__, Trouble):
        return _trouble(_request, fault.__cause__)
    if isinstance(fault.__cause__, NotStrict):
        return problem(422, str(fault.__cause__))
    return problem(fault.status_code, _("This request cannot be read. Send one JSON object in UTF-8."))


def _too_large(_request: HttpRequest, _fault: RequestDataTooBig) -> HttpResponse:
    return problem(413, _("The text of this body is larger than 2 MB. Shorten it; send what is long as a file."))


def _cut_off(_request: HttpRequest, _fault: UnreadablePostError) -> HttpResponse:
    return problem(400, _("The body was cut off on its way. Send it again."))


def _broken(_request: HttpRequest, fault: Exception) -> HttpResponse:
    LOG.error("The API failed: %s.", type(fault).__name__)
    return problem(500, _("Something broke on our side. Send it again later, with the same Idempotency-Key."))


UNFOLDING: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    Trouble: _trouble,
    RequestDataTooBig: _too_large,
    UnreadablePostError: _cut_off,
}
"""What may go wrong while a body is read, before an operation is asked, and how each is answered."""
