"""What is filled in about a duty, of a case or of none: a later limit, why its clock stands, why it is waived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.design import speech
from daybreak.design.speech import absolute
from daybreak.doors.desk.case_forms import InstantField, TimedForm, prose_field, sure_field

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import DutyRow


class ExtensionFields(TimedForm):
    """A later limit, for one of the policy's reasons."""

    until = InstantField(label=_("New limit"), when="ahead")
    reason = forms.ChoiceField(label=_("Reason"))
    words = prose_field(_("In words"), help_text=_("The record keeps it for those who ask why."))

    def offer_for(self, row: DutyRow, policy: Policy) -> None:
        """Offer the policy's reasons for this duty, and say what is moved: its limit, or the aim that is all it has."""
        rule, tongue = policy.duty(row.rule), speech.language()
        named = ((one, policy.reasons.get(one)) for one in rule.extend_for)
        reasons = [(one, found.name.in_(tongue, policy.language) if found else one) for one, found in named]
        self.offer("reason", reasons, empty=_("Choose one"))
        until, zone = self.fields["until"], policy.organisation.time_zone
        if row.limit is not None:
            until.help_text = gettext("The present limit is %(limit)s.") % {"limit": absolute(row.limit, zone)}
        elif row.aim is not None:
            until.label = gettext("New aim")
            until.help_text = gettext("The present aim is %(aim)s.") % {"aim": absolute(row.aim, zone)}


class PauseFields(TimedForm):
    """Why the clock stands."""

    words = prose_field(_("Whom we wait for, and for what"))


class WaiverFields(TimedForm):
    """Why the duty need not be done; two people say so."""

    words = prose_field(_("Why it need not be done"))
    sure = sure_field(_("Two people waive a duty: the second word ends it for good."))


class OwnExtension(ExtensionFields):
    """A later limit of a duty of no case."""

    def __init__(self, *args: Any, row: DutyRow, policy: Policy, now: datetime, **kwargs: Any) -> None:
        """Offer what the policy allows."""
        super().__init__(*args, **kwargs)
        self.offer_for(row, policy)
        self.in_zone(policy.organisation.time_zone, now)


class OwnPause(PauseFields):
    """Why the clock of a duty of no case stands."""


class OwnWaiver(WaiverFields):
    """Why a duty of no case need not be done; of one that recurs its running round alone."""

    def __init__(self, *args: Any, recurs: bool, **kwargs: Any) -> None:
        """Say what the second word does."""
        super().__init__(*args, **kwargs)
        if recurs:
            self.fields["sure"].label = gettext(
                "Two people waive a duty: with the second word this round is spared, and the next one begins."
            )
