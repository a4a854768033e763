"""A number that a release note has named answers before its advisory is public, and says nothing else (A9b, P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.journal.facts import fact_of
from daybreak.program.versions import policy_of
from daybreak.records.models import Advisory, JournalEntry
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.disclosure.release_notes import NOTED, was_public

if TYPE_CHECKING:
    from datetime import datetime

LONGEST = 40


def answers_early(now: datetime, typed: str) -> str:
    """Give the number if a reader typed one that a release note has named and whose advisory is not public yet.

    Empty for any other reason: the policy does not say so, no note named it, there is no such number.
    """
    number = typed.strip().upper()
    if not number or len(number) > LONGEST:
        return ""
    with as_the_house():
        return number if _answers(number, now) else ""


def _answers(number: str, now: datetime) -> bool:
    advisory = Advisory.objects.filter(number=number, case__drill=None).select_related("case__policy").first()
    if advisory is None or not policy_of(advisory.case.policy).disclosure.number_answers_early:
        return False
    noted = JournalEntry.objects.filter(kind=NOTED, case_id=advisory.case_id, happened_at__lte=now)
    named = any(fact_of(body).codes.get("number") == number for body in noted.values_list("body", flat=True))
    return named and not was_public(advisory.id, now)
