"""Why disclosure refuses."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class NothingToTell(Refusal):
    """An advisory is about at least one vulnerability of its case."""

    sentence = _("Choose at least one vulnerability of this case.")
    field = "vulnerabilities"


class OthersCode(Refusal):
    """Flaws in others' code get an advisory of ours only where the policy says so (A9c, C9)."""

    sentence = _("%(reason)s")
    field = "vulnerabilities"


class NamedAlready(Refusal):
    """One vulnerability, one advisory: readers find it twice otherwise, and a revision tells them what changed."""

    sentence = _("Named already in %(numbers)s: revise that one, or say why a further advisory is needed.")
    field = "reason"


class DraftOpenAlready(Refusal):
    """One draft at a time."""

    sentence = _("Revision %(number)s is still a draft. Finish or release it first.")


class ContentRefused(Refusal):
    """The words or facts cannot be an advisory's; `place` names the field."""

    sentence = _("%(reason)s")


class NotPublicYet(Refusal):
    """What is armed is held and changed; a further revision follows one that readers have seen."""

    sentence = _("Revision %(number)s is armed and not public yet. Hold it to change it.")


class ReadersSawIt(Refusal):
    """What was public and then held is not rewritten: a further revision says something else."""

    sentence = _("Revision %(number)s was public before it was held. Draft a new revision to change it.")


class ChangedMeanwhile(Refusal):
    """Somebody else wrote, approved or released while this page was open."""

    sentence = _("Somebody changed this advisory while you were reading. Look at it again.")


class Overtaken(Refusal):
    """Only the newest revision is worked on."""

    sentence = _("Revision %(number)s is worked on now. Go on there.")


class AlreadyReleased(Refusal):
    """What was released is not edited: hold it, or revise it."""

    sentence = _("Revision %(number)s is released. Hold it first, or draft a new revision.")


class SilentElsewhere(Refusal):
    """A promise of silence binds the house, whichever case gave it."""

    sentence = _(
        "Case %(number)s names the same CVE ID and is under an embargo beyond this instant. Choose a later instant, or "
        "end that embargo."
    )


class ReleaseHeld(Refusal):
    """What stops it lies where this person does not look, and is not told."""

    sentence = _(
        "This advisory is kept, and is not released for this instant. "
        "Ask whoever leads the handling of vulnerabilities to look at it."
    )


class GateShut(Refusal):
    """A gate of the policy still misses something."""

    sentence = _("It cannot be released yet: %(reason)s")


class GuardsDown(Refusal):
    """What the database guards by itself is not in force, so nothing goes out until somebody has looked (P14)."""

    sentence = _(
        "Nothing is released while a guard of the database is not in force: %(guard)s. Ask an operator to run "
        "`daybreak journal verify` and `daybreak migrate`. Reports still come in."
    )


class ReleaseRefused(Refusal):
    """Two different people, one content, one instant."""

    sentence = _("%(reason)s")


class InstantRefused(Refusal):
    """No zone, in the past, too far away, or another than the first person chose."""

    sentence = _("%(reason)s")
    field = "public_at"


class NotYourApproval(Refusal):
    """An approval is given in a role."""

    sentence = _("You do not hold the role %(role)s, nor are you its deputy.")


class NoEmergencyHere(Refusal):
    """The policy names what an emergency is; where it names none, the ordinary way is taken."""

    sentence = _("The policy of this case knows no emergency. Take the ordinary way.")


class NotYoursToDeclare(Refusal):
    """An emergency is decided in the roles that the policy names for it."""

    sentence = _("An emergency is declared by %(roles)s. You hold none of these roles, nor are you a deputy.")


class NoReleaseNotes(Refusal):
    """Only where the policy has release notes among its channels."""

    sentence = _("The policy of this case publishes nothing in release notes.")


class NotShippedThere(Refusal):
    """A release note speaks of what ships with it."""

    sentence = _("No remedy of this case ships in %(release)s. Note on the remedy in which release it ships.")
    field = "release"


class NotBeforeTheAdvisory(Refusal):
    """A fix may ship first only where the policy says so (A9b)."""

    sentence = _("The policy lets no fix ship before its advisory: name the number once the advisory is public.")


class NotYourDivision(Refusal):
    """Each division answers for its own products."""

    sentence = _("You hold the role %(role)s, but not for %(division)s. Somebody of that division approves.")


class NothingToHold(Refusal):
    """Only a released revision can be held."""

    sentence = _("There is nothing to hold: this revision is not released.")


class AnswerNotYours(Refusal):
    """The policy says who answers."""

    sentence = _("%(reason)s")


class AnswerExists(Refusal):
    """One answer per CVE, as far as one sees."""

    sentence = _("There is an answer about %(cve)s already. Write that one anew.")
    field = "cve"


class AnswerPublic(Refusal):
    """One public answer per CVE."""

    sentence = _(
        "There is a public answer about %(cve)s already, and one is enough. Ask whoever released it to change it."
    )
    field = "cve"


class AnswerHeld(Refusal):
    """What stops it lies where this person does not look, and is not told."""

    sentence = _(
        "This answer is kept, and is not released now. Ask whoever leads the handling of vulnerabilities to look at it."
    )


class AnswerNotReady(Refusal):
    """Something a reader needs is missing."""

    sentence = _("%(reason)s")


class AnswerUnderEmbargo(Refusal):
    """Silence was promised."""

    sentence = _("An embargo about this CVE is in force. The answer can go out once it has ended.")


class AnswerChanged(Refusal):
    """Words are given for one content."""

    sentence = _("The answer was changed or released meanwhile. Read it as it stands now.")


class SecondWordNeeded(Refusal):
    """Nothing is public by one person's word."""

    sentence = _("A public answer takes two people: one gives the first word, somebody else releases it.")


class NoWordAwaited(Refusal):
    """Sent back is what somebody is to approve now, or what a word was given for."""

    sentence = _("There is nothing to send back here now: look at the advisory again.")


class StillSentBack(Refusal):
    """A no stands until the content is another, or somebody asks anew."""

    sentence = _("This content was sent back. Change it, or ask for the approval anew, before it is approved.")


class NobodyToAsk(Refusal):
    """Where every approval stands, nobody is asked."""

    sentence = _("Nobody has to approve this content any more.")


class AskedAlready(Refusal):
    """An approver is asked once for one content."""

    sentence = _("The approver whose turn it is was asked for this content already.")


class NoCustomersFirst(Refusal):
    """Customers are told first where the policy says so."""

    sentence = _("The policy tells no customers ahead of a release.")


class NothingLeavesADrill(Refusal):
    """A release is rehearsed until just before."""

    sentence = _("This is a drill: every gate is open and your word would count. Nothing is released.")
