"""Cases that were one: whoever is inside the other part is told that the embargo which both inherited has changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.joining import SPLIT
from daybreak.core.words import gettext_noop
from daybreak.jobs.letters import About, once, tell
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import Case, Person

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact

CHANGES = ("embargo.accepted", "embargo.ended", "vulnerability.public", "vulnerability.exploit_public")
"""What gives an embargo another end, or ends it."""
SHARED = gettext_noop(
    "The embargo that %(number)s shares with a case it was split from or into has changed. Look at it."
)


def told_of_siblings(fact: Fact, about: About, now: datetime) -> list[Person]:
    """Tell whoever is inside a sibling case of that case alone; nobody is told by this reaction's own sentence.

    1.4: “Split cases: embargo is inherited; changes are told to sibling cases”.
    """
    for case in _siblings(fact, about):
        live = case.memberships.filter(valid_from__lte=now).exclude(until__lte=now)
        for person in Person.objects.filter(is_active=True, memberships__in=live).distinct():
            if str(person.id) != fact.actor.partition(":")[2]:
                tell(now, person, About(case=case), SHARED, once("sibling", fact.position, case.id, person.id))
    return []


def _siblings(fact: Fact, about: About) -> list[Case]:
    """Give the open cases that this one was split from or into before the fact, while it had an embargo."""
    told = [one for one in facts_of_case(about.case.id) if one.position < fact.position] if about.case else []
    if not any(one.kind == "embargo.accepted" for one in told):
        return []
    named = (one.codes.get(way) for one in told if one.kind == SPLIT for way in ("from", "into"))
    return list(Case.objects.filter(number__in={str(number) for number in named if number}, closed_at=None))
