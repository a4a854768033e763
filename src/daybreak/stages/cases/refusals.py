"""Why a case's deed is refused."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class CaseClosed(Refusal):
    """Nothing more is done in a closed case, but reopening it."""

    sentence = _("Case %(number)s is closed. Reopen it first.")


class DrillOver(Refusal):
    """What was practised is looked at, not changed."""

    sentence = _("Drill %(number)s has ended. Its page says what was kept and missed.")


class StoryUnknown(Refusal):
    """A story that is not shipped."""

    sentence = _("There is no such story. Choose from: %(stories)s.")
    field = "story"


class SpeedOutOfRange(Refusal):
    """A clock that nobody could follow."""

    sentence = _("A drill's clock runs between %(least)s and %(most)s times as fast as a real one.")
    field = "speed"


class DrillNotYours(Refusal):
    """Somebody who would not see the drill's reports."""

    sentence = _(
        "Only somebody whose role looks through the security mailbox starts a drill: its reports arrive there."
    )


class DrillAndReal(Refusal):
    """A drill stands apart."""

    sentence = _("One of them is part of a drill: invented and real work are never mixed.")


class NotInADrill(Refusal):
    """What would use up a number of the real world."""

    sentence = _("This is a drill: no CVE ID is asked for, recorded or told.")


class CaseStillOpen(Refusal):
    """Only a closed case can be reopened."""

    sentence = _("Case %(number)s is open already.")


class CaseWasMerged(Refusal):
    """What was merged lives on elsewhere."""

    sentence = _("Case %(number)s went into %(into)s. Work there, or split it there again.")


class MovingRefused(Refusal):
    """A case is neither merged nor split while something forbids it."""

    sentence = _("%(reason)s")
    field = "other"


class WorkUnfinished(Refusal):
    """A case is not closed over the heads of those who wait."""

    sentence = _("Case %(number)s cannot be closed yet: %(reason)s")


class WordsRefused(Refusal):
    """A field held what it must not; `place` names the field."""

    sentence = _("%(reason)s")


class NotYours(Refusal):
    """A deed that the policy gives to somebody else."""

    sentence = _("%(reason)s")


class JustificationMissing(Refusal):
    """Not affected needs a reason."""

    sentence = _("Say why the product is not affected: the answer stands in public later.")
    field = "justification"


class AnotherDivisionsProduct(Refusal):
    """A division speaks for its own products."""

    sentence = _("This product belongs to %(division)s, which speaks for it itself. Pass the question on to them.")


class ReasonNotInPolicy(Refusal):
    """A duty is extended for the policy's reasons only."""

    sentence = _("The policy extends this duty for these reasons only: %(reasons)s.")
    field = "reason"


class LimitMustMoveForward(Refusal):
    """An extension extends."""

    sentence = _("The new limit must lie after the present one, %(limit)s.")
    field = "until"


class DutyUnknown(Refusal):
    """No such duty, or none that is open."""

    sentence = _("There is no open duty “%(rule)s” here any more.")


class SecondPersonNeeded(Refusal):
    """Waiving takes two."""

    sentence = _("A duty is waived by two people: somebody else must agree.")


class CveTaken(Refusal):
    """One CVE ID, one vulnerability of a case."""

    sentence = _("%(cve)s belongs to another vulnerability of this case already.")
    field = "cve"


class CveAlone(Refusal):
    """An ID that stands on one vulnerability alone is corrected or rejected, not dropped."""

    field = "reason"
    sentence = _(
        "%(cve)s stands on this vulnerability alone. Record the right ID instead, or note on the coordination tab that "
        "it was rejected."
    )


class MeetingHeldAlready(Refusal):
    """Minutes are written once."""

    sentence = _("This meeting's minutes are written already.")


class MeetingNotBegun(Refusal):
    """Minutes tell of what was, not of what will be."""

    field = "began_at"
    sentence = _("This meeting has not begun. If you met earlier, say when; else write the minutes afterwards.")


class MeetingCancelled(Refusal):
    """What was called off is over."""

    sentence = _("This meeting was called off. Convene another one.")


class EmbargoRefused(Refusal):
    """The table of arrows does not have this one."""

    sentence = _("%(reason)s")
    field = "until"


class ConflictUndecided(Refusal):
    """A duty orders what an embargo forbids: people decide, nothing leaves by itself."""

    sentence = _("%(reason)s")


class AskerUnknown(Refusal):
    """Who asks for silence is known to the policy."""

    sentence = _("Choose who asked for the silence: ourselves, the finder, or a party of the policy.")
    field = "asked_by"


class HandoverRefused(Refusal):
    """What concerns a team goes to it, once."""

    sentence = _("%(reason)s")
    field = "to"


class NobodyThere(Refusal):
    """A case is handed to people."""

    sentence = _("Nobody holds this role yet, so nobody would see the case. Give somebody the role first.")
    field = "to"


class NotHandedOver(Refusal):
    """Only what was handed over is handed back."""

    sentence = _("The case is with whom the policy names; there is nothing to hand back.")


class LastMember(Refusal):
    """Somebody must remain."""

    sentence = _("The last member cannot leave: nobody would see the case any more.")


class ChooseDecision(Refusal):
    """A decision of triage that nobody offers."""

    sentence = _("Choose what becomes of this report.")
    field = "what"


class AnswerUnfinished(Refusal):
    """A template's place is still empty."""

    sentence = _("Replace %(places)s in the answer by your own words: the finder reads exactly what stands here.")
    field = "words"


class ReasonMissing(Refusal):
    """An answer that tells the finder why, without a why."""

    sentence = _("Write the reason: this answer tells it to the finder.")
    field = "said"


class NoSuchNumber(Refusal):
    """No such case or report, or none that one may see."""

    sentence = _("Write the number of a case or report that you may see: “%(number)s” is none.")
    field = "other"


class FollowUpMissing(Refusal):
    """A lesson without a step changes nothing."""

    sentence = _("The policy asks for a step that follows: say what is done, by whom, and by when.")
    field = "what"


class FollowUpDone(Refusal):
    """A step is done once."""

    sentence = _("This is done already.")
