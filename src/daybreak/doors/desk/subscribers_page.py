"""Who hears of advisories by mail, in numbers; and ending a subscription for somebody who asks us to (A14, B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybreak.core.advisory.subscription import REFUSALS
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_forms import sure_field
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.doors.words import Address
from daybreak.stages.publication import subscriber_figures
from daybreak.stages.publication.subscribing import by_mail, end_of_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.audience import HouseRequest


class EndForm(forms.Form):
    """Whose subscription ends."""

    address = Address(
        label=gettext_lazy("Mail address"),
        help_text=gettext_lazy("Address and choices are erased."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    sure = sure_field(gettext_lazy("The owner of this address asked for it. It cannot be taken back."))


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def subscribers(request: HouseRequest) -> HttpResponse:
    """Show the numbers, and end one subscription."""
    if not by_mail(request.now):
        raise Http404
    form = EndForm(request.POST or None)
    if request.method == "POST" and done(form, lambda said: _end(request, said["address"])):
        messages.success(request, _("The subscription has ended and the address is erased."))
        return see_other("desk:subscribers")
    told = subscriber_figures.subscribers(request.viewer, request.now)
    seen = {"told": told, "languages": _named(told.languages), "refusals": REFUSALS, "form": form}
    return render(
        request,
        "desk/subscribers.html",
        {**seen, "section": "advisories"},
        status=UNPROCESSABLE if form.is_bound else 200,
    )


def _end(request: HouseRequest, address: str) -> None:
    end_of_address(actor=request.viewer.actor, now=request.now, address=address)


def _named(languages: Mapping[str, int]) -> list[tuple[str, int]]:
    return [(get_language_info(code)["name_local"], count) for code, count in sorted(languages.items())]
