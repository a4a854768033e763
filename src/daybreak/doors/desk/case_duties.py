"""The duties tab: every duty of the case with clock, basis, who and state; extending, pausing, waiving, restating."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.policy.deciding import may_decide
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.design.speech import absolute, listed
from daybreak.doors.desk.case_deeds import CaseDeed, Tab, step
from daybreak.doors.desk.case_forms import DeedForm, InstantField, prose_field
from daybreak.doors.desk.case_rail import basis_of, clock_of, next_step
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, WAITS, word
from daybreak.doors.desk.duty_forms import ExtensionFields, PauseFields, WaiverFields
from daybreak.doors.desk.fact_words import kind_words
from daybreak.doors.desk.verbs import evidence_road
from daybreak.stages.cases import duties as actions
from daybreak.stages.cases.duty_board import severity_changed
from daybreak.stages.cases.no_longer import gone_duties
from daybreak.stages.cases.queries import duty_of
from daybreak.stages.cases.restating import Stated, restatable, restate_anchor
from daybreak.stages.coordination.longer import extend_and_tell

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from daybreak.core.policy.deciding import Decision
    from daybreak.core.policy.duty import Duty
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.duty_board import DutyLine
    from daybreak.stages.cases.no_longer import GoneLine

NAME = "case_duties"
Values = dict[str, Any]


FINDER = "finder"


class ExtendForm(DeedForm, ExtensionFields):
    """A later limit, for one of the policy's reasons."""

    def prepare(self) -> None:
        """Offer the policy's reasons for this duty."""
        row = duty_of(self.setting.case, self.target)
        self.about = self.setting.duty(row.rule)
        self.offer_for(row, self.setting.policy)


class PauseForm(DeedForm, PauseFields):
    """Why the clock stands."""

    def prepare(self) -> None:
        """Name the duty. Refuse one of another case."""
        self.about = self.setting.duty(duty_of(self.setting.case, self.target).rule)


class WaiveForm(DeedForm, WaiverFields):
    """Why the duty need not be done; two people say so."""

    def prepare(self) -> None:
        """Name the duty. Refuse one of another case."""
        self.about = self.setting.duty(duty_of(self.setting.case, self.target).rule)


class RestateForm(DeedForm):
    """An anchor's instant, stated anew."""

    kind = forms.ChoiceField(label=_("What"))
    at = InstantField(label=_("It was so at"), when="past")
    reason = prose_field(_("Why it is stated anew"), help_text=_("The old instant stays in the journal."))

    def prepare(self) -> None:
        """Offer what has happened in the case and may be known better now."""
        setting = self.setting
        told = restatable(setting.viewer, setting.now, setting.number)
        several = Counter(one.kind for one in told)
        when = {one: absolute(one.at, setting.zone) if one.at else "" for one in told}
        kinds = ((_choice(one), f"{_said(one, several[one.kind])} · {when[one]}") for one in told)
        self.offer("kind", kinds, empty=_("Choose one"))


def _choice(one: Stated) -> str:
    return " ".join(filter(None, (one.kind, one.scope, one.key)))


def _said(one: Stated, like_it: int) -> str:
    words = kind_words(one.kind)
    return f"{words}: {one.name}" if one.name and like_it > 1 else str(words)


def _extend(setting: Setting, target: str, values: Values) -> None:
    extend_and_tell(actor=setting.actor, now=setting.now, duty=duty_of(setting.case, target), **values)


def _pause(setting: Setting, target: str, values: Values) -> None:
    actions.pause_duty(actor=setting.actor, now=setting.now, duty=duty_of(setting.case, target), words=values["words"])


def _resume(setting: Setting, target: str, _values: Values) -> None:
    actions.resume_duty(actor=setting.actor, now=setting.now, duty=duty_of(setting.case, target))


def _waive(setting: Setting, target: str, values: Values) -> None:
    actions.waive_duty(actor=setting.actor, now=setting.now, duty=duty_of(setting.case, target), words=values["words"])


def _restate(setting: Setting, _target: str, values: Values) -> None:
    what = Stated(*values.pop("kind").split(" "))
    restate_anchor(actor=setting.actor, now=setting.now, case=setting.case, what=what, **values)


