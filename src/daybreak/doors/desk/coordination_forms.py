"""The forms of the coordination tab: a letter's fields, receipts, questions to divisions, what others said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.written import LONGEST_TEXT
from daybreak.doors.desk.case_forms import DeedForm, InstantField, prose_field, sure_field
from daybreak.doors.desk.case_words import word
from daybreak.doors.desk.coordination_words import COORDINATOR_STEPS, LETTER_FIELDS
from daybreak.doors.refusals import spoken
from daybreak.stages.cases.queries import NotVisible, vulnerability_of
from daybreak.stages.coordination.participants import invitable
from daybreak.stages.coordination.queries import draft, letter_of, letter_text
from daybreak.stages.coordination.refusals import LetterIncomplete, NoVariantWithoutDetail, NoWayToWrite

if TYPE_CHECKING:
    from daybreak.core.verdict import Refusal
    from daybreak.stages.coordination.queries import Draft

SAYS = "say_"
"""Before the name of each field of a letter, so that none collides with the form's own."""
SHORT = 80
"""Characters that still stand on one line."""
ONE_LINE = frozenset({"cve", "version", "component", "member_states", "advisory_number", "advisory_address", "contact"})


def on(rule: str, subject: str) -> str:
    """Name what a letter form stands for: the duty, and the key of the one thing it is about."""
    return f"{rule}|{subject}" if subject else rule


def asked(target: str) -> tuple[str, str]:
    """Read a name that `on` made."""
    rule, _bar, subject = target.partition("|")
    return rule, subject


class LetterForm(DeedForm):
    """What the letter of a duty says; each field starts with what the case knows. `target` is made by `on`.

    `brief` makes it the policy's variant without detail.
    """

    brief = False

    written = forms.CharField(widget=forms.HiddenInput, required=False)
    """Marks the deed as one with a form: every other field comes from the duty's template."""

    def prepare(self) -> None:
        """Ask each field of the template. Raises NotVisible for a duty that sends nothing, or that nobody can reach."""
        setting = self.setting
        try:
            self.draft = draft(setting.viewer, setting.now, setting.number, asked(self.target), brief=self.brief)
        except (NoWayToWrite, NoVariantWithoutDetail):
            raise NotVisible from None
        for name, known in self.draft.fields.items():
            self.fields[f"{SAYS}{name}"] = self._field(name, known)

    def _field(self, name: str, known: str) -> forms.CharField:
        required = name in self.draft.must_say
        rows = 1 if name in ONE_LINE else 3 if len(known) < SHORT else 6
        hints = [gettext("The case does not answer this yet: write it.")] if required and not known.strip() else []
        theirs = next((label for label, field, _said in self.draft.rows if field == name), "")
        hints += [gettext("On their form: %(label)s") % {"label": theirs}] if theirs else []
        return forms.CharField(
            label=word(LETTER_FIELDS, name),
            required=required,
            initial=known,
            help_text=" ".join(hints),
            max_length=LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": rows, "lang": self.draft.language}),
            error_messages={"required": gettext("The policy wants this said: write it.")},
        )

    def said(self) -> dict[str, str]:
        """Give the words of each field as far as they were written, also of a form that is not complete."""
        sent = getattr(self, "cleaned_data", {})
        return {name.removeprefix(SAYS): str(words) for name, words in sent.items() if name.startswith(SAYS)}

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal beside the field of the letter it concerns; name what is missing in words."""
        if isinstance(refusal, LetterIncomplete):
            fields = str(refusal.particulars["missing"]).split(", ")
            refusal = LetterIncomplete(missing=", ".join(word(LETTER_FIELDS, name) for name in fields))
        place = f"{SAYS}{refusal.field}"
        self.add_error(place if place in self.fields else None, spoken(refusal))

    def preview(self) -> Draft:
        """Give the letter as it stands: with the words that were sent, else with what the case knows."""
        setting = self.setting
        words = self.said() if self.is_bound else {}
        return draft(setting.viewer, setting.now, setting.number, asked(self.target), words, brief=self.brief)


class OnLetter(DeedForm):
    """A form about one letter of the case."""

    def prepare(self) -> None:
        """Refuse a letter of another case."""
        letter_of(self.setting.case, self.target)


class LetGoForm(OnLetter):
    """That a second person has read the letter: the whole of it stands above the tick."""

    def prepare(self) -> None:
        """Take the words that leave. Raises NotVisible for a letter of another case."""
        setting = self.setting
        self.letter = letter_text(setting.viewer, setting.now, setting.number, self.target)

    sure = sure_field(_("I have read the letter. It may leave the house."))


class TakeBackForm(OnLetter):
    """That it shall not leave."""

    sure = sure_field(_("This letter shall not leave. The duty stays open."))


class ReceiptForm(OnLetter):
    """What the receiver gave back."""

    reference = forms.CharField(
        label=_("The receiver's reference"),
        max_length=200,
        help_text=_("Their number, or who confirmed it how: “by telephone, Ms Sato”."),
    )


class CameBackForm(OnLetter):
    """That it came back."""

    reason = prose_field(_("What the returned mail says"), help_text=_("The duty that this letter kept is open again."))


class AskForm(DeedForm):
    """One question to many divisions; `target` may name one."""

    divisions = forms.MultipleChoiceField(
        label=_("Divisions"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one division.")},
    )
    question = prose_field(
        _("Question"), help_text=_("Their desks are let into the case and told by mail, without detail.")
    )

    def known(self) -> dict[str, Any]:
        """Start from the one that was chosen."""
        return {"divisions": [self.target] if self.target else []}

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

    words = prose_field(_("Answer"), help_text=_("State the status of each product on the Products tab beside it."))


class PassOnForm(OfDivision):
    """To which division the question goes, and why."""

    to = forms.ChoiceField(label=_("To"))
    words = prose_field(_("Why it is theirs"), help_text=_("The clock keeps running from the first question."))

    def prepare(self) -> None:
        """Offer the other divisions."""
        super().prepare()
        others = [one for one in self.setting.policy.organisation.divisions if one != self.target]
        self.offer("to", [(one, self.setting.division(one)) for one in others])


class OfCoordinator(DeedForm):
    """A form about a coordinator of the policy; `target` may name one, and after a slash what they did."""

    party = forms.ChoiceField(label=_("Coordinator"))

    def known(self) -> dict[str, Any]:
        """Start from the one that was chosen."""
        party, _slash, event = self.target.partition("/")
        return {"party": party, "event": event}

    def prepare(self) -> None:
        """Offer the policy's coordinators."""
        parties = self.setting.policy.parties
        known = [(key, self.setting.said(party.name)) for key, party in parties.items() if party.kind == "coordinator"]
        self.offer("party", known)


