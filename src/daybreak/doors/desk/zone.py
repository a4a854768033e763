"""Times at the desk are shown in the organisation's zone."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpResponseBase

    from daybreak.doors.audience import HouseRequest

    View = Callable[..., HttpResponseBase]


def in_house_time(view: View) -> View:
    """Show every instant of a page in the zone of the policy in force; stands below `@for_desk`."""

    @wraps(view)
    def shown(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with timezone.override(policy_in_force(request.now).organisation.time_zone):
            return view(request, *args, **kwargs)

    return shown
