"""How the API's views are opened: each states its audience, knows the instant, and answers nothing but problem+json."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast

from django.utils.translation import gettext as _
from ninja.parser import Parser
from ninja.security import APIKeyHeader, HttpBearer

from daybreak.core.access import PUBLIC, Viewer
from daybreak.doors.api.parts import JSON, MULTIPART, forget_files, unfold
from daybreak.doors.api.problems import UNFOLDING, NothingHere, Trouble, problem
from daybreak.doors.api.strict_json import strict_json
from daybreak.doors.audience import HouseRequest
from daybreak.doors.limits import EVERYBODY, Limit, caller
from daybreak.journal.clock import database_now
from daybreak.people.queries import bearer
from daybreak.program.versions import asked_once
from daybreak.stages.intake.queries import report_by_code

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponseBase

    View = Callable[..., HttpResponseBase]

AUDIENCE = "machines"
LONGEST_TOKEN = 200
LONGEST_CODE = 100
NOT_ALLOWED = 405
FIRST_ERROR = 400
WRONG = Limit("wrong-code", most=10, seconds=900)
WRONG_BY_ALL = Limit("wrong-code-all", most=100, seconds=3600)
"""The same names and numbers as the portal's, so that both doors share one count of wrong codes."""


class StrictParser(Parser):
    """Reads bodies as strict JSON of the declared type."""

    def parse_body(self, request: HttpRequest) -> Any:
        """Give the value. Raises NotStrict; Trouble 415 for a body of another type, whatever stands in it."""
        if request.body and request.content_type not in {JSON, MULTIPART}:
            words = _(
                "Send the body as “Content-Type: application/json”; with files, where taken, multipart/form-data."
            )
            raise Trouble(415, words)
        return strict_json(request.body)


class Token(HttpBearer):
    """A person's token with one scope; the person is then the viewer."""

    def __init__(self, scope: str) -> None:
        """Demand this scope."""
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Viewer | None:
        """Find whose token it is; None if unknown, expired or revoked. Raises Trouble 403 for a missing scope."""
        ours = cast("HouseRequest", request)
        known = bearer(token, ours.now) if token.isascii() and len(token) <= LONGEST_TOKEN else None
        if known is None:
            return None
        ours.viewer, scopes = known
        if self.scope not in scopes:
            sentence = _("This token may not do that: it lacks the scope “%(scope)s”. Make one that has it.")
            raise Trouble(403, sentence % {"scope": self.scope})
        return ours.viewer


class TrackingCode(APIKeyHeader):
    """A finder's tracking code; every wrong one gets the same answer, and attempts are limited (control 12)."""

    param_name = "Tracking-Code"

    def authenticate(self, request: HttpRequest, key: str | None) -> Viewer:
        """Find the finder. Raises NothingHere for any wrong code, Trouble 429 after too many."""
        ours = cast("HouseRequest", request)
        mine = WRONG.used(caller(request), ours.now)
        if mine >= WRONG.most or (mine > 1 and WRONG_BY_ALL.reached(EVERYBODY, ours.now)):
            sentence = _("Too many wrong tracking codes came from your address. Wait a quarter of an hour.")
            raise Trouble(429, sentence, headers={"Retry-After": str(WRONG.seconds)})
        finder = report_by_code((key or "")[:LONGEST_CODE])
        if finder is None:
            WRONG.count(caller(request), ours.now)
            WRONG_BY_ALL.count(EVERYBODY, ours.now)
            raise NothingHere
        ours.viewer = finder
        return finder


def opened(view: View) -> View:
    """Open one of ninja's views: state its audience, set the instant, let no answer be kept by anybody on its way."""

    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        ours = cast("HouseRequest", request)
        ours.now, ours.viewer = database_now(), PUBLIC
        with asked_once():
            response = _answered_as_get(view, ours, args, kwargs)
        if response.status_code >= FIRST_ERROR:
            forget_files(ours)
        if response.status_code == NOT_ALLOWED:
            allowed = response.headers.get("Allow", "").replace("GET", "GET, HEAD")
            sentence = _("This address does not take %(method)s; it takes %(allowed)s.")
            said = sentence % {"method": (request.method or "")[:20], "allowed": allowed}
            response = problem(NOT_ALLOWED, said, headers={"Allow": allowed})
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        return response

    answered.audience = AUDIENCE  # type: ignore[attr-defined] # read by DenyByDefault and the route test
    answered.csrf_exempt = True  # type: ignore[attr-defined] # no cookie is read here, so none can be misused
    return answered


def _answered_as_get(
    view: View, request: HouseRequest, args: tuple[Any, ...], kwargs: dict[str, Any]
) -> HttpResponseBase:
    """Answer HEAD as GET is answered (RFC 9110, 9.3.2); the server leaves the body out."""
    method = request.method
    request.method = "GET" if method == "HEAD" else method
    try:
        return _answer(view, request, args, kwargs)
    finally:
        request.method = method


def _answer(view: View, request: HouseRequest, args: tuple[Any, ...], kwargs: dict[str, Any]) -> HttpResponseBase:
    """Unfold the body, then let the operation answer; what cannot be unfolded is a problem like any other."""
    try:
        unfold(request)
    except tuple(UNFOLDING) as fault:
        return next(answer(request, fault) for kind, answer in UNFOLDING.items() if isinstance(fault, kind))
    return view(request, *args, **kwargs)
