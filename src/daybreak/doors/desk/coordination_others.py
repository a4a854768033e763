"""Divisions, coordinators, suppliers and CVE records on the coordination tab: their deeds, and how each is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import coordination_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed
from daybreak.doors.desk.case_rail import clock_of
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, STATUSES, word
from daybreak.doors.desk.coordination_letters import offer
from daybreak.doors.desk.coordination_words import CVE_ROADS, CVE_STEPS, SUPPLIER_STEPS
from daybreak.doors.desk.fact_words import kind_words
from daybreak.stages.cases.affected import product_rows
from daybreak.stages.cases.queries import NotVisible, vulnerability_of
from daybreak.stages.cases.vulnerabilities import note_cve
from daybreak.stages.coordination import actions, asking
from daybreak.stages.coordination.queries import outside

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.coordination.heard import Coordinator, CveLine, Heard, Supplied
    from daybreak.stages.coordination.queries import Asked, Outside

Values = dict[str, Any]


def _ask(setting: Setting, _target: str, values: Values) -> None:
    asking.ask_divisions(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _answer(setting: Setting, target: str, values: Values) -> None:
    words = values["words"]
    asking.answer_for_division(actor=setting.actor, now=setting.now, case=setting.case, division=target, words=words)


def _pass_on(setting: Setting, target: str, values: Values) -> None:
    asking.pass_on(actor=setting.actor, now=setting.now, case=setting.case, division=target, **values)


def _coordinator(setting: Setting, _target: str, values: Values) -> None:
    actions.note_coordinator(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _agree(setting: Setting, _target: str, values: Values) -> None:
    actions.agree_date(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _moved(setting: Setting, _target: str, values: Values) -> None:
    actions.move_date(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _date_confirmed(setting: Setting, target: str, _values: Values) -> None:
    seen = outside(setting.viewer, setting.now, setting.number)
    public_at = next((one.public_at for one in seen.coordinators if one.party == target), None)
    if public_at is None:
        raise NotVisible
    actions.agree_date(
        actor=setting.actor, now=setting.now, case=setting.case, party=target, public_at=public_at, confirmed=True
    )


def _upstream(event: str) -> Callable[[Setting, str, Values], None]:
    def act(setting: Setting, target: str, values: Values) -> None:
        row, words = vulnerability_of(setting.case, target), values["words"]
        actions.note_upstream(actor=setting.actor, now=setting.now, vulnerability=row, event=event, words=words)

    return act


def _cve(event: str) -> Callable[[Setting, str, Values], None]:
    def act(setting: Setting, target: str, _values: Values) -> None:
        row = vulnerability_of(setting.case, target)
        note_cve(actor=setting.actor, now=setting.now, vulnerability=row, event=event)

    return act


def _users_told(setting: Setting, target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, target) if target else None
    actions.inform_users(actor=setting.actor, now=setting.now, case=setting.case, vulnerability=row, **values)


def _report_asked(setting: Setting, _target: str, values: Values) -> None:
    actions.note_report_asked(actor=setting.actor, now=setting.now, case=setting.case, **values)


DEEDS: dict[str, CaseDeed] = {
    "ask": CaseDeed(_("Ask divisions"), _ask, forms.AskForm, _("They are asked; their desks see the case now.")),
    "division": CaseDeed(_("Answer"), _answer, forms.DivisionAnswerForm, _("The answer is kept.")),
    "pass_on": CaseDeed(_("Pass on"), _pass_on, forms.PassOnForm, _("Passed on; the clock keeps running.")),
    "coordinator": CaseDeed(_("Note what they did"), _coordinator, forms.CoordinatorForm, _("Noted.")),
    "date": CaseDeed(_("Agree on an instant"), _agree, forms.AgreedForm, _("The instant is kept.")),
    "date_confirmed": CaseDeed(_("They confirm it"), _date_confirmed, forms.ConfirmedForm, _("It is confirmed.")),
    "moved": CaseDeed(_("Note that it moved"), _moved, forms.MovedForm, _("The new instant is kept.")),
    "supplier_notified": CaseDeed(_("They were told"), _upstream("notified"), forms.SupplierForm, _("Noted.")),
    "supplier_again": CaseDeed(_("They were asked again"), _upstream("notified"), forms.SupplierForm, _("Noted.")),
    "supplier_answered": CaseDeed(_("They answered"), _upstream("answered"), forms.SupplierForm, _("Noted.")),
    "supplier_fixed": CaseDeed(_("They published a fix"), _upstream("fixed"), forms.SupplierForm, _("Noted.")),
    "supplier_declined": CaseDeed(_("They will not fix it"), _upstream("declined"), forms.SupplierForm, _("Noted.")),
    "users_told": CaseDeed(_("Note how users were told"), _users_told, forms.UsersToldForm, _("Noted.")),
    "report_asked": CaseDeed(_("Note what they asked"), _report_asked, forms.ReportAskedForm, _("Noted.")),
    "cve_requested": CaseDeed(_("Note the request"), _cve("requested"), forms.OfVulnerability, _("Noted.")),
    "cve_told": CaseDeed(_("The finder was told"), _cve("told_to_finder"), forms.OfVulnerability, _("Noted.")),
    "cve_published": CaseDeed(_("The record is published"), _cve("published"), forms.RecordForm, _("Noted.")),
    "cve_updated": CaseDeed(_("The record was updated"), _cve("updated"), forms.OfVulnerability, _("Noted.")),
    "cve_disputed": CaseDeed(_("It is disputed"), _cve("disputed"), forms.EndsForm, _("Noted.")),
    "cve_rejected": CaseDeed(_("It was rejected"), _cve("rejected"), forms.EndsForm, _("Noted."), danger=True),
}  # fmt: skip
"""What can be done with the others, by the name the form sends."""


def division_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give the divisions that were asked, those that were not, and each one's products with their status."""
    divisions = setting.policy.organisation.divisions
    asked = {one.division for one in seen.asked}
    owed = [one for one in seen.asked if one.answered_at is None]
    return {
        "divided": bool(divisions),
        "owed": len(owed),
        "asked": [_asked(setting, one) for one in sorted(seen.asked, key=lambda one: one.answered_at is not None)],
        "not_asked": [setting.division(one) for one in divisions if one not in asked],
        "ask_step": offer(setting, "ask", DEEDS["ask"]),
        "owned": _owned(setting) if divisions else [],
    }


