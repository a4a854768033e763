"""The desk's advisory pages: the list, drafting from a case, one advisory with its gates, writing, the preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk import advisory_view as seen
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.doing import UNPROCESSABLE
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from django.http import HttpResponse

    from daybreak.doors.audience import HouseRequest

METHODS = ["GET", "HEAD", "POST"]


@require_safe
@for_desk
@in_house_time
def advisories(request: HouseRequest) -> HttpResponse:
    """List the advisories one may see."""
    return render(request, "desk/advisories.html", seen.list_context(request))


@require_http_methods(METHODS)
@for_desk
@noting_reads
def of_case(request: HouseRequest, number: str) -> HttpResponse:
    """Show a case's advisories, and draft one from chosen vulnerabilities."""
    try:
        setting = setting_for(request, number)
    except NotVisible:
        raise Http404 from None
    opened(request, "case", setting.case.id)
    with timezone.override(setting.zone):
        form = seen.draft_form(setting, request.POST if request.method == "POST" else None)
        drafted = seen.drafted(request, setting, form) if form.is_bound else None
        if drafted:
            return see_other("desk:advisory_write", drafted)
        context = seen.of_case_context(setting, form)
        return render(request, "desk/advisory_of_case.html", context, status=UNPROCESSABLE if form.is_bound else 200)


@require_http_methods(METHODS)
@for_desk
@noting_reads
def advisory(request: HouseRequest, number: str) -> HttpResponse:
    """Show one advisory, or do one of its deeds."""
    desk = seen.desk_for(request, number)
    with timezone.override(desk.setting.zone):
        if request.method != "POST":
            return render(request, "desk/advisory.html", seen.context(desk))
        if request.POST.get("do") == "release":
            step_up(request)
        refused, status = seen.done(request, desk, request.POST)
        if refused is None:
            return see_other("desk:advisory", desk.shown.number)
        return render(request, "desk/advisory.html", seen.context(desk, refused), status=status)


@require_http_methods(METHODS)
@for_desk
@noting_reads
def write(request: HouseRequest, number: str) -> HttpResponse:
    """Write the words, languages side by side."""
    desk = seen.desk_for(request, number)
    with timezone.override(desk.setting.zone):
        form = seen.words_form(desk, request.POST if request.method == "POST" else None)
        if form.is_bound and seen.written(request, desk, form):
            return see_other("desk:advisory", desk.shown.number)
        status = UNPROCESSABLE if form.is_bound else 200
        return render(request, "desk/advisory_write.html", seen.write_context(desk, form), status=status)


@require_safe
@for_desk
@noting_reads
def preview(request: HouseRequest, number: str, language: str) -> HttpResponse:
    """Show the page exactly as the bulletin will."""
    desk = seen.desk_for(request, number)
    if language not in desk.setting.policy.languages:
        raise Http404
    with timezone.override(desk.setting.zone), override(language):
        return render(request, "desk/advisory_preview.html", seen.preview_context(desk, language))
