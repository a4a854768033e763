"""Why intake refuses."""

from __future__ import annotations

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _


class ReportSaysNothing(Refusal):
    """Neither words nor files."""

    sentence = _("Write what you found, or attach a file that shows it.")
    field = "steps"


class WordsUnreadable(Refusal):
    """A field held what no text may hold; `place` names the field."""

    sentence = _("%(reason)s")


class ReportDecidedAlready(Refusal):
    """A decided report is decided once."""

    sentence = _("Report %(number)s is decided already: it was closed or belongs to a case.")


class ReportErased(Refusal):
    """What was erased takes no further words: there is no key to seal them with, and nobody to read them."""

    sentence = _("Report %(number)s was erased. Nothing can be added to it.")


class ErasureAskedAlready(Refusal):
    """One wish at a time."""

    sentence = _("You have asked for erasure already. The team answers here, with reasons.")


class NoErasureAsked(Refusal):
    """There is nothing to decline."""

    sentence = _("The finder has not asked for erasure, or has their answer already.")


class HeldByLaw(Refusal):
    """A hold stops every erasure."""

    sentence = _("A legal hold keeps this report. Lift it first, with a reason.")


class HeldAlready(Refusal):
    """One hold is enough."""

    sentence = _("A legal hold keeps this report already.")


class NotHeld(Refusal):
    """There is no hold to lift."""

    sentence = _("No legal hold keeps this report.")


class NotMasked(Refusal):
    """Where the policy hides nobody there is nothing to unmask."""

    sentence = _("The policy shows the desk who reports: there is nothing to unmask.")


class SecondWordNeeded(Refusal):
    """Two different people."""

    sentence = _("%(reason)s")


class MessageEmpty(Refusal):
    """A message without words."""

    sentence = _("Write something before you send.")
    field = "body"


class DayHasPassed(Refusal):
    """A finder's day that lies behind us: what is public then is told as a fact of the vulnerability."""

    sentence = _(
        "This day has passed. Write a day from today on; if it is public already, say so at the vulnerability."
    )
    field = "day"


class NoDayToTakeBack(Refusal):
    """No day was named that could be taken back."""

    sentence = _("Name a day. There is none yet that could be taken back.")
    field = "day"


class NothingToObjectTo(Refusal):
    """No severity and no closure yet."""

    sentence = _("There is nothing to object to yet: neither a severity nor a closing has been told to you.")