def _asked(setting: Setting, one: Asked) -> dict[str, Any]:
    steps = []
    if one.answered_at is None:
        why = "" if one.may_answer else gettext("Only its desk, or those who ask the divisions, answer for it.")
        names = ("division",) if one.passed_to or why else ("division", "pass_on")
        steps = [offer(setting, name, DEEDS[name], one.division, why) for name in names]
    duty = one.duty
    return {
        "one": one,
        "name": setting.division(one.division),
        "to": setting.division(one.passed_to) if one.passed_to else "",
        "steps": steps,
        "clock": clock_of(duty) if duty else None,
        "state": word(DUTY_STATES, duty.state) if duty else "",
        "look": DUTY_LOOKS.get(duty.state, "") if duty else "",
    }


def _owned(setting: Setting) -> list[dict[str, Any]]:
    """Give each division's products: what is stated of them, and which are not stated."""
    owned: dict[str, dict[str, Any]] = {}
    for row in product_rows(setting.viewer, setting.now, setting.number):
        mine = owned.setdefault(row.division, {"name": setting.division(row.division), "stated": [], "silent": {}})
        name = setting.said(row.name)
        stated = ", ".join(dict.fromkeys(word(STATUSES, cell.status) for cell in row.cells.values()))
        if stated:
            mine["stated"].append({"name": f"{name} {row.version}".strip(), "status": stated})
        mine["silent"][name] = mine["silent"].get(name, True) and not stated
    for mine in owned.values():
        mine["silent"] = [name for name, silent in mine["silent"].items() if silent]
    return [mine for division, mine in owned.items() if division]


