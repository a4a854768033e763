"""Notices: what left the house or waits, and the three things a person does about one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.paging import beyond, page_number, page_of
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.verbs import road_to
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.doors.responses import see_other
from daybreak.notices.actions import bounced, confirm, try_again
from daybreak.notices.queries import PER_PAGE, notice_for, notice_page, notices

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Notice

STATES = (
    ("", gettext_lazy("All")),
    ("waiting", gettext_lazy("Waiting")),
    ("sent", gettext_lazy("Sent")),
    ("confirmed", gettext_lazy("Confirmed")),
    ("bounced", gettext_lazy("Came back")),
    ("given_up", gettext_lazy("Given up")),
)


class NoticeFilter(forms.Form):
    """What the list shows."""

    state = forms.ChoiceField(label=gettext_lazy("State"), required=False, choices=STATES)


class ConfirmForm(forms.Form):
    """The receiver's confirmation."""

    reference = forms.CharField(
        label=gettext_lazy("The receiver's reference"),
        max_length=200,
        help_text=gettext_lazy("Their number, or who confirmed it how: “by telephone, Ms Sato”."),
    )


class BouncedForm(forms.Form):
    """It came back."""

    reason = forms.CharField(
        label=gettext_lazy("What the returned mail says"),
        max_length=2000,
        widget=forms.Textarea,
        help_text=gettext_lazy("The duty that this notice fulfilled is open again."),
    )


@require_safe
@for_desk
@in_house_time
def notice_list(request: HouseRequest) -> HttpResponse:
    """List notices, newest first."""
    form = NoticeFilter(request.GET)
    form.is_valid()
    found = notices(request.viewer, request.now, form.cleaned_data.get("state", ""), page_number(request.GET))
    rows = [{"line": line, "road": road_to(line.scope, line.owner)} for line in found.lines]
    page = page_of(found.found, PER_PAGE, request.GET)
    seen = {"form": form, "rows": rows, "found": found.found, "page": page, "section": "notices"}
    return beyond(page, request.GET) or render(request, "desk/notices.html", seen)


@require_safe
@for_desk
@in_house_time
@noting_reads
def notice(request: HouseRequest, key: str) -> HttpResponse:
    """Show what one notice says and what became of it."""
    return _shown(request, key)


@require_safe
@for_desk
@in_house_time
@noting_reads
def attachment(request: HouseRequest, key: str, place: int) -> HttpResponse:
    """Give an attachment of a notice to keep; `place` counts from 1."""
    page = notice_page(request.viewer, request.now, key)
    if page is None or not 0 < place <= len(page.attachments):
        raise Http404
    opened(request, page.line.scope, page.line.owner_key)
    file = page.attachments[place - 1]
    answer = HttpResponse(file.content, content_type="application/octet-stream")
    return to_keep(answer, file.name)


@require_POST
@for_desk
@in_house_time
def again(request: HouseRequest, key: str) -> HttpResponse:
    """Put a notice that was given up back into the queue."""
    row = _row(request, key)
    if row.given_up_at is None or row.sent_at is not None:
        messages.error(request, _("Only a notice that was given up is tried again; this one is not."))
        return see_other("desk:notice", key)
    try_again(actor=request.viewer.actor, now=request.now, notice=row)
    messages.success(request, _("It waits for the worker again."))
    return see_other("desk:notice", key)


@require_POST
@for_desk
@in_house_time
@noting_reads
def confirmed(request: HouseRequest, key: str) -> HttpResponse:
    """Record that the receiver confirmed it."""
    row, form = _row(request, key), ConfirmForm(request.POST, prefix="confirm")

    def act(said: dict[str, Any]) -> None:
        confirm(actor=request.viewer.actor, now=request.now, notice=row, reference=said["reference"])

    if not done(form, act):
        return _shown(request, key, confirm_form=form)
    messages.success(request, _("The confirmation is recorded."))
    return see_other("desk:notice", key)


@require_POST
@for_desk
@in_house_time
@noting_reads
def came_back(request: HouseRequest, key: str) -> HttpResponse:
    """Record that it came back."""
    row, form = _row(request, key), BouncedForm(request.POST, prefix="bounced")

    def act(said: dict[str, Any]) -> None:
        bounced(actor=request.viewer.actor, now=request.now, notice=row, reason=said["reason"])

    if not done(form, act):
        return _shown(request, key, bounced_form=form)
    messages.success(request, _("It is marked as come back; the duty it fulfilled is open again."))
    return see_other("desk:notice", key)


def _row(request: HouseRequest, key: str) -> Notice:
    row = notice_for(request.viewer, request.now, key)
    if row is None:
        raise Http404
    return row


def _shown(request: HouseRequest, key: str, **bound: forms.Form) -> HttpResponse:
    page = notice_page(request.viewer, request.now, key)
    if page is None:
        raise Http404
    opened(request, page.line.scope, page.line.owner_key)
    seen = {
        "page": page,
        "road": road_to(page.line.scope, page.line.owner),
        "confirm_form": ConfirmForm(prefix="confirm"),
        "bounced_form": BouncedForm(prefix="bounced"),
        "section": "notices",
        **bound,
    }
    return render(request, "desk/notice.html", seen, status=UNPROCESSABLE if bound else 200)
