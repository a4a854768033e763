"""A duty against an embargo, at the desk: both sides with their clocks, and the three deeds that settle it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.design.pieces import Clock
from daybreak.design.speech import listed
from daybreak.doors.desk import coordination_conflict_forms as forms
from daybreak.doors.desk.case_deeds import CaseDeed, Step
from daybreak.doors.desk.case_words import word
from daybreak.doors.desk.coordination_forms import asked, on
from daybreak.doors.desk.coordination_letters import NAME, offer
from daybreak.stages.coordination import conflicts as law
from daybreak.stages.coordination import sending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.policy.conflicts import Conflict
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.duty_board import DutyLine

Values = dict[str, Any]


def _ask(setting: Setting, target: str, values: Values) -> None:
    law.ask_leave(actor=setting.actor, now=setting.now, case=setting.case, rule_id=target, words=values["words"])


def _leave(setting: Setting, target: str, values: Values) -> None:
    said = {"given": values["given"] == "yes", "words": values["words"]}
    rule, owner = asked(target)
    law.note_leave(actor=setting.actor, now=setting.now, case=setting.case, rule_id=rule, owner=owner, **said)


def _brief(setting: Setting, target: str, values: Values) -> None:
    rule, subject = asked(target)
    words = {name.removeprefix(forms.SAYS): said for name, said in values.items() if name.startswith(forms.SAYS)}
    actor, now, case = setting.actor, setting.now, setting.case
    sending.send_letter(actor=actor, now=now, case=case, rule_id=rule, words=words, subject=subject, brief=True)


def _decide(setting: Setting, target: str, values: Values) -> None:
    decision, reason = values["decision"], values["reason"]
    law.decide_conflict(
        actor=setting.actor, now=setting.now, case=setting.case, rule_id=target, decision=decision, reason=reason
    )


DEEDS: dict[str, CaseDeed] = {
    "ask_leave": CaseDeed(
        _("Ask leave"), _ask, forms.AskLeaveForm, _("Leave is asked. Nothing leaves before they answer.")
    ),
    "leave": CaseDeed(_("Note their answer"), _leave, forms.LeaveForm, _("Their answer is kept.")),
    "brief": CaseDeed(
        _("Send without detail"),
        _brief,
        forms.BriefForm,
        _("The letter without detail is written. See what it waits for."),
    ),
    "decide": CaseDeed(
        _("Decide by two people"),
        _decide,
        forms.DecideForm,
        _("Your word is kept. It counts once two people say it."),
        danger=True,
        step_up=True,
    ),
}
"""What settles a conflict, by the name the form sends."""
STANDINGS: dict[str, Any] = {
    "open": _("Nobody has decided yet. Nothing is sent by itself."),
    "asked": _("Leave is asked; they have not answered."),
    "refused": _("They refused leave."),
    "given": _("They gave leave: the letter with detail may go."),
    "tell_proposed": _("One person wants to tell them. A second must agree."),
    "silence_proposed": _("One person wants to keep silent. A second must agree."),
    "tell": _("Two people decided to tell them: the letter with detail may go."),
    "keep_silent": _("Two people decided to keep silent: the duty stays open, and the record says why."),
}


def conflict_cards(setting: Setting, lines: Iterable[DutyLine]) -> list[dict[str, Any]]:
    """Give each conflict of the case once, with both sides and the road to its deeds."""
    found = {line.conflict.rule.id: line.conflict for line in lines if line.conflict is not None}
    return [_card(setting, one) for one in found.values()]


def conflict_rows(setting: Setting, lines: Iterable[DutyLine]) -> dict[str, Any]:
    """Give the conflicts with their deeds, for the coordination tab."""
    found = {line.conflict.rule.id: line.conflict for line in lines if line.conflict is not None}
    return {"conflict_rows": [_card(setting, one) | {"steps": _steps(setting, one)} for one in found.values()]}


def _card(setting: Setting, one: Conflict) -> dict[str, Any]:
    return {
        "id": one.rule.id,
        "duty": setting.said(one.rule.name),
        "party": setting.party(one.party),
        "clock": Clock(min(duty.start for duty in one.duties if duty.start), None, one.limit),
        "owner": listed(owner_words(setting, owner) for owner in one.silence.owners),
        "until": one.silence.until,
        "standing": word(STANDINGS, one.settling.standing),
        "settled": one.settling.settled,
        "at": one.settling.at,
        "road": f"{setting.road(NAME)}#conflict-{one.rule.id}",
    }


def owner_words(setting: Setting, owner: str) -> str:
    """Say who asked for the silence."""
    if owner == "finder":
        return gettext("the finder")
    return setting.party(owner) if owner else gettext("ourselves")


def _steps(setting: Setting, one: Conflict) -> list[Step]:
    """Offer the three deeds, or say why one of them cannot be done."""
    rule, settling = one.rule, one.settling
    waits = settling.standing == "asked"
    brief = rule.send.without_detail if rule.send else None
    own = settling.actor == str(setting.actor) and settling.standing in {"tell_proposed", "silence_proposed"}
    steps: list[Step] = []
    if settling.may_tell:
        return steps
    owners = [owner for owner in one.silence.owners if owner]
    if owners and not waits:
        steps.append(offer(setting, "ask_leave", DEEDS["ask_leave"], rule.id))
    steps += [_answer_step(setting, rule.id, owner, several=len(owners) > 1) for owner in owners]
    no_brief = "" if brief else gettext("The policy has no variant of this letter without detail.")
    subjects = [""] if rule.scope == "case" else [duty.subject for duty in one.duties]
    steps += [offer(setting, "brief", DEEDS["brief"], on(rule.id, subject), no_brief) for subject in subjects]
    proposed = settling.standing in {"tell_proposed", "silence_proposed"}
    deed = DEEDS["decide"]
    verb = _("Agree as the second person") if proposed and not own else deed.verb
    steps.append(offer(setting, "decide", CaseDeed(verb, deed.act, deed.form), rule.id))
    return steps


def _answer_step(setting: Setting, rule: str, owner: str, *, several: bool) -> Step:
    """Offer to note the answer of one of those who asked for the silence."""
    deed = DEEDS["leave"]
    if not several:
        return offer(setting, "leave", deed, rule)
    verb = gettext("Note the answer: %(owner)s") % {"owner": owner_words(setting, owner)}
    return offer(setting, "leave", CaseDeed(verb, deed.act, deed.form), on(rule, owner))
