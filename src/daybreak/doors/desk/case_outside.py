"""The tab towards others: letters that duties demand, divisions that were asked, coordinators."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk import case_outside_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step, Tab, step
from daybreak.doors.desk.case_sentences import kind_words
from daybreak.notices.actions import let_go
from daybreak.stages.coordination import actions
from daybreak.stages.coordination.queries import can_be_written, letter_of, outside

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.coordination.heard import Heard
    from daybreak.stages.coordination.letter_rows import Written
    from daybreak.stages.coordination.queries import Asked

NAME = "case_outside"
Values = dict[str, Any]


def _letter(setting: Setting, target: str, values: Values) -> None:
    said = {name.removeprefix("say_"): words for name, words in values.items() if name.startswith("say_")}
    actions.send_letter(actor=setting.actor, now=setting.now, case=setting.case, rule_id=target, words=said)


def _let_go(setting: Setting, target: str, _values: Values) -> None:
    let_go(actor=setting.actor, now=setting.now, notice=letter_of(setting.case, target))


def _carried(setting: Setting, target: str, values: Values) -> None:
    notice, reference = letter_of(setting.case, target), values["reference"]
    actions.record_by_hand(actor=setting.actor, now=setting.now, notice=notice, reference=reference)


def _ask(setting: Setting, _target: str, values: Values) -> None:
    actions.ask_divisions(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _answer(setting: Setting, target: str, values: Values) -> None:
    words = values["words"]
    actions.answer_for_division(actor=setting.actor, now=setting.now, case=setting.case, division=target, words=words)


def _pass_on(setting: Setting, target: str, values: Values) -> None:
    actions.pass_on(actor=setting.actor, now=setting.now, case=setting.case, division=target, **values)


def _coordinator(setting: Setting, _target: str, values: Values) -> None:
    actions.note_coordinator(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _date(setting: Setting, _target: str, values: Values) -> None:
    actions.agree_date(actor=setting.actor, now=setting.now, case=setting.case, **values)


def _moved(setting: Setting, _target: str, values: Values) -> None:
    actions.move_date(actor=setting.actor, now=setting.now, case=setting.case, **values)


_LEFT = _("The letter is written. Where the policy asks for it, a second person lets it go.")
DEEDS: dict[str, CaseDeed] = {
    "letter": CaseDeed(_("Write and send"), _letter, forms.LetterForm, _LEFT),
    "let_go": CaseDeed(_("Let it go"), _let_go, forms.LetGoForm, _("The letter leaves now."), danger=True),
    "carried": CaseDeed(_("Record that it was carried"), _carried, forms.CarriedForm, _("The receipt is kept.")),
    "ask": CaseDeed(
        _("Ask divisions"), _ask, forms.AskForm, _("The divisions are asked; their desks see the case now.")
    ),
    "division": CaseDeed(_("Answer"), _answer, forms.DivisionAnswerForm, _("The answer is kept.")),
    "pass_on": CaseDeed(_("Pass on"), _pass_on, forms.PassOnForm, _("Passed on; the clock keeps running.")),
    "coordinator": CaseDeed(_("Note what they did"), _coordinator, forms.CoordinatorForm, _("Noted.")),
    "date": CaseDeed(_("Agree on an instant"), _date, forms.DateForm, _("The instant is kept.")),
    "moved": CaseDeed(_("Note that it moved"), _moved, forms.MovedForm, _("The new instant is kept.")),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give letters, divisions and coordinators, as far as the policy has any."""
    seen = outside(setting.viewer, setting.now, setting.number)
    called_for = {letter.rule.id for letter in seen.letters}
    coordinated = any(party.kind == "coordinator" for party in setting.policy.parties.values())
    return {
        "rules": [_rule(setting, rule) for rule in seen.rules if rule.id in called_for],
        "other_rules": [_rule(setting, rule) for rule in seen.rules if rule.id not in called_for],
        "written": [_written(setting, one) for one in seen.written],
        "divided": bool(setting.policy.organisation.divisions),
        "asked": [_asked(setting, one) for one in seen.asked],
        "ask_step": _step(setting, "ask"),
        "heard": [_heard(setting, one) for one in seen.heard],
        "coordinator_steps": [_step(setting, name) for name in ("coordinator", "date", "moved")] if coordinated else [],
    }


def _step(setting: Setting, name: str, target: str = "", why_not: str = "") -> Step:
    return step(setting, NAME, (name, DEEDS[name]), target, why_not)


def party_name(setting: Setting, party: str) -> str:
    """Name a party of the policy."""
    known = setting.policy.parties
    return setting.said(known[party].name) if party in known else party


def _rule(setting: Setting, rule: DutyRule) -> dict[str, Any]:
    why = "" if can_be_written(setting.case, rule.id) else say("The policy names no way to write to them.")
    party = party_name(setting, rule.to or "")
    return {
        "id": rule.id,
        "name": setting.said(rule.name),
        "party": party,
        "step": _step(setting, "letter", rule.id, why),
    }


def _written(setting: Setting, one: Written) -> dict[str, Any]:
    steps = []
    if one.awaits_second:
        why = say("Somebody else than the one who wrote it lets it go.") if one.own else ""
        steps.append(_step(setting, "let_go", one.key, why))
    if one.channel == "hand" and one.confirmed_at is None:
        steps.append(_step(setting, "carried", one.key))
    return {
        "one": one,
        "duty": setting.duty(one.duty) if one.duty else "",
        "party": party_name(setting, one.party),
        "road": reverse("desk:notice", args=[one.key]),
        "steps": steps,
    }


def _asked(setting: Setting, one: Asked) -> dict[str, Any]:
    waiting = one.answered_at is None and not one.passed_to
    steps = [_step(setting, name, one.division) for name in ("division", "pass_on")] if waiting else []
    return {
        "one": one,
        "name": setting.division(one.division),
        "to": setting.division(one.passed_to) if one.passed_to else "",
        "steps": steps,
    }


def _heard(setting: Setting, one: Heard) -> dict[str, Any]:
    at = datetime.fromisoformat(one.public_at) if one.public_at else None
    return {"one": one, "what": kind_words(one.kind), "party": party_name(setting, one.party), "public_at": at}


TAB = Tab(NAME, _("Outside"), "desk/case/outside.html", read, DEEDS)
