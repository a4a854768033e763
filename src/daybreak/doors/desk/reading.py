"""The desk's one place that notes reading: a page which opened sealed words of a case or report says so here (P8)."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from daybreak.people.reading import note_read

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django.http import HttpResponseBase

    from daybreak.doors.audience import HouseRequest

    View = Callable[..., HttpResponseBase]


def opened(request: HouseRequest, scope: str, key: UUID | str) -> None:
    """Say that this page shows the sealed words of one thing: `scope` is `case` or `report`, `key` its primary key."""
    kept: list[tuple[str, str]] = getattr(request, "opened_things", [])
    request.opened_things = [*kept, (scope, str(key))]  # type: ignore[attr-defined] # ours, for this request only


def noting_reads(view: View) -> View:
    """Journal, before the page leaves, every thing that the view said it `opened`; stands below `@for_desk`."""

    @wraps(view)
    def noted(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        for scope, key in getattr(request, "opened_things", []):
            note_read(actor=request.viewer.actor, now=request.now, subjects={scope: key})
        return response

    return noted
