"""Whom a view serves. A view that does not say is not reachable: deny by default (promises, control 2)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from allauth.core.exceptions import ReauthenticationRequired
from allauth.mfa.utils import is_mfa_enabled
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from daybreak.core.access import PUBLIC, Viewer
from daybreak.doors.refusals import spoken
from daybreak.doors.sign_in import just_signed_in
from daybreak.journal.clock import database_now
from daybreak.people.queries import viewer_of
from daybreak.people.sight import seeing
from daybreak.program.versions import NoPolicyInForce, asked_once, policy_of, version_in_force

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from daybreak.records.models import Person, PolicyVersion

View = Any
FINDER_SESSION = "report"
LIBRARY_VIEWS = ("allauth.", "django.contrib.staticfiles.", "django.views.i18n")


class HouseRequest(HttpRequest):
    """A request as our views get it: who looks, when, under which policy version, and (at the desk) the person."""

    viewer: Viewer
    now: datetime
    version: PolicyVersion | None
    person: Person


class DenyByDefault:
    """Answers 404 for any view that has no stated audience."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        """Keep the next middleware."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, _request: HttpRequest, view: View, _args: object, _kwargs: object) -> None:
        """Refuse a view without audience, whatever it would have answered."""
        if not hasattr(view, "audience") and not view.__module__.startswith(LIBRARY_VIEWS):
            raise Http404


def _version(now: datetime) -> PolicyVersion | None:
    try:
        return version_in_force(now)
    except NoPolicyInForce:
        return None


def _zone(version: PolicyVersion | None) -> str:
    """Say times in the organisation's zone."""
    return policy_of(version).organisation.time_zone if version else "UTC"


def _opened(view: View, audience: str, see: Callable[[HouseRequest], HttpResponseBase | None]) -> View:
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if "\0" in request.path:  # nothing of ours is named so, and PostgreSQL would not even look
            raise Http404
        ours = cast("HouseRequest", request)
        ours.now = database_now()
        with asked_once():
            turned_away = see(ours)
            if turned_away is not None:
                return turned_away
            ours.version = _version(ours.now)
            with seeing(ours.viewer, ours.now), timezone.override(_zone(ours.version)):
                response: HttpResponseBase = view(ours, *args, **kwargs)
        if audience != "public":
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    opened.audience = audience  # type: ignore[attr-defined] # read by DenyByDefault and the route test
    return opened


def step_up(request: HouseRequest) -> None:
    """Ask who it is once more before a deed that cannot be taken back, unless that was shown just now (control 7).

    allauth's middleware answers, keeps the form, and goes on with it afterwards.
    """
    if not just_signed_in(request):
        raise ReauthenticationRequired


def for_public(view: View) -> View:
    """Serve anybody; the viewer is the public."""

    def see(request: HouseRequest) -> None:
        request.viewer = PUBLIC

    return _opened(view, "public", see)


def for_finder(view: View) -> View:
    """Serve the finder whose tracking code opened this session; anybody else is asked for the code."""

    def see(request: HouseRequest) -> HttpResponseBase | None:
        key = request.session.get(FINDER_SESSION)
        if not key:
            return redirect("portal:box")
        request.viewer = Viewer("finder", str(UUID(key)))
        return None

    return _opened(view, "finder", see)


def for_desk(view: View) -> View:
    """Serve the team: signed in, with a second factor."""

    def see(request: HouseRequest) -> HttpResponseBase | None:
        person = request.user
        if not person.is_authenticated:
            return redirect(f"/accounts/login/?next={request.path}")
        if not is_mfa_enabled(person):
            messages.info(request, _("Set up a second factor first: the desk opens only with one."))
            return redirect("mfa_activate_totp")
        request.person = person
        try:
            request.viewer = viewer_of(request.person, request.now)
        except NoPolicyInForce as refusal:
            return HttpResponse(spoken(refusal), status=503, content_type="text/plain; charset=utf-8")
        return None

    return _opened(view, "desk", see)
