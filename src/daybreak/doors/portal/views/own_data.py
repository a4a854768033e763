"""The finder's own data: what is held and until when, a copy of it, and asking for its erasure (B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from daybreak.core.verdict import Refusal
from daybreak.doors.audience import for_finder
from daybreak.doors.downloads import to_keep
from daybreak.doors.portal.page import shown, under_policy
from daybreak.doors.portal.showing import CONSENTS, KINDS, paragraphs
from daybreak.doors.portal.views.mailbox import with_report
from daybreak.doors.refusals import spoken
from daybreak.doors.responses import see_other
from daybreak.doors.words import Words
from daybreak.stages.intake.privacy.deciding import ask_for_erasure
from daybreak.stages.intake.privacy.own_data import copy_of_own_data, own_data

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report


class EraseForm(forms.Form):
    """A wish for erasure, with words if the finder likes."""

    use_required_attribute = False
    body = Words(
        prose=True,
        rows=4,
        required=False,
        label=gettext_lazy("Anything we should know?"),
        help_text=gettext_lazy("You need no reason."),
    )
    thanks = forms.BooleanField(
        required=False,
        label=gettext_lazy("Also take my name out of the thanks."),
        help_text=gettext_lazy("Without this, thanks that you consented to stay in published advisories."),
    )


@require_GET
@for_finder
@under_policy
@with_report
def data(request: HouseRequest, report: Report) -> HttpResponse:
    """Show what is held, by which statement, until when."""
    told = own_data(report)
    context = {
        "data": told,
        "statement": paragraphs(told.statement.words) if told.statement else [],
        "consents": [(CONSENTS[name], since) for name, since in told.consents.items() if name in CONSENTS],
        "keepings": [(KINDS[one.kind], one) for one in told.keepings],
        "section": "box",
    }
    return shown(request, "data", context)


@require_POST
@for_finder
@under_policy
@with_report
def copy(request: HouseRequest, report: Report) -> HttpResponse:
    """Give a copy of everything held."""
    packed = copy_of_own_data(actor=request.viewer.actor, now=request.now, report=report)
    answer = HttpResponse(packed, content_type="application/zip")
    return to_keep(answer, f"{report.number}.zip")


@require_http_methods(["GET", "HEAD", "POST"])
@for_finder
@under_policy
@with_report
def erase(request: HouseRequest, report: Report) -> HttpResponse:
    """Ask for erasure; the team decides and answers with reasons."""
    form = EraseForm(request.POST if request.method == "POST" else None, prefix="erase")
    if form.is_bound and form.is_valid() and _asked(request, report, form):
        messages.success(request, _("Your wish has arrived. The team answers here, with reasons."))
        return see_other("portal:data")
    context = {"form": form, "data": own_data(report), "section": "box"}
    return shown(request, "erase", context, 422 if form.is_bound else 200)


def _asked(request: HouseRequest, report: Report, form: EraseForm) -> bool:
    said = form.cleaned_data
    try:
        ask_for_erasure(
            actor=request.viewer.actor, now=request.now, report=report, words=said["body"], thanks=said["thanks"]
        )
    except Refusal as refusal:
        form.add_error(None, spoken(refusal))
        return False
    return True
