"""What of a case may be told to everybody employed: nothing while it is open and unpublished, nothing under embargo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict

ENDED = frozenset({"case.closed", "advisory.published"})


def may_tell_inside(facts: Sequence[Fact], now: datetime, *, published: bool = False) -> Verdict:
    """Tell whether what was learnt from a case may be told inside: it is closed or published, and no embargo holds.

    `published` says that an advisory of the case is public although no fact says so yet.
    """
    if embargo_from(facts, now).in_force:
        return Refused(phrase(_("An embargo is in force. What it covers is told to nobody outside the case.")))
    ends = [fact.kind for fact in facts if fact.kind in ENDED or fact.kind == "case.reopened"]
    if published or "advisory.published" in ends or (ends and ends[-1] == "case.closed"):
        return ALLOWED
    return Refused(phrase(_("The case is neither closed nor published yet.")))
