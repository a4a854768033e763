"""Meetings and advice on the summary tab: their deeds, how each is shown, and a meeting as a calendar file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from daybreak.doors.audience import for_desk
from daybreak.doors.desk import case_meeting_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, step
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.downloads import to_keep
from daybreak.stages.cases import consulting, meetings
from daybreak.stages.cases.invitations import calendar_file
from daybreak.stages.cases.queries import NotVisible, meeting_of
from daybreak.stages.remediation.minutes import Minutes, keep_minutes

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.case_page import MeetingLine, Summary
    from daybreak.stages.cases.consulting import Advice

NAME = "case"
Values = dict[str, Any]


def _when(values: Values) -> meetings.When:
    return meetings.When(values["starts_at"], values["lasts"] or forms.USUAL, values["place"])


def _convene(setting: Setting, _target: str, values: Values) -> None:
    when, roles = _when(values), values["roles"]
    meetings.convene(actor=setting.actor, now=setting.now, case=setting.case, when=when, roles=roles)


def _move(setting: Setting, target: str, values: Values) -> None:
    meeting = meeting_of(setting.case, target)
    meetings.move(actor=setting.actor, now=setting.now, meeting=meeting, when=_when(values))


def _call_off(setting: Setting, target: str, values: Values) -> None:
    meeting = meeting_of(setting.case, target)
    meetings.call_off(actor=setting.actor, now=setting.now, meeting=meeting, reason=values["reason"])


def _minutes(setting: Setting, target: str, values: Values) -> None:
    meeting, chosen = meeting_of(setting.case, target), values.get("affects") or ()
    planned = {"kind": values["kind"] or "fix", "due_on": values["due_on"]} if chosen else {}
    said = Minutes(values["minutes"], values["proposal"], chosen, began_at=values["began_at"], **planned)
    keep_minutes(actor=setting.actor, now=setting.now, meeting=meeting, minutes=said)


def _consult(setting: Setting, _target: str, values: Values) -> None:
    roles, question = values["roles"], values["question"]
    consulting.consult(actor=setting.actor, now=setting.now, case=setting.case, roles=roles, question=question)


def _advise(setting: Setting, _target: str, values: Values) -> None:
    consulting.advise(actor=setting.actor, now=setting.now, case=setting.case, words=values["words"])


DEEDS: dict[str, CaseDeed] = {
    "convene": CaseDeed(
        _("Convene a meeting"), _convene, forms.ConveneForm, _("The meeting is convened; invitations go out by mail.")
    ),
    "move_meeting": CaseDeed(
        _("Move it"), _move, forms.MoveForm, _("The meeting has moved; those invited are told, in their calendars too.")
    ),
    "call_off": CaseDeed(
        _("Call it off"), _call_off, forms.CallOffForm, _("The meeting is off; those invited are told."), danger=True
    ),
    "minutes": CaseDeed(_("Write the minutes"), _minutes, forms.MinutesForm, _("The minutes are kept.")),
    "consult": CaseDeed(_("Ask for advice"), _consult, forms.ConsultForm, _("They are told that there is a question.")),
    "advise": CaseDeed(_("Give advice"), _advise, forms.AdviceForm, _("Your advice is kept.")),
}
"""What can be done with meetings, by the name the form sends."""


def meeting_rows(setting: Setting, told: Summary) -> dict[str, Any]:
    """Give the meetings, the questions and the advice, with the deeds that are possible now."""
    advice = [_advice(setting, one) for one in told.advice]
    return {
        "meetings": [_meeting(setting, one) for one in told.meetings],
        "convene_step": _step(setting, "convene"),
        "advice": advice,
        "to_consult": setting.roles(told.to_consult),
        "advice_steps": [_step(setting, "consult"), *([_step(setting, "advise")] if advice else [])],
    }


def _step(setting: Setting, name: str, target: str = "") -> Step:
    return step(setting, NAME, (name, DEEDS[name]), target)


def _meeting(setting: Setting, one: MeetingLine) -> dict[str, Any]:
    ahead = one.held_at is None and one.cancelled_at is None
    planning = one.proposal and not setting.case.closed_at
    return {
        "meeting": one,
        "roles": setting.roles(one.roles),
        "steps": [_step(setting, name, one.key) for name in ("minutes", "move_meeting", "call_off")] if ahead else [],
        "file": reverse("desk:case_meeting", args=[setting.number, one.key]) if ahead else "",
        "plan_road": f"{setting.road('case_remedies')}?do=plan&on=meeting:{one.key}#do" if planning else "",
    }


def _advice(setting: Setting, one: Advice) -> dict[str, Any]:
    return {"one": one, "roles": setting.roles(one.roles)}


@require_safe
@for_desk
@noting_reads
def meeting_file(request: HouseRequest, number: str, key: str) -> HttpResponse:
    """Give a meeting as a calendar file, to whoever is inside the case."""
    try:
        setting = setting_for(request, number)
        words = calendar_file(meeting_of(setting.case, str(key)), request.now, setting.language)
    except NotVisible:
        raise Http404 from None
    opened(request, "case", setting.case.id)
    answer = HttpResponse(words, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    return to_keep(answer, f"{number}.ics")
