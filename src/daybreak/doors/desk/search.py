"""Search at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import render
from django.views.decorators.http import require_safe

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.verbs import road_to
from daybreak.doors.desk.zone import in_house_time
from daybreak.stages.cases.search import LONGEST, search

if TYPE_CHECKING:
    from django.http import HttpResponse

    from daybreak.doors.audience import HouseRequest


@require_safe
@for_desk
@in_house_time
def found(request: HouseRequest) -> HttpResponse:
    """List what fits the words, among what the viewer may see."""
    words = request.GET.get("q", "").replace("\0", "")[:LONGEST].strip()
    hits = search(request.viewer, request.now, words)
    shown = [{"hit": hit, "road": road_to(hit.scope, hit.number)} for hit in hits]
    return render(request, "desk/search.html", {"q": words, "hits": shown, "section": "search"})
