"""The operation that drafts an advisory; approving and releasing it is done by people at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest

from daybreak.doors.api.deed_shapes import DoneTold, DraftSaid
from daybreak.doors.api.doing import ANSWERS, ONCE, done_in
from daybreak.doors.api.opening import Token
from daybreak.doors.api.routes import router
from daybreak.doors.audience import HouseRequest
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.disclosure.actions import draft_advisory

if TYPE_CHECKING:
    from daybreak.records.models import Case


@router.post(
    "/cases/{number}/advisories", tags=["team"], response=ANSWERS, auth=Token("cases:write"), openapi_extra=ONCE
)
def draft(request: HttpRequest, number: str, said: DraftSaid) -> Any:
    """Draft an advisory from the facts of the case; one that another advisory names already needs a reason.

    A vulnerability in others' code is refused where the policy publishes no advisory about those.
    """

    def act(ours: HouseRequest, case: Case) -> DoneTold:
        chosen = [vulnerability_of(case, str(key)) for key in said.vulnerabilities]
        made = draft_advisory(
            actor=ours.viewer.actor, now=ours.now, case=case, vulnerabilities=chosen, reason=said.reason
        )
        return DoneTold(number=made.number)

    return done_in(request, number, act)
