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


class LetterAboutWhich(Refusal):
    """A letter keeps the duty of the one thing it is about."""

    sentence = _(
        "This letter is about one thing, and the duty exists for several or for none: choose it from the list."
    )


class DivisionUnknown(Refusal):
    """Divisions come from the policy."""

    sentence = _("Choose a division of the policy.")
    field = "division"


class PartyUnknown(Refusal):
    """Parties come from the policy."""

    sentence = _("Choose a party of the policy.")
    field = "party"


class ParticipantRefused(Refusal):
    """Who takes part is invited first (reference, 1.4); the table of arrows says why not."""

    sentence = _("%(reason)s")
    field = "event"


class ConflictOver(Refusal):
    """A conflict ends with the embargo or the duty."""

    sentence = _("This duty is in no conflict with an embargo any more. Look at the page again.")


class LeaveAskedAlready(Refusal):
    """One question at a time."""

    sentence = _("Leave was asked already. Note their answer, or decide by two people.")


class NobodyToAsk(Refusal):
    """Our own silence is ours to break."""

    sentence = _("Nobody but ourselves asked for this silence, so there is nobody to ask. Decide by two people.")


class DecisionUnknown(Refusal):
    """Telling or keeping silent, nothing else."""

    sentence = _("Choose whether to tell them or to keep silent.")
    field = "decision"


class ConflictSecondPerson(Refusal):
    """Deciding takes two."""

    sentence = _("This is decided by two people: somebody else must agree.")


class ConflictDecided(Refusal):
    """What two people have said needs no third."""

    sentence = _("Two people have decided exactly this already; it stands.")


class NoVariantWithoutDetail(Refusal):
    """What may be said without detail is the policy's to say."""

    sentence = _("The policy has no variant of this letter without detail.")


class LetterUnderWay(Refusal):
    """One letter of a duty at a time."""

    sentence = _(
        "A letter of this duty waits here. Let it go, or record that it was carried; or take it back and write anew."
    )


class LetterNotWaiting(Refusal):
    """What has left cannot be called back."""

    sentence = _("This letter does not wait here any more, so it cannot be let go or taken back.")


class GoesByMail(Refusal):
    """A letter that goes by mail is not carried."""

    sentence = _("This letter goes by mail; nobody carries it.")


class DivisionNotAsked(Refusal):
    """An answer belongs to a question."""

    sentence = _("This division was not asked, or it has answered already. Ask it first.")
    field = "words"


class DivisionHasAnswered(Refusal):
    """A question is not passed to where it was answered."""

    sentence = _("%(division)s has answered already. Answer with what it said, instead of passing the question on.")
    field = "to"


class SpeaksForOthers(Refusal):
    """A division speaks through its desk, or through those who asked it."""

    sentence = _("For %(division)s only its desk or those who ask the divisions may answer.")
    field = "words"


class AskedBeforehand(Refusal):
    """What somebody asked for is due after they asked."""

    sentence = _("The report is due after it was asked for: name a later date and time, or say when they asked.")
    field = "until"


class InstantNotAhead(Refusal):
    """An instant of publication lies ahead and has a zone."""

    sentence = _("Name a date and time that lies ahead, with its zone.")
    field = "public_at"


class NoInstantAgreed(Refusal):
    """What was not agreed cannot move."""

    sentence = _("No instant was agreed with %(party)s yet. Agree on one first.")
    field = "public_at"


class FinderNotToBeNamed(Refusal):
    """Who reported leaves the house with consent only."""

    sentence = _("%(reason)s")


class NumberMissing(Refusal):
    """The number itself is what is noted."""

    sentence = _("Write the number they gave, for example JVN#12345678.")
    field = "words"


class UpstreamUnknown(Refusal):
    """What a supplier does comes from a short list."""

    sentence = _("Choose what the supplier did.")
    field = "event"


class UpstreamNotTold(Refusal):
    """An answer follows a question."""

    sentence = _("The supplier was not told yet. Note first when and how it was told.")
    field = "words"


class NotASuppliersComponent(Refusal):
    """Suppliers are told of what reaches us through them (C7)."""

    sentence = _("The policy does not promise to work with a supplier for this kind of component.")
