"""Trying a policy at the desk on the past cases one may see, and (administrators) putting it in force."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybreak.core.policy import diff_show, replay_show
from daybreak.core.policy.diff import compare
from daybreak.design.speech import language
from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.policy_file import AdoptForm, TrialForm
from daybreak.doors.desk.policy_trial_words import told
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.doors.responses import see_other
from daybreak.people.administration import ADMINISTRATOR
from daybreak.program.history import versions
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.trial import tried
from daybreak.stages.publication.policy_adoption import put_in_force

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.cases.trial import Tried


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def trial(request: HouseRequest) -> HttpResponse:
    """Ask for a policy; tell its faults, or how it differs and what it would have changed."""
    form = _trial_form(request)
    if not form.is_bound:
        return render(request, "desk/policy_trial.html", {"form": form, "section": "policy"})
    if not form.is_valid() or form.policy is None:
        return render(request, "desk/policy_trial.html", {"form": form, "section": "policy"}, status=UNPROCESSABLE)
    asked = form.cleaned_data
    found = tried(request.viewer, request.now, form.policy, closed_only=not asked["open_too"], since=form.since)
    given = _given(request, form.policy, found)
    return given or render(request, "desk/policy_trial.html", _seen(request, form, found))


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def adopted(request: HouseRequest) -> HttpResponse:
    """Put the policy that was tried in force; without its words there is nothing to do but try one."""
    if request.method != "POST":
        return see_other("desk:policy_trial")
    step_up(request)
    form, actor = _adopt_form(request, request.POST), request.viewer.actor

    def act(said: dict[str, Any]) -> None:
        if form.policy is not None:
            put_in_force(actor=actor, now=request.now, policy=form.policy, in_force_from=said["in_force_from"])

    if done(form, act):
        messages.success(request, _("The policy is adopted. It counts from its instant on."))
        return see_other("desk:policy", part="versions")
    return render(request, "desk/policy_adopt.html", {"adopt": form, "section": "policy"}, status=UNPROCESSABLE)


def _trial_form(request: HouseRequest) -> TrialForm:
    bound = {"data": request.POST.copy(), "files": request.FILES} if request.method == "POST" else {}
    zone = policy_in_force(request.now).organisation.time_zone
    return TrialForm(**bound, versions=versions(request.now), zone=zone)


def _adopt_form(request: HouseRequest, data: Any = None, **initial: Any) -> AdoptForm:
    zone = policy_in_force(request.now).organisation.time_zone
    return AdoptForm(data, now=request.now, zone=zone, initial=initial, prefix="adopt")


def _seen(request: HouseRequest, form: TrialForm, found: Tried) -> dict[str, Any]:
    policy = form.policy or policy_in_force(request.now)
    may = bool(form.words) and ADMINISTRATOR in request.viewer.roles
    return {
        "form": form,
        "found": compare(policy_in_force(request.now), policy, language()),
        "told": told(found, policy),
        "adopt": _adopt_form(request, text=form.words) if may else None,
        "section": "policy",
    }


def _given(request: HouseRequest, policy: Policy, found: Tried) -> HttpResponse | None:
    """Give the outcome as a file where one was asked for."""
    wanted = request.POST.get("give")
    if wanted not in {"json", "text"}:
        return None
    differs = compare(policy_in_force(request.now), policy, language())
    if wanted == "json":
        whole = {"differences": diff_show.data(differs), "replay": replay_show.data(found.result)}
        body, kind, name = json.dumps(whole, ensure_ascii=False, indent=1), "application/json", "replay.json"
    else:
        body = f"{diff_show.shown(differs)}\n{replay_show.shown(found.result, policy, language())}"
        kind, name = "text/plain; charset=utf-8", "replay.txt"
    answer = HttpResponse(body, content_type=kind)
    return to_keep(answer, name)
