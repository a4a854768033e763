"""Telling the security team from inside: a colleague's concern, or what testing found (C-emp, B2)."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from daybreak.core.policy.reading import inside_doors
from daybreak.design.speech import language
from daybreak.doors.audience import for_desk
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.products.queries import catalogue
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, Submission

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Door
    from daybreak.doors.audience import HouseRequest

KINDS = {"colleague": gettext_lazy("A concern of mine"), "test": gettext_lazy("Testing found it, before release")}


class ConcernForm(ChoosingForm):
    """What a colleague has to tell."""

    door = forms.ChoiceField(label=gettext_lazy("How you came upon it"), widget=forms.RadioSelect)
    title = forms.CharField(
        label=gettext_lazy("In one line"), max_length=120, help_text=gettext_lazy("What is weak, and where.")
    )
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)
    version = forms.CharField(label=gettext_lazy("Version"), max_length=100, required=False)
    words = forms.CharField(
        label=gettext_lazy("What you saw"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("How somebody else can see it too, and what it could lead to."),
    )

    def __init__(self, *args: Any, doors: list[Door], products: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer the doors that are open to the reader, and the catalogue."""
        super().__init__(*args, **kwargs)
        self.offer("door", [(door.id, KINDS[door.door]) for door in doors])
        self.offer("product", products, _("I do not know"))
        if len(doors) == 1:
            self.fields["door"].widget, self.fields["door"].initial = forms.HiddenInput(), doors[0].id


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def concern(request: HouseRequest) -> HttpResponse:
    """Tell the security team something; the receipt comes by mail."""
    policy = policy_in_force(request.now)
    doors = inside_doors(policy, request.viewer.roles)
    if not doors:
        raise Http404
    form = _form(request, policy, doors)
    if form.is_bound and done(form, lambda said: _told(request, policy, said)):
        return see_other("desk:concern")
    seen = {"form": form, "section": "reports"}
    return render(request, "desk/concern.html", seen, status=UNPROCESSABLE if form.is_bound else 200)


def _form(request: HouseRequest, policy: Policy, doors: list[Door]) -> ConcernForm:
    products = [(one.key, one.name.in_(language(), policy.language)) for one in catalogue(request.now)]
    data = request.POST if request.method == "POST" else None
    return ConcernForm(data, doors=doors, products=products, initial={"door": doors[0].id})


def _told(request: HouseRequest, policy: Policy, said: dict[str, Any]) -> None:
    door, person = policy.door(said["door"]), request.person
    asked: dict[str, str] = {one.kind: one.id for one in reversed(policy.intake.ask)}
    told = {"product": said["product"], "version": said["version"], "text": said["words"]}
    submission = Submission(
        door=door.id,
        mailbox=door.for_,
        language=language(),
        raw=json.dumps({"door": door.id, "by": str(person.id)} | said, ensure_ascii=False, sort_keys=True).encode(),
        title=said["title"],
        answers={asked[kind]: words for kind, words in told.items() if words and kind in asked},
        finder=Finder(name=person.name, address=person.email),
    )
    number = receive(actor=request.viewer.actor, now=request.now, submission=submission).report.number
    messages.success(
        request, _("Thank you. It is report %(number)s; the security team looks at it.") % {"number": number}
    )