DEEDS: dict[str, CaseDeed] = {
    "extend": CaseDeed(_("Extend"), _extend, ExtendForm, _("The limit is moved; the old one stays in the journal.")),
    "pause": CaseDeed(_("Pause"), _pause, PauseForm, _("The clock stands.")),
    "resume": CaseDeed(_("Resume"), _resume, done=_("The clock goes on.")),
    "waive": CaseDeed(
        _("Waive"),
        _waive,
        WaiveForm,
        _("Your word is kept. A duty is waived once two people said so."),
        danger=True,
        step_up=True,
    ),
    "restate": CaseDeed(_("Restate when something was so"), _restate, RestateForm, _("Restated; the clocks follow.")),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give every duty of the case: those running, those that have not begun, those that are done."""
    rows = [_row(setting, line) for line in setting.duties]
    parts = (
        {"title": gettext("Running"), "rows": [row for row in rows if row["line"].running]},
        {"title": gettext("No plan demanded"), "rows": _in(rows, "no_plan")},
        {"title": gettext("Not begun"), "rows": _in(rows, "not_started"), "folded": True},
        {"title": gettext("Done"), "rows": _in(rows, "missed", "kept", "kept_late", "waived")},
    )
    return {
        "parts": [part for part in parts if part["rows"]],
        "gone": [_gone(setting, line) for line in gone_duties(setting.viewer, setting.now, setting.number)],
        "severity_told": _severity_told(setting),
        "restate_step": step(setting, NAME, ("restate", DEEDS["restate"])),
    }


def _gone(setting: Setting, line: GoneLine) -> dict[str, Any]:
    name = "\u00a0· ".join(filter(None, (setting.said(line.name), line.about)))
    return {"name": name, "at": line.at, "why": kind_words(line.kind)}


def _in(rows: Iterable[dict[str, Any]], *states: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["line"].state in states]


def _row(setting: Setting, line: DutyLine) -> dict[str, Any]:
    duty, told = line.duty, next_step(setting, line)
    mine = _decisions(setting, line)
    waits = _waits(duty) if duty.start and not duty.kept else ""
    return {
        "line": line,
        "said": told,
        "note": setting.said(duty.rule.note) if duty.rule.note else "",
        "state": word(DUTY_STATES, line.state),
        "look": DUTY_LOOKS.get(line.state, ""),
        "clock": clock_of(line),
        "who": setting.roles(duty.who),
        "strength": duty.strength.replace("_", " "),
        "basis": basis_of(duty),
        "waits": waits if waits != told.why_not else "",
        "anchors": listed(_anchor(setting, kind) for kind in duty.rule.starts) if duty.start is None else "",
        "tell": _names(setting, duty.rule.extension_by.tell) if duty.extensions and duty.rule.extension_by else "",
        "extensions": [{"until": one.until, "reason": setting.reason(one.reason)} for one in duty.extensions],
        "steps": [step(setting, NAME, (name, DEEDS[name]), line.key) for name in mine],
        "extended_by": _extended_by(setting, duty) if "extend" in {*_allowed(line)} - {*mine} else "",
        "waiver_by": setting.roles(duty.waiver_by) if line.running else "",
        "evidence": evidence_road(setting.number, duty.id, duty.subject),
    }


def _names(setting: Setting, told: Iterable[str]) -> str:
    """Name whom the policy wants told: the finder, roles, parties."""
    policy = setting.policy
    named = {FINDER: gettext("the finder")}
    named |= {key: setting.said(role.name) for key, role in policy.roles.items()}
    named |= {key: setting.said(party.name) for key, party in policy.parties.items()}
    return listed(named.get(one, one) for one in told)


def _severity_told(setting: Setting) -> str:
    """Name whom the policy wants told of a severity that is another one than it was judged first."""
    told = setting.policy.severity.when_changed.tell
    return _names(setting, told) if told and severity_changed(setting.viewer, setting.now, setting.number) else ""


def _waits(duty: Duty) -> str:
    """Say why a running duty has no limit."""
    if duty.limit is None and duty.rule.before:
        return gettext("To be done before: %(fact)s.") % {"fact": kind_words(duty.rule.before)}
    return word(WAITS, duty.waiting_for) if duty.waiting_for and duty.waiting_for != "fact" else ""


def _anchor(setting: Setting, kind: str) -> str:
    """Say what a duty that has not begun waits for."""
    if kind.startswith("kept."):
        return setting.duty(kind.removeprefix("kept."))
    return kind_words(kind)


def _allowed(line: DutyLine, roles: Collection[str] | None = None) -> tuple[Decision, ...]:
    """Give what the policy lets people, or those who act in these roles, decide about a running duty."""
    if not line.running or not line.key:
        return ()
    duty = line.duty
    return may_decide(duty.rule, (duty.aim, duty.limit), paused=line.state == "paused", roles=roles)


def _decisions(setting: Setting, line: DutyLine) -> list[Decision]:
    """Give what this very reader may decide: one's word for a waiver counts once."""
    roles = roles_with_deputies(setting.policy, setting.viewer.roles)
    return [one for one in _allowed(line, roles) if one != "waive" or line.may_waive]


def _extended_by(setting: Setting, duty: Duty) -> str:
    return setting.roles(duty.rule.extension_by.by) if duty.rule.extension_by else ""


TAB = Tab(NAME, _("Duties"), "desk/case/duties.html", read, DEEDS)
