"""The bulletin's comparison of two versions of the policy (C1, B11)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from daybreak.design import speech
from daybreak.doors.audience import for_public
from daybreak.doors.bulletin.serving import openly, page
from daybreak.stages.publication.policy_versions import compared, versions_so_far

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest


@require_safe
@for_public
@openly
def compare(request: HouseRequest) -> HttpResponse:
    """Show what differs between two versions that have been in force; without any named, let the reader choose."""
    old, new = (request.GET.get(side, "") for side in ("old", "new"))
    context: dict[str, Any] = {"versions": versions_so_far(request.now), "section": "policy"}
    if old or new:
        shown = compared(request.now, old, new, speech.language())
        if shown is None:
            raise Http404
        context |= {"old": shown.old, "new": shown.new, "found": shown.found}
    return page(request, "policy_compare", context, lasting=True)
