"""The finder's mailbox: read the stage and the conversation, write, object, choose credit, fetch files."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.verdict import Refusal
from daybreak.design import speech
from daybreak.doors.audience import FINDER_SESSION, for_finder
from daybreak.doors.downloads import to_keep
from daybreak.doors.measures import as_sealed, forget, sealed_in
from daybreak.doors.portal.box_forms import CreditForm, MessageForm, ObjectionForm, OwnDayForm
from daybreak.doors.portal.page import shown, under_policy
from daybreak.doors.portal.showing import box_page, erased_page
from daybreak.doors.refusals import spoken
from daybreak.doors.responses import see_other
from daybreak.program.versions import policy_in_force
from daybreak.stages.disclosure.queries import finder_draft
from daybreak.stages.intake.consent import choose_credit
from daybreak.stages.intake.conversation import object_to, write_as_finder
from daybreak.stages.intake.finder_date import name_day
from daybreak.stages.intake.privacy.own_data import erased_box
from daybreak.stages.intake.queries import file_of, finder_box, own_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from django import forms
    from django.http import HttpResponseBase, QueryDict

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report
    from daybreak.stages.intake.queries import FinderBox
    from daybreak.stages.intake.submission import Finder

    Deed = Callable[..., object]
    View = Callable[..., HttpResponseBase]


def with_report(view: View) -> View:
    """Give the view the finder's own report; once it was erased, only its stage is shown."""

    @wraps(view)
    def opened(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        report = own_report(request.viewer, request.now)
        if report is None:
            return _what_is_left(request)
        return view(request, report, *args, **kwargs)

    return opened


def _what_is_left(request: HouseRequest) -> HttpResponseBase:
    left = erased_box(request.viewer, request.now)
    if left is None:
        del request.session[FINDER_SESSION]
        return see_other("portal:box")
    if request.method == "POST":
        return see_other("portal:mailbox")
    return shown(request, "erased", {**erased_page(left), "section": "box"})


@require_GET
@for_finder
@under_policy
@with_report
def mailbox(request: HouseRequest, _report: Report) -> HttpResponse:
    """Show the finder's page."""
    return _page(request)


@require_POST
@for_finder
@under_policy
@with_report
def write(request: HouseRequest, report: Report) -> HttpResponse:
    """Add the finder's message."""
    form = MessageForm(request.POST, request.FILES, policy=policy_in_force(request.now))
    if form.is_valid():
        said = form.cleaned_data
        particulars = {"body": said["body"], "files": [as_sealed(file) for file in said["files"]]}
        if _done(request, report, form, write_as_finder, particulars):
            messages.success(request, _("Your message has arrived."))
            return see_other("portal:mailbox")
    forget(sealed_in(request.FILES))
    return _page(request, form.status, message=form)


@require_POST
@for_finder
@under_policy
@with_report
def objection(request: HouseRequest, report: Report, what: str) -> HttpResponse:
    """Object to the severity or the closing."""
    if what not in {"severity", "closure"}:
        raise Http404
    form = ObjectionForm(request.POST, what=what)
    if form.is_valid() and _done(request, report, form, object_to, {"what": what, **form.cleaned_data}):
        messages.success(request, _("Your objection has arrived. You get an answer with reasons here."))
        return see_other("portal:mailbox")
    return _page(request, 422, **{what: form})


@require_POST
@for_finder
@under_policy
@with_report
def own_day(request: HouseRequest, report: Report) -> HttpResponse:
    """Name the day of going public, move it, or take it back."""
    box = finder_box(request.viewer, request.now)
    form = _day_form(request, box, request.POST) if box else None
    if form is not None and form.is_valid() and _done(request, report, form, name_day, form.cleaned_data):
        messages.success(request, _("Your day is noted. The team sees it."))
        return see_other("portal:mailbox")
    return _page(request, 422, own_day=form)


@require_POST
@for_finder
@under_policy
@with_report
def credit(request: HouseRequest, report: Report) -> HttpResponse:
    """Choose how to be thanked."""
    box = finder_box(request.viewer, request.now)
    form = _credit_form(request, box.finder, request.POST) if box else None
    if form is not None and form.is_valid() and _done(request, report, form, choose_credit, {"choice": form.chosen}):
        messages.success(request, _("Your choice is kept."))
        return see_other("portal:mailbox")
    return _page(request, 422, credit=form)


@require_GET
@for_finder
@under_policy
@with_report
def file(request: HouseRequest, _report: Report, file_id: UUID) -> StreamingHttpResponse:
    """Give back one of the report's files, unchanged and never shown by the browser (control 11)."""
    found = file_of(request.viewer, request.now, file_id)
    if found is None:
        raise Http404
    response = StreamingHttpResponse(found.chunks, content_type="application/octet-stream")
    response["Content-Length"] = str(found.size)
    return to_keep(response, found.name)


def _done(request: HouseRequest, report: Report, form: forms.Form, deed: Deed, particulars: dict[str, Any]) -> bool:
    """Do a deed on the finder's own report; what it refuses stands beside the form."""
    try:
        deed(actor=request.viewer.actor, now=request.now, report=report, **particulars)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, spoken(refusal))
        return False
    return True


def _credit_form(request: HouseRequest, finder: Finder, data: QueryDict | None = None) -> CreditForm:
    return CreditForm(data, policy=policy_in_force(request.now), language=speech.language(), finder=finder)


def _day_form(request: HouseRequest, box: FinderBox, data: QueryDict | None = None) -> OwnDayForm:
    zone = zone_of(policy_in_force(request.now).organisation.time_zone)
    day = box.own_day.astimezone(zone).date() if box.own_day else None
    return OwnDayForm(data, day=day, today=request.now.astimezone(zone).date())


def _page(request: HouseRequest, status: int = 200, **sent: forms.Form | None) -> HttpResponse:
    """Show the whole page; a form that was sent and refused keeps what stood in it."""
    box = finder_box(request.viewer, request.now)
    if box is None:
        raise Http404
    forms_shown: dict[str, object] = {
        "message": MessageForm(policy=policy_in_force(request.now)),
        "severity": ObjectionForm(what="severity"),
        "closure": ObjectionForm(what="closure"),
        "credit": _credit_form(request, box.finder),
        "own_day": _day_form(request, box),
    }
    forms_shown |= {name: form for name, form in sent.items() if form is not None}
    refused = next((form for form in sent.values() if form is not None), None)
    drafts = finder_draft(request.viewer, request.now, get_language() or "")
    released = any(draft.public_at for draft in drafts)
    context = {**box_page(box), "drafts": drafts, "forms": forms_shown, "form": refused, "section": "box"}
    context["released"] = released
    return shown(request, "mailbox", context, status)
