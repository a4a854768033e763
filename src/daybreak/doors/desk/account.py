"""One's own account: language, second factor, machine tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from daybreak.core.verdict import Refusal
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.people_page import role_words
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.refusals import spoken
from daybreak.doors.responses import see_other
from daybreak.people.actions import TOKEN_LIFE_DAYS, TOKEN_SCOPES, issue_token
from daybreak.people.administration import end_token
from daybreak.people.roster import roster, tokens_of
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest

SCOPES = {
    "cases:read": gettext_lazy("Read the cases I may see"),
    "cases:write": gettext_lazy("Meetings, conflicts, handing over, merging and splitting, in the cases I may see"),
    "duties:read": gettext_lazy("Read the duties I may see"),
    "duties:write": gettext_lazy("Extend, pause and waive duties, as far as I may"),
    "drills:read": gettext_lazy("Read the drills I may see"),
    "drills:write": gettext_lazy("Start and end drills"),
    "policy:read": gettext_lazy("Check a policy, compare it, try it on the past I may see"),
    "policy:write": gettext_lazy("Put a policy in force, if I am an administrator"),
    "reports:read": gettext_lazy("Read the reports I may see"),
}


class TokenForm(forms.Form):
    """A machine token."""

    label = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        help_text=gettext_lazy("So that you know later which one to end: “nightly export”."),
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        choices=[(scope, SCOPES.get(scope, scope)) for scope in sorted(TOKEN_SCOPES)],
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "It sees what you see, and no more. No token releases, unmasks, exports or erases. Where the desk asks "
            "once more who you are, the API asks for a code of your authenticator app."
        ),
    )


@require_safe
@for_desk
@in_house_time
def account(request: HouseRequest) -> HttpResponse:
    """Show one's own account."""
    return _shown(request)


@require_POST
@for_desk
@in_house_time
def token_made(request: HouseRequest) -> HttpResponse:
    """Make a machine token and show it, this once, on the answer to the form itself."""
    form, made = TokenForm(request.POST, prefix="token"), [""]

    def act(said: dict[str, Any]) -> None:
        made[0] = issue_token(
            actor=request.viewer.actor,
            now=request.now,
            person=request.person,
            label=said["label"],
            scopes=said["scopes"],
        )

    if not done(form, act):
        return _shown(request, UNPROCESSABLE, token_form=form)
    return _shown(request, 201, token=made[0])


@require_POST
@for_desk
@in_house_time
def token_ended(request: HouseRequest, key: str) -> HttpResponse:
    """End a machine token."""
    try:
        end_token(actor=request.viewer.actor, now=request.now, token=key)
    except Refusal as refusal:
        messages.error(request, spoken(refusal))
    else:
        messages.success(request, _("The token no longer works."))
    return see_other("desk:account")


def _shown(request: HouseRequest, status: int = 200, **more: Any) -> HttpResponse:
    words = role_words(policy_in_force(request.now))
    held = next((one.held for one in roster(request.viewer, request.now) if one.myself), ())
    seen = {
        "roles": [{"held": one, "words": words.get(one.role, one.role)} for one in held],
        "tokens": [
            {"one": one, "may": [SCOPES.get(scope, scope) for scope in one.scopes]}
            for one in tokens_of(request.viewer, request.now)
        ],
        "token_form": TokenForm(prefix="token"),
        "days": TOKEN_LIFE_DAYS,
        "section": "account",
        **more,
    }
    return render(request, "desk/account.html", seen, status=status)
