"""Triage deeds: decide on one report from its page, or on many in a standing meeting's agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.agenda import Row, answered, asked, lines_of
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.report_forms import CloseForm, HandOverForm, JoinForm, OpenForm
from daybreak.doors.desk.reports import report_shown, row_of
from daybreak.doors.desk.verbs import road_to
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import SeeOther, see_other
from daybreak.stages.cases.triage import (
    HAND_OVER,
    JOIN,
    OPEN,
    Decision,
    decide,
    joinable,
    visible_case,
    visible_report,
)
from daybreak.stages.intake.queries import report_page

if TYPE_CHECKING:
    from django import forms

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report


DONE = {
    OPEN: gettext_lazy("A case is opened from %(number)s; its clocks go on here."),
    JOIN: gettext_lazy("%(number)s has joined this case; its clocks go on here."),
    HAND_OVER: gettext_lazy("%(number)s is handed over: the security team sees it from now on."),
}
"""What is said once a report is decided."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
@noting_reads
def close(request: HouseRequest, number: str, answer_id: str) -> HttpResponse:
    """Answer a report from one of the policy's templates, and close it."""
    row = row_of(request, number)
    page = report_page(request.viewer, request.now, row.number)
    choice = next((one for one in page.templates if one.id == answer_id), None) if page else None
    if page is None or choice is None:
        raise Http404
    opened(request, "report", row.id)
    form = CloseForm(request.POST or None, initial={"words": choice.body}, duplicate=choice.outcome == "duplicate")
    if request.method == "POST" and done(form, lambda said: _close(request, row, answer_id, said)):
        messages.success(request, _("%(number)s is closed, and the finder has the answer.") % {"number": row.number})
        return see_other("desk:reports")
    seen = {"form": form, "page": page, "choice": choice, "section": "reports"}
    return render(request, "desk/report_close.html", seen, status=UNPROCESSABLE if form.is_bound else 200)


def _close(request: HouseRequest, row: Report, answer_id: str, said: dict[str, Any]) -> None:
    first = visible_report(request.viewer, request.now, said["other"], besides=row) if "other" in said else None
    decision = Decision(answer_id, said["words"], duplicate_of=first)
    decide(actor=request.viewer.actor, now=request.now, report=row, decision=decision)


@require_POST
@for_desk
@in_house_time
@noting_reads
def decided(request: HouseRequest, number: str) -> HttpResponse:
    """Open a case from a report, let it join one, or hand it over; whichever form was sent."""
    row = row_of(request, number)
    what, form = _form_sent(request)
    roads = [reverse("desk:reports")]

    def act(said: dict[str, Any]) -> None:
        case = visible_case(request.viewer, request.now, said["other"]) if what == JOIN else None
        decision = Decision(what, said.get("words", ""), case=case)
        became = decide(actor=request.viewer.actor, now=request.now, report=row, decision=decision)
        roads.extend([road_to("case", became.number)] if became else [])

    if not done(form, act):
        return report_shown(request, number, **{what: form})
    messages.success(request, DONE[what] % {"number": row.number})
    return SeeOther(roads[-1])


def _form_sent(request: HouseRequest) -> tuple[str, forms.Form]:
    """Tell which of the page's three forms was sent, by its hidden word."""
    if request.POST.get("join-what") == JOIN:
        return JOIN, JoinForm(request.POST, prefix="join", cases=joinable(request.viewer, request.now))
    if request.POST.get("hand_over-what") == HAND_OVER:
        return HAND_OVER, HandOverForm(request.POST, prefix="hand_over")
    return OPEN, OpenForm(request.POST, prefix="open")


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def agenda(request: HouseRequest) -> HttpResponse:
    """Decide row by row, together; each row succeeds or keeps its words and says why not."""
    rows: list[Row] = answered(request) if request.method == "POST" else asked(request)
    failed = [row for row in rows if row.form.is_bound and row.form.errors]
    if request.method == "POST" and not failed:
        return see_other("desk:triage")
    seen = {"rows": rows, "failed": failed, "lines": lines_of(rows), "section": "reports"}
    return render(request, "desk/triage.html", seen, status=UNPROCESSABLE if failed else 200)
