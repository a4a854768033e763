"""People's data at the desk: one report's consents, times and deeds, and everything that waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk.data_forms import DeclineForm, MarkForm, ReasonForm
from daybreak.doors.desk.data_words import CONSENTS, KINDS, MATTERS
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.reports import row_of
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.stages.intake.privacy.deciding import decline_erasure, vote_erasure, vote_unmask
from daybreak.stages.intake.privacy.holding import lift_hold, mark_customers_data, place_hold
from daybreak.stages.intake.privacy.queries import matters, peoples_data

if TYPE_CHECKING:
    from collections.abc import Callable

    from django import forms

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report
    from daybreak.stages.intake.privacy.queries import PeoplesData


@require_safe
@for_desk
@in_house_time
def everything(request: HouseRequest) -> HttpResponse:
    """List what waits about people's data, in all reports one may see."""
    lines = [
        {"matter": one, "words": MATTERS[one.kind], "data": KINDS.get(one.data, "")}
        for one in matters(request.viewer, request.now)
    ]
    return render(request, "desk/data.html", {"lines": lines, "section": "reports"})


@require_safe
@for_desk
@in_house_time
@noting_reads
def of_report(request: HouseRequest, number: str) -> HttpResponse:
    """Show the consents, times and deeds of one report's data."""
    return _shown(request, row_of(request, number))


@require_POST
@for_desk
@in_house_time
@noting_reads
def did(request: HouseRequest, number: str, what: str) -> HttpResponse:
    """Place or lift a hold, mark customers' data, decline a wish, or give one's word for unmasking."""
    row = row_of(request, number)
    if what not in DEEDS:
        raise Http404
    if what == "unmask":
        step_up(request)
    form = _forms(_data(request, row), {what: request.POST})[what]
    said: list[str] = []
    if not done(form, lambda _values: said.append(str(DEEDS[what](request, row, form)))):
        return _shown(request, row, **{what: form})
    messages.success(request, said[0])
    return see_other("desk:report_data", row.number)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
@noting_reads
def erasing(request: HouseRequest, number: str) -> HttpResponse:
    """Give one's word for erasing the whole report; the word of a second person erases it for good."""
    row = row_of(request, number)
    if request.method == "POST":
        step_up(request)
    form = ReasonForm(request.POST if request.method == "POST" else None, prefix="erase")
    said: list[bool] = []
    if form.is_bound and done(form, lambda values: said.append(_erase(request, row, values["words"]))):
        messages.success(request, _erased_words(whole=said[0]))
        return see_other("desk:report_data", row.number)
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/data_erase.html", _erase_context(request, row, form), status=status)


def _erase(request: HouseRequest, row: Report, words: str) -> bool:
    return vote_erasure(actor=request.viewer.actor, now=request.now, report=row, words=words)


def _erased_words(*, whole: bool) -> str:
    if whole:
        return _("Erased for good. The journal keeps that it was, when, and by whom.")
    return _("Your word is given. A second, different person must give theirs within a week.")


def _erase_context(request: HouseRequest, row: Report, form: ReasonForm) -> dict[str, Any]:
    data = _data(request, row)
    return {"data": data, "form": form, "section": "reports"}


def _place(request: HouseRequest, row: Report, form: Any) -> str:
    place_hold(actor=request.viewer.actor, now=request.now, report=row, words=form.cleaned_data["words"])
    return _("Nothing of this report is erased until the hold is lifted.")


def _lift(request: HouseRequest, row: Report, form: Any) -> str:
    lift_hold(actor=request.viewer.actor, now=request.now, report=row, words=form.cleaned_data["words"])
    return _("The hold is lifted. What is due by now is erased within the hour.")


def _mark(request: HouseRequest, row: Report, form: Any) -> str:
    mark_customers_data(actor=request.viewer.actor, now=request.now, report=row, **form.marked)
    return _("Marked. What is marked is erased when the policy's time for customers' data ends.")


def _decline(request: HouseRequest, row: Report, form: Any) -> str:
    decline_erasure(actor=request.viewer.actor, now=request.now, report=row, words=form.cleaned_data["words"])
    return _("The finder has your reasons.")


def _unmask(request: HouseRequest, row: Report, form: Any) -> str:
    if vote_unmask(actor=request.viewer.actor, now=request.now, report=row, words=form.cleaned_data["words"]):
        return _("For a day you and the first person see who the finder is.")
    return _erased_words(whole=False)


DEEDS: dict[str, Callable[[HouseRequest, Report, Any], str]] = {
    "hold": _place,
    "lift": _lift,
    "mark": _mark,
    "decline": _decline,
    "unmask": _unmask,
}
"""What can be done on the page, by the name its form sends."""


def _forms(data: PeoplesData, sent: dict[str, Any]) -> dict[str, forms.Form]:
    return {
        "hold": ReasonForm(sent.get("hold"), prefix="hold"),
        "lift": ReasonForm(sent.get("lift"), prefix="lift"),
        "mark": MarkForm(sent.get("mark"), prefix="mark", data_of=data),
        "decline": DeclineForm(sent.get("decline"), prefix="decline"),
        "unmask": ReasonForm(sent.get("unmask"), prefix="unmask"),
    }


def _data(request: HouseRequest, row: Report) -> PeoplesData:
    found = peoples_data(request.viewer, request.now, row.number)
    if found is None:
        raise Http404
    return found


def _shown(request: HouseRequest, row: Report, **bound: forms.Form) -> HttpResponse:
    data = _data(request, row)
    opened(request, "report", row.id)
    seen = {
        "data": data,
        "forms": _forms(data, {}) | bound,
        "faults": list(bound.values()),
        "consents": [(CONSENTS[name], since) for name, since in data.consents.items() if name in CONSENTS],
        "keepings": [(KINDS[one.kind], one) for one in data.keepings],
        "section": "reports",
    }
    return render(request, "desk/report_data.html", seen, status=UNPROCESSABLE if bound else 200)
