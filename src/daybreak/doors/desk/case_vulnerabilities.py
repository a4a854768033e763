"""The vulnerabilities tab: words, severity with everybody's scores side by side, what the world knows, CVE IDs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import case_vulnerability_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, Tab, step
from daybreak.doors.desk.case_words import EVENTS, FOUND_BY, SOURCES, SSVC_ANSWERS, SSVC_OUTCOMES, SSVC_QUESTIONS, word
from daybreak.products.component_list import component_row
from daybreak.stages.cases import vulnerabilities as actions
from daybreak.stages.cases.components import name_component, say_whose
from daybreak.stages.cases.deciding import decide
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.cases.reported import reports_telling, say_reports
from daybreak.stages.cases.vulnerability_page import vulnerabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.deciding import Decision
    from daybreak.stages.cases.reported import Telling
    from daybreak.stages.cases.vulnerability_page import Judgement, VulnerabilityView

NAME = "case_vulnerabilities"
Values = dict[str, Any]


def _add(setting: Setting, _target: str, values: Values) -> None:
    actions.add_vulnerability(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _describe(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target)
    actions.describe(actor=setting.actor, now=setting.now, vulnerability=row, **values)


def _assess(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target)
    actions.assess(actor=setting.actor, now=setting.now, vulnerability=row, **values)


def _decide(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target)
    decide(actor=setting.actor, now=setting.now, vulnerability=row, answers=values)


def _event(setting: Setting, target: str, values: Values) -> None:
    row, said = vulnerability_of(setting.case, target), {name: values[name] for name in ("event", "at", "source")}
    actions.note_world_event(actor=setting.actor, now=setting.now, vulnerability=row, **said)


def _cve(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target)
    actions.give_cve(actor=setting.actor, now=setting.now, vulnerability=row, cve=values["cve"])


def _no_cve(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target)
    actions.leave_without_cve(actor=setting.actor, now=setting.now, vulnerability=row, reason=values["reason"])


def _component(setting: Setting, target: str, values: Values) -> None:
    row, component = vulnerability_of(setting.case, target), component_row(values["component"])
    if component is not None:
        name_component(actor=setting.actor, now=setting.now, vulnerability=row, component=component)


def _whose(setting: Setting, target: str, values: Values) -> None:
    row, whose = vulnerability_of(setting.case, target), values["component"]
    say_whose(actor=setting.actor, now=setting.now, vulnerability=row, whose=whose)


def _reports(setting: Setting, target: str, values: Values) -> None:
    row, reports = vulnerability_of(setting.case, target), values["reports"]
    say_reports(actor=setting.actor, now=setting.now, vulnerability=row, reports=reports)


DEEDS: dict[str, CaseDeed] = {
    "add": CaseDeed(_("Add a vulnerability"), _add, forms.AddForm, _("The vulnerability is added.")),
    "assess": CaseDeed(
        _("Assess severity"), _assess, forms.AssessForm, _("The judgement is kept; the duties follow it.")
    ),
    "decide": CaseDeed(_("Decide how soon (SSVC)"), _decide, forms.DecideForm, _("The decision is kept.")),
    "describe": CaseDeed(_("Describe"), _describe, forms.DescribeForm, _("The words are kept.")),
    "whose": CaseDeed(_("Say in whose code"), _whose, forms.WhoseForm, _("Kept; the duties follow it.")),
    "component": CaseDeed(
        _("Name the component"), _component, forms.ComponentForm, _("Named. What is promised for its kind holds now.")
    ),
    "reports": CaseDeed(
        _("Say which reports tell of it"), _reports, forms.ReportsForm, _("Kept; only their finders read of it.")
    ),
    "event": CaseDeed(
        _("Note what the world knows"),
        _event,
        forms.EventForm,
        _("Noted. The clocks that start here run."),
        danger=True,
    ),
    "cve": CaseDeed(_("Record a CVE ID"), _cve, forms.CveForm, _("The CVE ID is kept.")),
    "no_cve": CaseDeed(_("Say why there is no CVE ID"), _no_cve, forms.NoCveForm, _("The reason is kept.")),
    "cve_off": CaseDeed(
        _("Take the CVE ID off"), _no_cve, forms.CveOffForm, _("It stands on the other one alone now."), danger=True
    ),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give every vulnerability with the deeds that are possible now."""
    views, told = vulnerabilities(setting.viewer, setting.now, setting.number), reports_telling(setting.case)
    return {
        "rows": [_row(setting, view, told) for view in views],
        "add_step": step(setting, NAME, ("add", DEEDS["add"])),
    }


def _row(setting: Setting, view: VulnerabilityView, told: Telling) -> dict[str, Any]:
    return {
        "view": view,
        "band": setting.band(view.counting.band) if view.counting else "",
        "component": setting.component(view.component),
        "lies_in": view.lies_in,
        "found_by": word(FOUND_BY, view.found_by),
        "several_reports": len(told.every) > 1,
        "reports": told.of.get(view.key, ()),
        "told_elsewhere": view.key in told.elsewhere,
        "judgements": [_judged(setting, one) for one in view.judgements],
        "decision": _decided(view.decision) if view.decision else None,
        "events": [{"word": word(EVENTS, one.event), "one": one} for one in view.events],
        "steps": _steps(setting, view, told),
        "calculator": reverse("desk:case_calculator", args=[setting.number, view.key]),
    }


def _decided(one: Decision) -> dict[str, Any]:
    answers = [(word(SSVC_QUESTIONS, question), word(SSVC_ANSWERS, said)) for question, said in one.answers.items()]
    return {"outcome": word(SSVC_OUTCOMES, one.outcome), "answers": answers, "at": one.at}


def _judged(setting: Setting, one: Judgement) -> dict[str, Any]:
    return {"one": one, "source": word(SOURCES, one.source), "band": setting.band(one.band)}


def _steps(setting: Setting, view: VulnerabilityView, told: Telling) -> list[Step]:
    none = {"add"} | ({"no_cve"} if view.cve else set()) | (set() if setting.policy.components else {"component"})
    none |= set() if view.also_on else {"cve_off"}
    none |= set() if len(told.every) > 1 else {"reports"}
    names = [name for name in DEEDS if name not in none]
    return [step(setting, NAME, (name, DEEDS[name]), view.key) for name in names]


TAB = Tab(NAME, _("Vulnerabilities"), "desk/case/vulnerabilities.html", read, DEEDS)
