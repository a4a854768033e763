"""Whether a deed is allowed now, and if not, the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass

from daybreak.core.advisory.sentence import Sentence
from daybreak.core.phrase import Phrase

Reason = Phrase | Sentence
"""A sentence that every door can say in its reader's language."""


@dataclass(frozen=True)
class Allowed:
    """The deed may be done."""


@dataclass(frozen=True)
class Refused:
    """The deed may not be done; `reason` is one sentence that says what would have to change, in every language."""

    reason: Reason


Verdict = Allowed | Refused

ALLOWED = Allowed()


class Refusal(Exception):
    """A deed that was refused. Each kind is a class named like a sentence; `sentence` is translated at the door.

    `sentence` holds `%(name)s` places, filled from the particulars given; `field` names the input it concerns, or the
    particular `place` does where it is another one each time.
    """

    sentence = "This cannot be done now."
    field = ""

    def __init__(self, **particulars: object) -> None:
        """Refuse with the particulars of this time."""
        super().__init__(particulars)
        self.particulars = particulars
        self.field = str(particulars.get("place", self.field))

    def __str__(self) -> str:
        """Say in English why not, and what would have to change."""
        return self.sentence % self.particulars
