"""The forms about meetings: convene, move, call off, minutes with the proposal; and asking for advice without one."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_forms import DayField, DeedForm, InstantField, line_field, prose_field
from daybreak.doors.desk.case_remedy_forms import affects_of
from daybreak.doors.desk.case_words import REMEDY_KINDS
from daybreak.stages.cases.case_page import meeting_line, summary
from daybreak.stages.cases.queries import meeting_of

if TYPE_CHECKING:
    from daybreak.doors.desk.case_setting import Setting

MEETING_IN = timedelta(hours=1)
USUAL = 60
"""Minutes that a meeting lasts where nobody says otherwise."""


class WhenForm(DeedForm):
    """When and where a meeting is."""

    starts_at = InstantField(label=_("Begins"), when="ahead")
    lasts = forms.IntegerField(label=_("Lasts (minutes)"), required=False, min_value=1, max_value=24 * 60)
    place = line_field(
        _("Place or address of the call"),
        required=False,
        help_text=_("It goes out in plain mail with the invitation: nothing of the case in it."),
    )


class ConveneForm(WhenForm):
    """When a meeting begins, and which roles are called."""

    roles = forms.MultipleChoiceField(
        label=_("Who is called"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Whoever holds one of these roles is let into the case and invited by mail, with its number alone."
        ),
    )

    def known(self) -> dict[str, Any]:
        """Preselect the roles that the policy calls at this band; begin in an hour."""
        setting = self.setting
        band = setting.top.band
        rules = [
            rule for rule in setting.policy.duties if {"meeting.held", "meeting.convened"} & set(rule.fulfilled_by())
        ]
        called = [role for rule in rules for role in (*rule.roles_for(), *rule.with_for(band))]
        soon = (setting.now + MEETING_IN).replace(minute=0, second=0, microsecond=0) + MEETING_IN
        return {"roles": list(dict.fromkeys(called)), "starts_at": soon, "lasts": USUAL}

    def prepare(self) -> None:
        """Offer every role of the policy that persons take."""
        self.offer("roles", roles_offered(self.setting))


class MoveForm(WhenForm):
    """Where a meeting moves to."""

    def known(self) -> dict[str, Any]:
        """Start from what stands."""
        meeting = meeting_line(self.setting.case, self.target)
        return {"starts_at": meeting.starts_at, "lasts": meeting.lasts, "place": meeting.place}

    def prepare(self) -> None:
        """Refuse a meeting of another case."""
        meeting_of(self.setting.case, self.target)


class CallOffForm(DeedForm):
    """Why a meeting is called off."""

    reason = prose_field(_("Why"), help_text=_("It stays in the case; those invited are told only that it is off."))

    def prepare(self) -> None:
        """Refuse a meeting of another case."""
        meeting_of(self.setting.case, self.target)


class MinutesForm(DeedForm):
    """The minutes of a meeting, and the proposal for the fix, which is planned at once for the products chosen."""

    minutes = prose_field(_("Minutes"), help_text=_("Who took part and what was decided."))
    began_at = InstantField(
        label=_("When you met"),
        when="past",
        required=False,
        help_text=_("Only where it was another time than convened."),
    )
    proposal = prose_field(
        _("Proposal for the fix"),
        required=False,
        help_text=_("What will be changed, and how it reaches the users. It becomes the plan of the remedy."),
    )
    affects = forms.MultipleChoiceField(
        label=_("Plan it at once for"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Choose none to keep the proposal and plan it later, with one click."),
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False, choices=tuple(REMEDY_KINDS.items()))
    due_on = DayField(label=_("Due on"), required=False)

    def prepare(self) -> None:
        """Refuse a meeting of another case; offer the products that are stated."""
        meeting_of(self.setting.case, self.target)
        offered = [(one.key, one.label) for one in affects_of(self.setting)]
        if offered:
            self.offer("affects", offered)
        else:
            for name in ("affects", "kind", "due_on"):
                del self.fields[name]


class ConsultForm(DeedForm):
    """Whom to ask, and what."""

    roles = forms.MultipleChoiceField(
        label=_("Who is asked"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Everybody who holds one of these roles is let into the case and told that there is a question."),
    )
    question = prose_field(_("Question"))

    def known(self) -> dict[str, Any]:
        """Preselect the roles that the policy wants consulted at this band."""
        setting = self.setting
        return {"roles": list(summary(setting.viewer, setting.now, setting.number).to_consult)}

    def prepare(self) -> None:
        """Offer every role of the policy that persons take."""
        self.offer("roles", roles_offered(self.setting))


class AdviceForm(DeedForm):
    """Advice in words."""

    words = prose_field(_("Your advice"))


def roles_offered(setting: Setting) -> list[tuple[str, str]]:
    """Give every role of the policy that persons take, with its name."""
    return [(role, setting.role(role)) for role, entry in setting.policy.roles.items() if not entry.everyone]
