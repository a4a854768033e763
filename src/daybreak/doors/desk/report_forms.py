"""The forms of a report's page: answer, explain, open a case, join one, close with an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.doors.choosing import ChoosingForm
from daybreak.stages.cases.triage import HAND_OVER, JOIN, OPEN

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST = 100_000
TITLE = 200


def prose(label: Any, hint: Any = "") -> forms.CharField:
    """Make a required field for several lines; label and hint are translated where they are shown."""
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, widget=forms.Textarea)


class ReportFilterForm(forms.Form):
    """What the list of reports shows."""

    words = forms.CharField(
        label=_("Number or title"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[
            ("", _("Undecided")),
            ("joined", _("In a case")),
            ("closed", _("Closed without a case")),
            ("all", _("All")),
        ],
    )
    mailbox = forms.ChoiceField(
        label=_("Mailbox"),
        required=False,
        choices=[
            ("", _("All mailboxes")),
            ("security", _("Security")),
            ("general", _("General")),
            ("components", _("Components")),
        ],
    )


class AnswerForm(forms.Form):
    """A message to the finder."""

    body = prose(_("Message to the finder"), _("The finder reads it with their tracking code. Plain words, no markup."))
    asks = forms.BooleanField(
        label=_("This is a question: we wait for an answer"),
        required=False,
        help_text=_("Where the policy lets a duty wait for the finder, its clock stops."),
    )


class ExplainForm(forms.Form):
    """The reasoned answer to an objection."""

    what = forms.ChoiceField(choices=[("severity", ""), ("closure", "")], widget=forms.HiddenInput)
    body = prose(_("Your answer with reasons"), _("Say what was looked at again and what follows from it."))


class OpenForm(forms.Form):
    """Open a case from the report."""

    what = forms.CharField(widget=forms.HiddenInput, initial=OPEN)
    words = forms.CharField(
        label=_("Title of the case"),
        required=False,
        max_length=TITLE,
        help_text=_("In the team's own words. Empty: the report's title."),
    )


class JoinForm(ChoosingForm):
    """Let the report join a case."""

    what = forms.CharField(widget=forms.HiddenInput, initial=JOIN)
    other = forms.ChoiceField(label=_("Case"), help_text=_("Open cases that you may see."))

    def __init__(self, *args: Any, cases: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        """Offer these cases, as (number, title)."""
        super().__init__(*args, **kwargs)
        self.offer("other", ((number, f"{number} · {title}") for number, title in cases), _("Choose one"))


class HandOverForm(forms.Form):
    """Hand an inquiry over to the security team."""

    what = forms.CharField(widget=forms.HiddenInput, initial=HAND_OVER)


class CloseForm(forms.Form):
    """Answer and close; the number of the first report stands in only where the answer says "duplicate"."""

    words = prose(_("Answer to the finder"), _("The finder reads exactly this. Replace every place in {braces}."))
    other = forms.CharField(
        label=_("Number of the report that came first"),
        max_length=40,
        help_text=_("It stands at the top of that report's page."),
    )

    def __init__(self, *args: Any, duplicate: bool = False, **kwargs: Any) -> None:
        """Ask for the first report's number only of a duplicate."""
        super().__init__(*args, **kwargs)
        if not duplicate:
            del self.fields["other"]
