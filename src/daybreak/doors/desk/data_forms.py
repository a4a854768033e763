"""The forms about people's data in a report: reasons for deeds, and what holds customers' data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.template.defaultfilters import filesizeformat, truncatechars
from django.utils.translation import gettext_lazy as _

from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.report_forms import prose

if TYPE_CHECKING:
    from daybreak.stages.intake.privacy.queries import PeoplesData

EXCERPT = 80


class ReasonForm(forms.Form):
    """Why; the journal keeps it."""

    words = prose(_("Why?"), _("The journal keeps the reason."))


class DeclineForm(forms.Form):
    """The reasoned answer to a wish for erasure."""

    words = prose(_("Your answer with reasons"), _("The finder reads exactly this in their mailbox."))


class MarkForm(ChoosingForm):
    """Which files and messages hold customers' data."""

    file = forms.MultipleChoiceField(label=_("Files"), required=False, widget=forms.CheckboxSelectMultiple, choices=())
    message = forms.MultipleChoiceField(
        label=_("Messages"), required=False, widget=forms.CheckboxSelectMultiple, choices=()
    )

    def __init__(self, *args: Any, data_of: PeoplesData, **kwargs: Any) -> None:
        """Offer every file and message of the report, the marked ones ticked."""
        said = [one for one in data_of.messages if one.id is not None and one.words]
        with_messages = [file for one in data_of.messages for file in one.files]
        every = [*data_of.files, *with_messages]
        kwargs["initial"] = {
            "file": [str(one.id) for one in every if one.customers_data],
            "message": [str(one.id) for one in said if one.customers_data],
        }
        super().__init__(*args, **kwargs)
        offered = {
            "file": [(str(one.id), f"{one.name} ({filesizeformat(one.size)})") for one in every],
            "message": [(str(one.id), truncatechars(one.words, EXCERPT)) for one in said],
        }
        for name, choices in offered.items():
            self.offer(name, choices)
            if not choices:
                del self.fields[name]

    @property
    def marked(self) -> dict[str, set[UUID]]:
        """The keys that were ticked, by kind of thing."""
        said = self.cleaned_data
        return {f"{name}s": {UUID(key) for key in said.get(name, ())} for name in ("file", "message")}
