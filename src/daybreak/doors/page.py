"""What every page shows: the organisation's name and languages, from the policy in force."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daybreak.design import speech
from daybreak.journal.clock import database_now
from daybreak.program.versions import NoPolicyInForce, policy_in_force

if TYPE_CHECKING:
    from django.http import HttpRequest


def page(request: HttpRequest) -> dict[str, Any]:
    """Give templates `policy`, `organisation`, `language`, `now` and the audience's `viewer`."""
    now = getattr(request, "now", None) or database_now()
    language = speech.language()
    seen = {"now": now, "language": language, "viewer": getattr(request, "viewer", None)}
    try:
        policy = policy_in_force(now)
    except NoPolicyInForce:
        return seen
    return seen | {"policy": policy, "organisation": policy.organisation.name.in_(language, policy.language)}
