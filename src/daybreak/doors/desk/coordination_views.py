"""Views beside the coordination tab: a letter as it would read with the words so far, a letter to keep, a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_deeds import Panel
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.case_tabs import shown
from daybreak.doors.desk.coordination_conflict_forms import BriefForm
from daybreak.doors.desk.coordination_forms import LetterForm
from daybreak.doors.desk.coordination_letters import sheet_of
from daybreak.doors.desk.coordination_tab import DEEDS, TAB
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.downloads import to_keep
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.coordination.queries import letter_text

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest


@require_POST
@for_desk
@noting_reads
def preview(request: HouseRequest, number: str) -> HttpResponse:
    """Show the letter with the words that were sent; nothing is written yet."""
    try:
        setting = setting_for(request, number)
        opened(request, "case", setting.case.id)
        name, form_of = ("brief", BriefForm) if request.POST.get("do") == "brief" else ("letter", LetterForm)
        form = form_of(setting, request.POST.get("on", ""), request.POST)
        form.is_valid()
        panel = Panel(name, form.target, DEEDS[name], form, setting.road(TAB.name))
        with timezone.override(setting.zone):
            return shown(request, setting, TAB, panel)
    except NotVisible:
        raise Http404 from None


@require_safe
@for_desk
@noting_reads
def text(request: HouseRequest, number: str, key: str) -> HttpResponse:
    """Give a letter as a text file, for whoever carries it."""
    try:
        setting = setting_for(request, number)
        letter = letter_text(request.viewer, request.now, number, str(key))
    except NotVisible:
        raise Http404 from None
    opened(request, "case", setting.case.id)
    answer = HttpResponse(letter.text, content_type="text/plain; charset=utf-8")
    return to_keep(answer, letter.name)


@require_safe
@for_desk
@noting_reads
def sheet_page(request: HouseRequest, number: str, key: str) -> HttpResponse:
    """Show a sheet in the order of the portal's fields, to enter there or to print."""
    try:
        setting = setting_for(request, number)
        opened(request, "case", setting.case.id)
        seen = sheet_of(setting, str(key))
        with timezone.override(setting.zone):
            return render(request, "desk/coordination/sheet.html", seen | {"section": "cases", "zone": setting.zone})
    except NotVisible:
        raise Http404 from None
