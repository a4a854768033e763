"""People: who holds which role; administrators register colleagues, give roles and take them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from daybreak.core.verdict import Refusal
from daybreak.design import speech
from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.refusals import spoken
from daybreak.doors.responses import see_other
from daybreak.people.administration import ADMINISTRATOR, give_role, register, take_role
from daybreak.people.leaving import leave
from daybreak.people.roster import roster
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.people.roster import Listed


class RegisterForm(forms.Form):
    """A new colleague's account."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    email = forms.EmailField(
        label=gettext_lazy("E-mail address"), max_length=254, help_text=gettext_lazy("They sign in with it.")
    )
    password = forms.CharField(
        label=gettext_lazy("First password"),
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy(
            "At least 12 characters. They change it, and set up a second factor, when they sign in."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of their mail"), choices=settings.LANGUAGES)


class RoleForm(ChoosingForm):
    """A role for somebody."""

    person = forms.ChoiceField(label=gettext_lazy("Person"))
    role = forms.ChoiceField(label=gettext_lazy("Role"))
    division = forms.ChoiceField(
        label=gettext_lazy("Division"),
        required=False,
        help_text=gettext_lazy("Only for roles that each division has for itself."),
    )

    def __init__(self, *args: Any, people: Sequence[Listed], policy: Policy, **kwargs: Any) -> None:
        """Offer these people, and the policy's roles and divisions."""
        super().__init__(*args, **kwargs)
        divisions = policy.organisation.divisions
        self.offer("person", [(one.key, one.name) for one in people], _("Choose one"))
        self.offer("role", role_words(policy).items(), _("Choose one"))
        named = [(key, _in_words(policy, one.name)) for key, one in divisions.items()]
        self.offer("division", named, _("The whole organisation"))
        if not divisions:
            del self.fields["division"]


@require_safe
@for_desk
@in_house_time
def people(request: HouseRequest) -> HttpResponse:
    """Show who holds which role."""
    return _shown(request)


@require_POST
@for_desk
@in_house_time
def registered(request: HouseRequest) -> HttpResponse:
    """Register a colleague."""
    form = RegisterForm(request.POST, prefix="register")
    if not done(form, lambda said: register(actor=request.viewer.actor, now=request.now, **said)):
        return _shown(request, register_form=form)
    name = form.cleaned_data["name"]
    messages.success(request, _("%(name)s is registered. Now give them their roles.") % {"name": name})
    return see_other("desk:people")


@require_POST
@for_desk
@in_house_time
def role_given(request: HouseRequest) -> HttpResponse:
    """Give somebody a role."""
    form = _role_form(request, request.POST)
    if not done(form, lambda said: give_role(actor=request.viewer.actor, now=request.now, **said)):
        return _shown(request, role_form=form)
    messages.success(request, _("The role is given."))
    return see_other("desk:people")


@require_POST
@for_desk
@in_house_time
def role_taken(request: HouseRequest, key: str) -> HttpResponse:
    """Take a role back."""
    try:
        take_role(actor=request.viewer.actor, now=request.now, grant=key)
    except Refusal as refusal:
        messages.error(request, spoken(refusal))
    else:
        messages.success(request, _("The role is taken back."))
    return see_other("desk:people")


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def left(request: HouseRequest, key: str) -> HttpResponse:
    """End a colleague's account, after asking once more."""
    listed = next((one for one in roster(request.viewer, request.now) if one.key == key), None)
    if listed is None or ADMINISTRATOR not in request.viewer.roles:
        raise Http404
    if request.method != "POST":
        return render(request, "desk/person_leave.html", {"person": listed, "section": "people"})
    step_up(request)
    try:
        leave(actor=request.viewer.actor, now=request.now, person=key)
    except Refusal as refusal:
        messages.error(request, spoken(refusal))
    else:
        messages.success(request, _("%(name)s has left: nothing opens for them any more.") % {"name": listed.name})
    return see_other("desk:people")


def role_words(policy: Policy) -> dict[str, str]:
    """Name every role that can be given, in the reader's language; the administrator's is the house's own."""
    given = {key: _in_words(policy, role.name) for key, role in policy.roles.items() if not role.everyone}
    return given | {ADMINISTRATOR: _("Administrator")}


def _in_words(policy: Policy, text: Any) -> str:
    return str(text.in_(speech.language(), policy.language))


def _role_form(request: HouseRequest, data: Any = None) -> RoleForm:
    listed = roster(request.viewer, request.now)
    return RoleForm(data, prefix="role", people=listed, policy=policy_in_force(request.now))


def _shown(request: HouseRequest, **bound: forms.Form) -> HttpResponse:
    policy, listed = policy_in_force(request.now), roster(request.viewer, request.now)
    offered = role_words(policy)
    words = {key: _in_words(policy, role.name) for key, role in policy.roles.items()} | offered
    taken = {grant.role for one in listed for grant in one.held}
    lines = [
        {"person": one, "roles": [{"held": held, "words": words.get(held.role, held.role)} for held in one.held]}
        for one in listed
    ]
    seen = {
        "lines": lines,
        "administers": ADMINISTRATOR in request.viewer.roles,
        "nobodys": [name for role, name in role_words(policy).items() if role not in taken]
        if request.viewer.roles
        else [],
        "register_form": RegisterForm(prefix="register", initial={"language": policy.language}),
        "role_form": _role_form(request),
        "section": "people",
        **bound,
    }
    return render(request, "desk/people.html", seen, status=UNPROCESSABLE if bound else 200)
