"""The summary tab: what the case is, what was decided, meetings, embargo, lessons, and its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import case_embargo, case_meetings
from daybreak.doors.desk import case_summary_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, Tab, step
from daybreak.doors.desk.case_words import ENDINGS, KINDS, word
from daybreak.doors.refusals import said
from daybreak.stages.cases import actions, follow_ups, handover
from daybreak.stages.cases.case_page import summary
from daybreak.stages.cases.follow_ups import Planned
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.case_page import Summary

NAME = "case"
Values = dict[str, Any]


def _summarise(setting: Setting, _target: str, values: Values) -> None:
    title, words = values["title"], values["summary"]
    actions.summarise(actor=setting.actor, now=setting.now, case=setting.case, title=title, summary=words)


def _kind(setting: Setting, _target: str, values: Values) -> None:
    actions.set_kind(actor=setting.actor, now=setting.now, case=setting.case, kind=values["kind"])


def _concern(setting: Setting, target: str, values: Values) -> None:
    if target not in setting.policy.concerns:
        raise NotVisible
    holds = values["holds"] == "yes"
    actions.set_concern(actor=setting.actor, now=setting.now, case=setting.case, concern=target, holds=holds)


def _confirm(setting: Setting, _target: str, _values: Values) -> None:
    actions.confirm(actor=setting.actor, now=setting.now, case=setting.case)


def _escalate(setting: Setting, _target: str, _values: Values) -> None:
    actions.escalate(actor=setting.actor, now=setting.now, case=setting.case)


def _inform(setting: Setting, _target: str, values: Values) -> None:
    actions.inform_manager(actor=setting.actor, now=setting.now, case=setting.case, words=values["words"])


def _learn(setting: Setting, _target: str, values: Values) -> None:
    step = Planned(values["what"], values["person"], values["until"]) if values["what"] else None
    lesson = values["lesson"]
    follow_ups.record_lesson(actor=setting.actor, now=setting.now, case=setting.case, lesson=lesson, follow_up=step)


def _plan(setting: Setting, _target: str, values: Values) -> None:
    planned = Planned(values["what"], values["person"], values["until"])
    follow_ups.plan_follow_up(actor=setting.actor, now=setting.now, case=setting.case, planned=planned)


def _followed(setting: Setting, target: str, values: Values) -> None:
    words = values["words"]
    follow_ups.follow_up_done(actor=setting.actor, now=setting.now, case=setting.case, key=target, words=words)


def _hand_over(setting: Setting, _target: str, values: Values) -> None:
    to, reason = values["to"], values["reason"]
    handover.hand_over(actor=setting.actor, now=setting.now, case=setting.case, to=to, reason=reason)


def _hand_back(setting: Setting, _target: str, values: Values) -> None:
    handover.hand_back(actor=setting.actor, now=setting.now, case=setting.case, reason=values["reason"])


def _close(setting: Setting, _target: str, values: Values) -> None:
    outcome, words = values["outcome"], values["words"]
    actions.close_case(actor=setting.actor, now=setting.now, case=setting.case, outcome=outcome, words=words)


def _reopen(setting: Setting, _target: str, values: Values) -> None:
    actions.reopen(actor=setting.actor, now=setting.now, case=setting.case, reason=values["reason"])


DEEDS: dict[str, CaseDeed] = {
    "summarise": CaseDeed(
        _("Write title and summary"), _summarise, forms.SummaryForm, _("Title and summary are kept.")
    ),
    "kind": CaseDeed(_("Say what it is"), _kind, forms.KindForm, _("The kind of case is set; its duties follow.")),
    "concern": CaseDeed(_("State it"), _concern, forms.ConcernForm, _("Stated; the duties follow.")),
    "confirm": CaseDeed(
        _("Confirm: it is real"), _confirm, forms.ConfirmForm, _("Confirmed. The clocks that start here run.")
    ),
    "escalate": CaseDeed(_("Escalate"), _escalate, forms.EscalateForm, _("Escalated. The clocks that start here run.")),
    "manager": CaseDeed(_("Report to the manager"), _inform, forms.ManagerForm, _("The manager was told.")),
    **case_meetings.DEEDS,
    **case_embargo.DEEDS,
    "lesson": CaseDeed(_("Write what was learnt"), _learn, forms.LessonForm, _("The lesson is kept.")),
    "follow_up": CaseDeed(
        _("Plan a further step"), _plan, forms.FollowUpForm, _("The step is planned; it stands on the board.")
    ),
    "followed_up": CaseDeed(_("Note what was done"), _followed, forms.FollowedUpForm, _("It is kept.")),
    "hand_over": CaseDeed(
        _("Hand it over"), _hand_over, forms.HandOverForm, _("It is handed over; the team is let in and told.")
    ),
    "hand_back": CaseDeed(_("Hand it back"), _hand_back, forms.HandBackForm, _("It is handed back.")),
    "close": CaseDeed(_("Close the case"), _close, forms.CloseForm, _("The case is closed."), danger=True),
    "reopen": CaseDeed(_("Reopen the case"), _reopen, forms.ReopenForm, _("The case is open again.")),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give the summary, with the deeds that are possible now."""
    look = (setting.viewer, setting.now, setting.number)
    top, told = setting.top, summary(*look)
    return {
        "told": told,
        "kind": word(KINDS, top.kind),
        "outcome": word(ENDINGS, top.outcome) if top.outcome else "",
        "first_steps": _first_steps(setting, told),
        "words_step": _step(setting, "summarise"),
        "kind_step": _step(setting, "kind"),
        "handover": _handover(setting),
        "concerns": [_concern_line(setting, told, concern) for concern in setting.policy.concerns],
        **case_meetings.meeting_rows(setting, told),
        **case_embargo.embargo_rows(setting),
        "lesson_step": _step(setting, "lesson"),
        "follow_ups": [
            {"one": one, "step": None if one.done_at else _step(setting, "followed_up", one.key)}
            for one in follow_ups.follow_ups(*look)
        ],
        "follow_up_step": _step(setting, "follow_up") if told.lessons else None,
        "end_step": _step(setting, "reopen" if top.closed_at else "close"),
    }


