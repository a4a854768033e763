"""Reports: the list, whose opening is the look at the mailbox, and one report with everything the finder wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from daybreak.core.policy.reading import inside_doors
from daybreak.design.pieces import Clock
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.paging import page_number
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.report_forms import AnswerForm, ExplainForm, ReportFilterForm
from daybreak.doors.desk.report_view import file_keys, shown
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.doors.responses import see_other
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.conversation import answer_finder, explain
from daybreak.stages.intake.looking import look_at
from daybreak.stages.intake.queries import ReportFilter, file_of, mailboxes_to_look, report_for, report_page, reports

if TYPE_CHECKING:
    from django import forms
    from django.http import HttpResponseBase

    from daybreak.core.policy.model_intake import Door
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report

PER_PAGE = 100


@require_safe
@for_desk
@in_house_time
def report_list(request: HouseRequest) -> HttpResponse:
    """List reports; looking at what waits, unfiltered by words, is the look at those mailboxes."""
    form = ReportFilterForm(request.GET)
    form.is_valid()
    asked = {name: form.cleaned_data.get(name, "") for name in ("state", "mailbox", "words")}
    wanted = ReportFilter(**{**asked, "state": asked["state"] or "undecided"})
    lines = reports(request.viewer, request.now, wanted=wanted)
    boxes = mailboxes_to_look(request.viewer, request.now)
    looked = [box.mailbox for box in boxes if asked["mailbox"] in {"", box.mailbox}]
    if wanted.state in {"undecided", "all"} and not wanted.words:
        look_at(actor=request.viewer.actor, now=request.now, mailboxes=looked)
    page = Paginator(lines, PER_PAGE).get_page(page_number(request.GET))
    rows = [{"line": line, "clock": Clock(line.received_at, None, line.due)} for line in page]
    seen = {"form": form, "page": page, "rows": rows, "boxes": boxes, "section": "reports"}
    return render(request, "desk/reports.html", seen | {"may_tell": bool(_inside(request))})


def _inside(request: HouseRequest) -> list[Door]:
    return inside_doors(policy_in_force(request.now), request.viewer.roles)


@require_safe
@for_desk
@in_house_time
@noting_reads
def report(request: HouseRequest, number: str) -> HttpResponse:
    """Show one report."""
    return report_shown(request, number)


@require_POST
@for_desk
@in_house_time
@noting_reads
def answer(request: HouseRequest, number: str) -> HttpResponse:
    """Write to the finder."""
    row, form = row_of(request, number), AnswerForm(request.POST, prefix="answer")

    def act(said: dict[str, Any]) -> None:
        answer_finder(actor=request.viewer.actor, now=request.now, report=row, body=said["body"], asks=said["asks"])

    if not done(form, act):
        return report_shown(request, number, answer=form)
    messages.success(request, _("Your message is in the finder's mailbox."))
    return see_other("desk:report", row.number, part="answer")


@require_POST
@for_desk
@in_house_time
@noting_reads
def explanation(request: HouseRequest, number: str) -> HttpResponse:
    """Answer an objection with reasons."""
    row, form = row_of(request, number), ExplainForm(request.POST, prefix="explain")

    def act(said: dict[str, Any]) -> None:
        explain(actor=request.viewer.actor, now=request.now, report=row, what=said["what"], body=said["body"])

    if not done(form, act):
        return report_shown(request, number, explain=form)
    messages.success(request, _("Your reasons are in the finder's mailbox."))
    return see_other("desk:report", row.number, part="answer")


@require_safe
@for_desk
@in_house_time
@noting_reads
def file(request: HouseRequest, number: str, key: UUID) -> HttpResponseBase:
    """Give a file of the report to keep, byte for byte; never shown inside a page (promises, control 11)."""
    row = row_of(request, number)
    found = file_of(request.viewer, request.now, key) if key in file_keys(row) else None
    if found is None:
        raise Http404
    opened(request, "report", row.id)
    answer = StreamingHttpResponse(found.chunks, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(found.size)
    return to_keep(answer, found.name)


def row_of(request: HouseRequest, number: str) -> Report:
    """Give the report to do a deed on; 404 for what one may not see, as for what does not exist."""
    row = report_for(request.viewer, request.now, number.upper())
    if row is None:
        raise Http404
    return row


def report_shown(request: HouseRequest, number: str, **bound: forms.Form) -> HttpResponse:
    """Show a report's page, with the forms that were refused instead of empty ones."""
    row = row_of(request, number)
    page = report_page(request.viewer, request.now, row.number)
    if page is None:
        raise Http404
    opened(request, "report", row.id)
    seen = shown(request, page, bound)
    return render(request, "desk/report.html", seen, status=UNPROCESSABLE if bound else 200)
