"""How a page of the portal is shown: in the organisation's zone, never stored, and only where a policy is in force."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from daybreak.core.clocks.calendars import zone_of
from daybreak.doors.responses import unstored
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
    return unstored(response)


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
