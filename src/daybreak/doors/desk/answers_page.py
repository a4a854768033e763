"""Public answers about CVE IDs at the desk: the list, writing one, the first word and the release (C9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.core.advisory.answer import may_answer, may_release_answer
from daybreak.core.verdict import Refused
from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk.answer_forms import AnswerSheet
from daybreak.doors.desk.doing import UNPROCESSABLE
from daybreak.doors.desk.offers import Offer, failed, take
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.refusals import said as in_words
from daybreak.doors.responses import SeeOther
from daybreak.program.versions import policy_in_force
from daybreak.stages.disclosure.answer_page import (
    answer_page,
    answer_row,
    answers,
    has_answers,
    may_write_answers,
    revision_row,
)
from daybreak.stages.disclosure.answers import approve_answer, release_answer

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import AnswerRevision
    from daybreak.stages.disclosure.answer_page import AnswerPage

STATES = {
    "draft": (gettext_lazy("Draft"), "", "document"),
    "approved": (gettext_lazy("Waits for its release"), "wait", "clock"),
    "public": (gettext_lazy("Public"), "good", "globe"),
}


class SureForm(forms.Form):
    """The confirmation of a word that cannot be taken back."""

    content = forms.CharField(widget=forms.HiddenInput)
    sure = forms.BooleanField(
        label=gettext_lazy("I have read it as it stands here."),
        error_messages={"required": gettext_lazy("Confirm that you want this.")},
    )


@require_safe
@for_desk
@in_house_time
def answers_list(request: HouseRequest) -> HttpResponse:
    """List public answers and their drafts."""
    if not has_answers(request.now):
        raise Http404
    rows = [{"line": line, "state": STATES[line.state]} for line in answers(request.viewer, request.now)]
    seen = {"rows": rows, "may_write": may_write_answers(request.viewer, request.now), "section": "advisories"}
    return render(request, "desk/answers.html", seen)


@require_safe
@for_desk
def of_case(request: HouseRequest, number: str) -> HttpResponse:
    """Lead from a case to its answer, or to writing one."""
    found = next((line for line in answers(request.viewer, request.now) if line.case == number.upper()), None)
    if found is not None:
        return _to(found.cve, found.key)
    return SeeOther(f"{reverse('desk:answer_new')}?{urlencode({'case': number})}")


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def write(request: HouseRequest, cve: str = "") -> HttpResponse:
    """Write an answer, a new one or one that stands."""
    row = answer_row(request.viewer, request.now, cve, request.GET.get("of", "")) if cve else None
    if not may_write_answers(request.viewer, request.now) or (cve and row is None):
        raise Http404
    sheet = AnswerSheet(request, row)
    if request.method == "POST" and sheet.keep():
        return _to(sheet.cve, sheet.key)
    seen = {"sheet": sheet, "cve": cve.upper(), "section": "advisories"}
    return render(request, "desk/answer_write.html", seen, status=UNPROCESSABLE if request.method == "POST" else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def answer(request: HouseRequest, cve: str) -> HttpResponse:
    """Show one answer; POST gives the first word, or releases it."""
    which = (request.viewer, request.now, cve, request.GET.get("of", ""))
    page, row = answer_page(*which), revision_row(*which)
    if page is None or row is None:
        raise Http404
    offers = _offers(request, page, row)
    if request.method == "POST" and request.POST.get("do") == "release":
        step_up(request)
    status = take(request, offers)
    if not status:
        return _to(cve, page.line.key)
    seen = {"page": page, "state": STATES[page.line.state], "offers": offers, "failed": failed(offers)}
    seen |= {"whose_turn": _whose_turn(request, page), "section": "advisories"}
    return render(request, "desk/answer.html", seen, status=status)


def _to(cve: str, key: str) -> HttpResponse:
    """Lead to an answer, of several about one CVE to this one."""
    return SeeOther(f"{reverse('desk:answer', args=[cve])}?{urlencode({'of': key})}")


def _whose_turn(request: HouseRequest, page: AnswerPage) -> str:
    """Say whose word is next where the viewer's roles are not asked; "" where they are."""
    asked = may_release_answer if page.line.state == "approved" else may_answer
    verdict = asked(policy_in_force(request.now), request.viewer.roles)
    return in_words(verdict.reason) if isinstance(verdict, Refused) else ""


def _offers(request: HouseRequest, page: AnswerPage, row: AnswerRevision) -> list[Offer]:
    """Offer the word that is the viewer's to give; each is for the content that was on the page."""

    def on(said: dict[str, Any]) -> AnswerRevision:
        row.content_hash = said["content"]
        return row

    def first(said: dict[str, Any]) -> None:
        approve_answer(actor=request.viewer.actor, now=request.now, revision=on(said))

    def second(said: dict[str, Any]) -> None:
        release_answer(actor=request.viewer.actor, now=request.now, revision=on(said))

    start = {"initial": {"content": row.content_hash}}
    given, out = _("Your word is given. Somebody else releases it."), _("It is public.")
    every = {
        "approve": Offer("approve", _("Give the first word"), SureForm, first, given, options=start),
        "release": Offer("release", _("Release it now"), SureForm, second, out, danger=True, options=start),
    }
    allowed = {"approve": page.may_approve, "release": page.may_release}
    return [offer for name, offer in every.items() if allowed[name]]