def coordinator_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give how it stands with each coordinator, and what was noted of all of them."""
    return {
        "coordinators": [_coordinator_row(setting, one) for one in seen.coordinators],
        "heard": [_heard(setting, one) for one in seen.heard if one.kind.startswith("coordinator.")],
    }


def _coordinator_row(setting: Setting, one: Coordinator) -> dict[str, Any]:
    party = setting.policy.parties[one.party]
    names = ["coordinator", *(["date", "moved"] if one.public_at else ["date"])]
    if one.public_at and not one.confirmed:
        names.insert(1, "date_confirmed")
    return {
        "one": one,
        "name": setting.said(party.name),
        "portal": party.publishes_on or "",
        "together": one.party in setting.policy.disclosure.together_with,
        "steps": [offer(setting, name, DEEDS[name], one.party) for name in names],
    }


def _heard(setting: Setting, one: Heard) -> dict[str, Any]:
    return {"one": one, "what": kind_words(one.kind), "party": setting.party(one.party)}


def supplier_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give the vulnerabilities about which suppliers are told; `supplied` says that the policy promises it (C7)."""
    return {
        "supplied": setting.policy.components is not None,
        "suppliers": [_supplied(setting, one) for one in seen.suppliers],
    }


def _supplied(setting: Setting, one: Supplied) -> dict[str, Any]:
    last = one.heard[-1].event if one.heard else ""
    names = ["supplier_notified"] if not one.told else ["supplier_again", "supplier_answered", "supplier_declined"]
    return {
        "one": one,
        "component": setting.component(one.component),
        "state": word(SUPPLIER_STEPS, last) if last else gettext("Not told yet"),
        "look": {"": "wait", "fixed": "good", "declined": "bad"}.get(last, "info"),
        "heard": [{"one": told, "what": word(SUPPLIER_STEPS, told.event)} for told in one.heard],
        "steps": [offer(setting, name, DEEDS[name], one.key) for name in (*names, "supplier_fixed")],
    }


def authority_row(setting: Setting) -> dict[str, Any]:
    """Give the step that notes an authority's request, where the policy owes something for it."""
    owes = any("authority.report_asked" in rule.starts for rule in setting.policy.duties)
    return {"authority_step": offer(setting, "report_asked", DEEDS["report_asked"]) if owes else None}


def cve_rows(setting: Setting, seen: Outside) -> dict[str, Any]:
    """Give each vulnerability's CVE ID with the steps of its record and what can be noted now."""
    users = any("users.informed" in rule.fulfilled_by() for rule in setting.policy.duties)
    rows = [_cve_row(setting, one) for one in seen.cves]
    if users:
        for row in rows:
            row["steps"].append(offer(setting, "users_told", DEEDS["users_told"], row["one"].key))
    incident = users and setting.case.kind == "incident"
    lacking = any(row["number_road"] for row in rows)
    road = word(CVE_ROADS, setting.policy.disclosure.cve.through) if lacking else ""
    return {
        "cves": rows,
        "cve_road": road,
        "users_step": offer(setting, "users_told", DEEDS["users_told"]) if incident else None,
    }


def _cve_row(setting: Setting, one: CveLine) -> dict[str, Any]:
    wanted = one.ours and not one.waived and not one.cve and "requested" not in one.events
    names = ["cve_requested"] if wanted else []
    if one.cve and "rejected" not in one.events:
        names = ["cve_told"] if one.finder and "told_to_finder" not in one.events else []
        if one.ours:
            disputable = [] if one.disputed else ["cve_disputed"]
            names += ["cve_updated", *disputable] if "published" in one.events else ["cve_published"]
            names.append("cve_rejected")
    return {
        "one": one,
        "events": [{"what": word(CVE_STEPS, event), "at": at} for event, at in one.events.items()],
        "steps": [offer(setting, name, DEEDS[name], one.key) for name in names],
        "number_road": "" if one.cve or one.waived else setting.road("case_vulnerabilities"),
    }
