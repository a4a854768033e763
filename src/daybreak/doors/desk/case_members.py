"""The members tab: who is inside, as what and why; letting in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_deeds import CaseDeed, Tab, step
from daybreak.doors.desk.case_forms import DeedForm, InstantField, sure_field
from daybreak.doors.desk.case_words import BASES, word
from daybreak.people.queries import person_named
from daybreak.stages.cases.case_page import members
from daybreak.stages.cases.membership import let_in, let_out
from daybreak.stages.cases.naming import colleagues
from daybreak.stages.cases.queries import NotVisible, member_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.case_page import MemberLine

NAME = "case_members"
Values = dict[str, Any]


class LetInForm(DeedForm):
    """Whom to let in, as what, until when."""

    person = forms.ChoiceField(label=_("Person"))
    role = forms.ChoiceField(label=_("As"), required=False)
    until = InstantField(
        label=_("Until"), required=False, when="ahead", help_text=_("Empty: for as long as the case lasts.")
    )

    def prepare(self) -> None:
        """Offer everybody of the house, and the policy's roles."""
        setting = self.setting
        self.offer("person", colleagues().items(), empty=_("Choose somebody"))
        roles = [(role, setting.role(role)) for role, entry in setting.policy.roles.items() if not entry.everyone]
        self.offer("role", roles, empty=_("Without a role"))


class LetOutForm(DeedForm):
    """That a person no longer sees the case."""

    sure = sure_field(_("From now on this person no longer sees the case."))

    def prepare(self) -> None:
        """Refuse somebody who is not inside; name the person."""
        person = member_of(self.setting.case, self.target)
        self.fields["sure"].label = _("From now on %(name)s no longer sees the case.") % {"name": person}


def _let_in(setting: Setting, _target: str, values: Values) -> None:
    person = person_named(f"person:{values['person']}")
    if person is None:
        raise NotVisible
    role, until = values["role"], values["until"]
    let_in(actor=setting.actor, now=setting.now, case=setting.case, person=person, role=role, until=until)


def _let_out(setting: Setting, target: str, _values: Values) -> None:
    person = member_of(setting.case, target)
    let_out(actor=setting.actor, now=setting.now, case=setting.case, person=person)


DEEDS: dict[str, CaseDeed] = {
    "let_in": CaseDeed(_("Let somebody in"), _let_in, LetInForm, _("They see the case now.")),
    "let_out": CaseDeed(_("Let out"), _let_out, LetOutForm, _("They no longer see the case."), danger=True),
}
"""What can be done on this tab, by the name its form sends."""


def read(setting: Setting, _query: Mapping[str, str]) -> dict[str, Any]:
    """Give everybody inside."""
    people: dict[str, list[MemberLine]] = {}
    for line in members(setting.viewer, setting.now, setting.number):
        people.setdefault(line.key, []).append(line)
    return {
        "rows": [_row(setting, lines) for lines in people.values()],
        "in_step": step(setting, NAME, ("let_in", DEEDS["let_in"])),
    }


def _row(setting: Setting, lines: list[MemberLine]) -> dict[str, Any]:
    key = lines[0].key
    return {
        "person": lines[0],
        "parts": [{"line": line, "role": _as(setting, line), "basis": _because(setting, line)} for line in lines],
        "step": step(setting, NAME, ("let_out", DEEDS["let_out"]), key),
    }


def _as(setting: Setting, line: MemberLine) -> str:
    return setting.role(line.role) if line.role else str(_("Without a role"))


def _because(setting: Setting, line: MemberLine) -> str:
    kind, _colon, named = line.basis.partition(":")
    because = word(BASES, kind)
    if not named or kind in {"merged", "split"}:
        return f"{because}: {named}" if named else because
    return f"{because}: {setting.division(named) if kind == 'division' else setting.duty(named)}"


TAB = Tab(NAME, _("Members"), "desk/case/members.html", read, DEEDS)
