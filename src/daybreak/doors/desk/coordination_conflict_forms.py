"""The forms that settle a conflict: asking leave, the answer, a letter without detail, two people's decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_forms import DeedForm, prose_field, sure_field
from daybreak.doors.desk.coordination_forms import SAYS, LetterForm
from daybreak.stages.cases.conflicting import conflicts_of
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from daybreak.core.policy.conflicts import Conflict

DECISIONS = (
    ("tell", _("Tell them with detail, although the embargo forbids it")),
    ("keep_silent", _("Keep silent, although the duty will be late")),
)


class OnConflict(DeedForm):
    """A form about one conflict of the case; `target` is the duty's id."""

    def conflict(self) -> Conflict:
        """Give the conflict. Raises NotVisible where there is none."""
        every, rule = conflicts_of(self.setting.case, self.setting.now), self.target.partition("|")[0]
        found = next((one for one in every if one.rule.id == rule), None)
        if found is None:
            raise NotVisible
        return found

    def prepare(self) -> None:
        """Refuse a duty that is in no conflict."""
        self.conflict()


class AskLeaveForm(OnConflict):
    """What we say to whoever asked for the silence."""

    words = prose_field(
        _("What we ask, in words"),
        help_text=_(
            "A letter to whoever asked for the silence is written with these words; it waits for its bearer or for a "
            "second person. Where no way of writing is agreed, say here how you asked."
        ),
    )


class LeaveForm(OnConflict):
    """What they answered."""

    given = forms.ChoiceField(
        label=_("Their answer"),
        widget=forms.RadioSelect,
        choices=(("yes", _("They give leave to tell them with detail")), ("no", _("They refuse"))),
    )
    words = prose_field(_("In their words"), help_text=_("Who answered, how, and any condition. It is kept sealed."))


class BriefForm(LetterForm):
    """What the letter says without detail."""

    brief = True


class DecideForm(OnConflict):
    """One person's word; a second, different person must say the same."""

    decision = forms.ChoiceField(label=_("Decision"), widget=forms.RadioSelect, choices=DECISIONS)
    reason = prose_field(_("Reason"), help_text=_("The record keeps it for those who ask why."))
    sure = sure_field(_("I have weighed the duty against the embargo. It counts once a second person says the same."))

    def known(self) -> dict[str, Any]:
        """Start from what one person proposed."""
        standing = self.conflict().settling.standing
        return {"decision": {"tell_proposed": "tell", "silence_proposed": "keep_silent"}.get(standing, "")}


__all__ = ["SAYS", "AskLeaveForm", "BriefForm", "DecideForm", "LeaveForm"]
