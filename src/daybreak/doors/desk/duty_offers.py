"""What may be done about a duty of no case, on the page of its evidence: extend, pause, resume, waive by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms

from daybreak.core.policy.deciding import may_decide
from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.doors.audience import step_up
from daybreak.doors.desk.case_duties import DEEDS
from daybreak.doors.desk.duty_forms import OwnExtension, OwnPause, OwnWaiver
from daybreak.doors.desk.offers import Offer
from daybreak.stages.cases import duties as actions
from daybreak.stages.coordination.longer import extend_and_tell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from daybreak.core.access import Viewer
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import DutyRow
    from daybreak.stages.cases.evidence import Evidence


def offers_of(request: HouseRequest, found: Evidence) -> list[Offer]:
    """Offer what the policy allows with a running duty of no case; one of a case is seen to on the case's own page."""
    row = found.row
    if row is None or found.state not in RUNNING:
        return []
    duty = found.duty
    names = may_decide(duty.rule, (duty.aim, duty.limit), paused=found.state == "paused")
    return [_offer(request, found, row, name) for name in names]


def offers_shown(viewer: Viewer, found: Evidence, offers: Iterable[Offer]) -> list[Offer]:
    """Leave out what the policy gives to others than this reader; what was just refused stays, with its reason."""
    duty, roles = found.duty, roles_with_deputies(found.policy, viewer.roles)
    theirs = may_decide(duty.rule, (duty.aim, duty.limit), paused=found.state == "paused", roles=roles)
    return [one for one in offers if one.name in theirs or one.failed]


def _offer(request: HouseRequest, found: Evidence, row: DutyRow, name: str) -> Offer:
    deed = DEEDS[name]
    kind, options = _form(request, found, row)[name]
    return Offer(name, deed.verb, kind, _act(request, row, name), deed.done, deed.danger, options)


def _form(request: HouseRequest, found: Evidence, row: DutyRow) -> dict[str, tuple[type[forms.Form], dict[str, Any]]]:
    return {
        "extend": (OwnExtension, {"row": row, "policy": found.policy, "now": request.now}),
        "pause": (OwnPause, {}),
        "resume": (forms.Form, {}),
        "waive": (OwnWaiver, {"recurs": found.duty.rule.every is not None}),
    }


def _act(request: HouseRequest, row: DutyRow, name: str) -> Callable[[dict[str, Any]], object]:
    actor, now = request.viewer.actor, request.now

    def waive(said: dict[str, Any]) -> None:
        step_up(request)
        actions.waive_duty(actor=actor, now=now, duty=row, words=said["words"])

    acts: dict[str, Callable[[dict[str, Any]], object]] = {
        "extend": lambda said: extend_and_tell(actor=actor, now=now, duty=row, **said),
        "pause": lambda said: actions.pause_duty(actor=actor, now=now, duty=row, words=said["words"]),
        "resume": lambda _said: actions.resume_duty(actor=actor, now=now, duty=row),
        "waive": waive,
    }
    return acts[name]
