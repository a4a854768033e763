"""The forms of the mailbox: code, lost code, message, objection, credit."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.doors.measures import TOO_LARGE, check_together
from daybreak.doors.portal.files import Files
from daybreak.doors.portal.person_fields import check_credit, credit_initial, passed_on, thanks
from daybreak.doors.words import Address, Day, Words
from daybreak.stages.intake.consent import Choice

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.stages.intake.submission import Finder


WRONG_CODE = gettext_lazy("No report opens with this code. Copy it whole, as the receipt shows it.")


class CodeForm(forms.Form):
    """Where the tracking code goes; whether it opens anything is asked elsewhere."""

    use_required_attribute = False
    code = forms.Field(
        label=gettext_lazy("Tracking code"),
        error_messages={"required": WRONG_CODE},
        help_text=gettext_lazy("Seven groups of four letters and digits. Capitals and hyphens do not matter."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class LostForm(forms.Form):
    """The address a report came with."""

    use_required_attribute = False
    address = Address(
        label=gettext_lazy("Your mail address"),
        help_text=gettext_lazy("The one you gave with your report."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )


class Message(Words):
    """Words that files may stand in for; the form as a whole asks for one of them."""

    def nothing(self) -> str:
        """Let the form decide."""
        return ""


class MessageForm(forms.Form):
    """A message to the team, with files or made of files alone."""

    use_required_attribute = False

    def __init__(self, *given: Any, policy: Policy, **options: Any) -> None:
        """Take the limits on files from the policy."""
        options["prefix"] = "message"
        super().__init__(*given, **options)
        self.limits = policy.intake.files
        self.fields["body"] = Message(prose=True, label=_("Your message"))
        self.fields["files"] = Files(limits=self.limits, label=_("Files"), required=False)

    def clean(self) -> dict[str, Any]:
        """Check that something is said, and the files together."""
        said = super().clean() or {}
        try:
            check_together(said.get("files", ()), self.limits)
        except ValidationError as fault:
            self.add_error("files", fault)
        if not self.errors and not (said.get("body") or said.get("files")):
            self.add_error("body", _("Write something, or attach a file, before you send."))
        return said

    @property
    def status(self) -> int:
        """The status to answer with: 413 where a file is too large, else 422."""
        faults = (fault for each in self.errors.as_data().values() for fault in each)
        return 413 if any(fault.code == TOO_LARGE for fault in faults) else 422


class ObjectionForm(forms.Form):
    """Why the finder sees it otherwise."""

    use_required_attribute = False

    def __init__(self, *given: Any, what: str, **options: Any) -> None:
        """Ask about one thing told: severity or closure."""
        options["prefix"] = what
        super().__init__(*given, **options)
        self.fields["body"] = Words(
            prose=True,
            rows=4,
            label=_("Why do you see it otherwise?"),
            help_text=_("We look at it again and answer here, with reasons."),
        )


class OwnDayForm(forms.Form):
    """The day on which the finder means to go public."""

    use_required_attribute = False

    def __init__(self, *given: Any, day: date | None, today: date, **options: Any) -> None:
        """Show the day named before; a new one lies ahead."""
        options |= {"prefix": "own", "initial": {"day": day.isoformat() if day else ""}}
        super().__init__(*given, **options)
        self.fields["day"] = Day(
            after=today,
            required=False,
            label=_("The day on which you go public"),
            help_text=_("The team sees it counting down. Leave it empty if you have no plans, or none any more."),
        )

    def clean_day(self) -> date | None:
        """Give the day, None for no plans."""
        written = self.cleaned_data["day"]
        return date.fromisoformat(written) if written else None


class CreditForm(forms.Form):
    """How the finder wants to be thanked, and whom we may tell who they are."""

    use_required_attribute = False

    def __init__(self, *given: Any, policy: Policy, language: str, finder: Finder, **options: Any) -> None:
        """Show what was chosen before."""
        self.finder = finder
        options |= {"prefix": "credit", "initial": credit_initial(finder)}
        super().__init__(*given, **options)
        self.fields.update(thanks(policy, language))

    def clean(self) -> dict[str, Any]:
        """Check that there is a name to thank by."""
        said = super().clean() or {}
        check_credit({**said, "name": self.finder.name})
        return said

    @property
    def chosen(self) -> Choice:
        """What was chosen, as the deed takes it."""
        said = self.cleaned_data
        wants = said["credit"] == "name"
        return Choice(
            said["credit"] or "undecided",
            said["credit_name"] or (self.finder.name if wants else ""),
            said["co_finders"],
            passed_on(said),
        )
