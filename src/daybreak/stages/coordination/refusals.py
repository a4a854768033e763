"""Why coordination refuses."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class LetterIncomplete(Refusal):
    """The policy says what a letter must say."""

    sentence = _("The letter cannot go yet. Still missing: %(missing)s.")


class NoWayToWrite(Refusal):
    """Embargoed detail leaves only by an agreed way."""

    sentence = _(
        "The policy names no way to write to %(party)s with detail: give its address, and how it is written to."
    )


class NotADutyToSend(Refusal):
    """Not every duty sends something."""

    sentence = _("The policy has no letter for the duty %(rule)s.")


class DivisionUnknown(Refusal):
    """Divisions come from the policy."""

    sentence = _("Choose a division of the policy.")
    field = "division"


class PartyUnknown(Refusal):
    """Parties come from the policy."""

    sentence = _("Choose a party of the policy.")
    field = "party"