def _step(setting: Setting, name: str, target: str = "", why_not: str = "") -> Step:
    return step(setting, NAME, (name, DEEDS[name]), target, why_not)


def _handover(setting: Setting) -> dict[str, Any] | None:
    """Say who holds the case, with the deed that changes it; None where the policy has no team that takes over."""
    stands = handover.held(setting.case)
    if not stands.teams:
        return None
    if stands.holder:
        return {"holder": setting.role(stands.holder), "step": _step(setting, "hand_back")}
    why = said(stands.why_not) if stands.why_not else ""
    return {"holder": "", "step": _step(setting, "hand_over", why_not=why)}


def _first_steps(setting: Setting, told: Summary) -> list[dict[str, Any]]:
    """Give the great steps of a case in their order: done at an instant, or to be done."""
    rows = (("confirm", "case.confirmed", gettext("Confirmed")), ("escalate", "case.escalated", gettext("Escalated")))
    listed = [
        {"id": name, "label": label, "at": told.steps.get(kind), "step": _step(setting, name)}
        for name, kind, label in rows
    ]
    told_at = told.steps.get("manager.informed")
    return [
        *listed,
        {
            "id": "manager",
            "label": gettext("Reported to the manager"),
            "at": told_at,
            "step": _step(setting, "manager"),
        },
    ]


def _concern_line(setting: Setting, told: Summary, concern: str) -> dict[str, Any]:
    return {
        "id": concern,
        "name": setting.concern(concern),
        "holds": told.concerns.get(concern),
        "step": _step(setting, "concern", concern),
    }


TAB = Tab(NAME, _("Summary"), "desk/case/summary.html", read, DEEDS)
