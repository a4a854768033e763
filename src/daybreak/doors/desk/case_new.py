"""Opening a case from what we found ourselves, without a report."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_forms import line_field
from daybreak.doors.desk.case_words import KINDS
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.stages.cases.actions import open_case

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse

    from daybreak.doors.audience import HouseRequest


class NewCaseForm(forms.Form):
    """What was found, and whether it is a flaw or something that happened."""

    title = line_field(_("Title"), help_text=_("One line that names the weakness and where it is."))
    kind = forms.ChoiceField(
        label=_("What is it?"),
        widget=forms.RadioSelect,
        choices=tuple(KINDS.items()),
        initial="vulnerability",
        help_text=_("An incident is a breach or an attack that happened, not only a flaw; it has duties of its own."),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def new_case(request: HouseRequest) -> HttpResponse:
    """Ask for a title and open the case; only its opener, and whom duties name, are inside."""
    form = NewCaseForm(request.POST if request.method == "POST" else None)
    opened: list[str] = []

    def act(values: dict[str, Any]) -> None:
        opened.append(open_case(actor=request.viewer.actor, now=request.now, **values).number)

    if form.is_bound and done(form, act):
        messages.success(request, gettext("The case is open."))
        return see_other("desk:case", opened[0])
    status = UNPROCESSABLE if form.is_bound else 200
    return render(request, "desk/case_new.html", {"form": form, "section": "cases"}, status=status)
