"""The policy at the desk: who does what by when, the table of severity and surface, and every version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.http import require_safe

from daybreak.core.policy.show_embargo import embargo_words
from daybreak.design import speech
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.policy_view import duty_lines, tables
from daybreak.doors.desk.zone import in_house_time
from daybreak.people.roster import name_of
from daybreak.program.history import comparison, versions
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from django.http import HttpResponse

    from daybreak.doors.audience import HouseRequest


@require_safe
@for_desk
@in_house_time
def policy(request: HouseRequest) -> HttpResponse:
    """Show the policy in force as tables."""
    in_force, language = policy_in_force(request.now), speech.language()
    history = [{"version": one, "by": name_of(one.adopted_by)} for one in versions(request.now)]
    seen = {
        "in_force": in_force,
        "duties": duty_lines(in_force, language),
        "tables": tables(in_force, language),
        "embargo": tuple(embargo_words(in_force, language)),
        "history": history,
        "versions": versions(request.now),
        "section": "policy",
    }
    return render(request, "desk/policy.html", seen)


@require_safe
@for_desk
@in_house_time
def compare(request: HouseRequest) -> HttpResponse:
    """Show everything that differs between two versions, one still ahead too; none named: choose (C1)."""
    lines = versions(request.now)
    seen: dict[str, Any] = {"versions": lines, "section": "policy"}
    names = [request.GET.get(side, "") for side in ("old", "new")]
    if any(names):
        found = comparison(names[0], names[1], speech.language())
        if found is None:
            raise Http404
        old, new = (next(line for line in lines if line.sha256.startswith(name)) for name in names)
        seen |= {"old": old, "new": new, "found": found}
    return render(request, "desk/policy_compare.html", seen)
