"""How a page of the portal is shown: in the organisation's zone, never stored, and only where a policy is in force."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from daybreak.core.clocks.calendars import zone_of
from daybreak.program.versions import NoPolicyInForce, policy_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from daybreak.doors.audience import HouseRequest

    View = Callable[..., HttpResponseBase]


def shown(request: HouseRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    """Render a page with its times in the organisation's zone; no cache keeps it."""
    with timezone.override(zone_of(policy_in_force(request.now).organisation.time_zone)):
        response = render(request, f"portal/{template}.html", context, status=status)
    response["Cache-Control"] = "no-store"
    # Under "no-referrer" browsers send "Origin: null" with a form, which the check against forgery must refuse.
    response["Referrer-Policy"] = "same-origin"
    return response


def under_policy(view: View) -> View:
    """Say 503 with a sentence while the site has no policy in force."""

    @wraps(view)
    def opened(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            return view(request, *args, **kwargs)
        except NoPolicyInForce:
            words = _("This site is being set up and takes no reports yet. Try again later.")
            return HttpResponse(words, status=503, content_type="text/plain; charset=utf-8")

    return opened


def seen_other(name: str) -> HttpResponseRedirect:
    """Send the reader to another page of the portal after a deed, so that reloading does not repeat it."""
    response = HttpResponseRedirect(reverse(f"portal:{name}"))
    response.status_code = 303
    return response


def too_many(request: HouseRequest, seconds: int) -> HttpResponse:
    """Say that there were too many attempts, and after how many seconds to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
