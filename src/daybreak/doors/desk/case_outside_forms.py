"""The forms towards others: a letter's fields, what divisions are asked and answer, what coordinators said."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext as say
from django.utils.translation import gettext_lazy as _

from daybreak.core.written import LONGEST_TEXT
from daybreak.doors.desk.case_forms import DeedForm, InstantField, prose_field
from daybreak.doors.desk.case_words import FIELDS, word
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.coordination.queries import draft, letter_of


class LetterForm(DeedForm):
    """What the letter of a duty says; each field starts with what the case knows. `target` is the duty's id."""

    sent = forms.CharField(widget=forms.HiddenInput, required=False)

    def prepare(self) -> None:
        """Ask each field of the template. Raises NotVisible, NotADutyToSend, NoWayToWrite."""
        setting = self.setting
        self.draft = draft(setting.viewer, setting.now, setting.number, self.target)
        for name, known in self.draft.fields.items():
            self.fields[f"say_{name}"] = forms.CharField(
                label=word(FIELDS, name),
                required=name in self.draft.must_say,
                initial=known,
                max_length=LONGEST_TEXT,
                widget=forms.Textarea(attrs={"rows": 2}),
                error_messages={"required": say("The policy wants this said: write it.")},
            )

    def said(self) -> dict[str, str]:
        """Give the words of each field."""
        return {name.removeprefix("say_"): value for name, value in self.cleaned_data.items() if name != "sent"}


class OnLetter(DeedForm):
    """A form about one letter of the case."""

    def prepare(self) -> None:
        """Refuse a letter of another case."""
        letter_of(self.setting.case, self.target)


class LetGoForm(OnLetter):
    """That a second person has read the letter."""

    sure = forms.BooleanField(label=_("I have read the letter. It may leave the house."))


class CarriedForm(OnLetter):
    """That a person carried the letter, and what came back."""

    reference = forms.CharField(
        label=_("The receiver's reference"),
        max_length=LONGEST_TEXT,
        help_text=_("Their number, or who confirmed it how."),
    )


class AskForm(DeedForm):
    """One question to many divisions."""

    divisions = forms.MultipleChoiceField(label=_("Divisions"), widget=forms.CheckboxSelectMultiple)
    question = prose_field(_("Question"))

    def prepare(self) -> None:
        """Offer the policy's divisions."""
        setting = self.setting
        self.offer("divisions", [(one, setting.division(one)) for one in setting.policy.organisation.divisions])


class OfDivision(DeedForm):
    """A form for one division."""

    def prepare(self) -> None:
        """Refuse a division the policy does not have."""
        if self.target not in self.setting.policy.organisation.divisions:
            raise NotVisible


class DivisionAnswerForm(OfDivision):
    """A division's answer."""

    words = prose_field(_("Answer"), help_text=_("State the products' status on the Products tab beside."))


class PassOnForm(OfDivision):
    """To which division the question goes, and why."""

    to = forms.ChoiceField(label=_("To"))
    words = prose_field(_("Why"), help_text=_("The clock keeps running."))

    def prepare(self) -> None:
        """Offer the other divisions."""
        super().prepare()
        others = [one for one in self.setting.policy.organisation.divisions if one != self.target]
        self.offer("to", [(one, self.setting.division(one)) for one in others])


class OfCoordinator(DeedForm):
    """A form about a coordinator of the policy."""

    party = forms.ChoiceField(label=_("Coordinator"))

    def prepare(self) -> None:
        """Offer the policy's coordinators."""
        parties = self.setting.policy.parties
        known = [(key, self.setting.said(party.name)) for key, party in parties.items() if party.kind == "coordinator"]
        self.offer("party", known)


class CoordinatorForm(OfCoordinator):
    """What a coordinator did."""

    event = forms.ChoiceField(
        label=_("What happened"),
        choices=(
            ("notified_us", _("They notified us")),
            ("draft_checked", _("We checked their draft")),
            ("number_given", _("They gave their number")),
            ("entry_seen", _("Their entry is public")),
        ),
    )
    words = prose_field(_("In words"), required=False, help_text=_("For example the number they gave."))


class DateForm(OfCoordinator):
    """The one instant of publication."""

    public_at = InstantField(label=_("Publication on both sides"), when="ahead")
    confirmed = forms.BooleanField(label=_("They have confirmed it"), required=False)


class MovedForm(OfCoordinator):
    """A new instant."""

    public_at = InstantField(label=_("The new instant"), when="ahead")