class CoordinatorForm(OfCoordinator):
    """What passed between us and a coordinator."""

    event = forms.ChoiceField(
        label=_("What happened"), widget=forms.RadioSelect, choices=tuple(COORDINATOR_STEPS.items())
    )
    words = prose_field(
        _("In words"),
        required=False,
        help_text=_(
            "Their number, for example JVN#12345678; the address of their entry; what we found. It is kept sealed."
        ),
    )
    at = InstantField(
        label=_("When it was so"), when="past", required=False, help_text=_("Empty: now. Clocks run from it.")
    )


class InvitedForm(DeedForm):
    """A party that is invited into the case; `target` may name one."""

    party = forms.ChoiceField(label=_("Party"))
    words = prose_field(
        _("In words"),
        required=False,
        help_text=_("Whom you asked, and until when they shall keep silent. Detail follows once they have joined."),
    )
    at = InstantField(label=_("When it was so"), when="past", required=False, help_text=_("Empty: now."))

    def known(self) -> dict[str, Any]:
        """Start from the one that was chosen."""
        return {"party": self.target}

    def prepare(self) -> None:
        """Offer the parties of whom there is one."""
        setting = self.setting
        self.offer("party", [(key, setting.party(key)) for key in invitable(setting.policy)])


class ParticipantForm(DeedForm):
    """What a party that was invited did; `target` names it."""

    words = prose_field(_("In words"), required=False, help_text=_("Who said so, and how. It is kept sealed."))
    at = InstantField(label=_("When it was so"), when="past", required=False, help_text=_("Empty: now."))

    def prepare(self) -> None:
        """Refuse a party that cannot take part."""
        if self.target not in invitable(self.setting.policy):
            raise NotVisible


class AgreedForm(OfCoordinator):
    """The one instant of publication."""

    public_at = InstantField(label=_("Publication on both sides"), when="ahead")
    confirmed = forms.BooleanField(label=_("They have confirmed it"), required=False)


class MovedForm(OfCoordinator):
    """A new instant."""

    public_at = InstantField(label=_("The new instant"), when="ahead")


class ConfirmedForm(DeedForm):
    """That they confirmed the instant as it stands."""

    sure = sure_field(_("They have confirmed this instant."))


class OfVulnerability(DeedForm):
    """A form about one vulnerability of the case."""

    def prepare(self) -> None:
        """Refuse a vulnerability of another case."""
        vulnerability_of(self.setting.case, self.target)


class SupplierForm(OfVulnerability):
    """What a supplier was told or did."""

    words = prose_field(_("In words"), help_text=_("Which supplier, who told whom, how, and what was said."))


class UsersToldForm(DeedForm):
    """How the users concerned were told; `target` may name one vulnerability."""

    words = prose_field(
        _("How they were told, and what"),
        help_text=_("By which way, in which words, and what they were told they can do."),
    )
    at = InstantField(
        label=_("When it was so"), when="past", required=False, help_text=_("Empty: now. Clocks run from it.")
    )

    def prepare(self) -> None:
        """Refuse a vulnerability of another case."""
        if self.target:
            vulnerability_of(self.setting.case, self.target)


class ReportAskedForm(DeedForm):
    """An authority wants to know how things stand, until an instant it names."""

    until = InstantField(
        label=_("Until when they want it"),
        help_text=_("Where they named no time, the one by which you mean to answer."),
    )
    words = prose_field(_("What they asked"), help_text=_("Who asked, by which way, and what they want to know."))
    at = InstantField(
        label=_("When they asked"), when="past", required=False, help_text=_("Empty: now. Clocks run from it.")
    )


class RecordForm(OfVulnerability):
    """The CVE record is out; it is never the first that the public reads (CNA rules, 4.5)."""

    sure = sure_field(_("The record stands in the CVE list, and the vulnerability was public before it or with it."))


class EndsForm(OfVulnerability):
    """A step of the CVE record that cannot be taken back."""

    sure = sure_field(_("It stands so in the CVE list, or the CVE programme has told us."))
