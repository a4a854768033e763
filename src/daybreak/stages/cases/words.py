"""Words as people type them, cleaned or refused beside their field; and a case's subjects for the journal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase, why_not
from daybreak.core.policy.handover import acting_roles
from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import clean_line, clean_text
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.refusals import CaseClosed, DrillAndReal, DrillOver, NotYours, WordsRefused

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case, Report


def line(text: str, place: str) -> str:
    """Clean one line; raises WordsRefused beside `place`."""
    try:
        return clean_line(text)
    except ValueError as fault:
        raise WordsRefused(reason=why_not(fault), place=place) from None


def prose(text: str, place: str, *, required: bool = False) -> str:
    """Clean a text of several lines; raises WordsRefused beside `place`."""
    try:
        words = clean_text(text)
    except ValueError as fault:
        raise WordsRefused(reason=why_not(fault), place=place) from None
    if required and not words:
        raise WordsRefused(reason=phrase(_("Write something here.")), place=place)
    return words


def still_open(case: Case) -> None:
    """Raise CaseClosed for a closed case, DrillOver for one whose drill has ended."""
    if case.drill is not None and case.drill.ended_at is not None:
        raise DrillOver(number=case.drill.number)
    if case.closed_at is not None:
        raise CaseClosed(number=case.number)


def one_world(first: Case | Report, second: Case | Report) -> None:
    """Raise DrillAndReal where one is part of a drill that the other is not part of."""
    if first.drill_id != second.drill_id:
        raise DrillAndReal


def allowed(case: Case, kind: str, actor: Actor, now: datetime) -> None:
    """Raise NotYours where the policy gives a deed of this kind to roles the actor does not hold."""
    policy = policy_of(case.policy)
    verdict = may_do(policy, kind, acting_roles(policy, facts_of_case(case.id), roles_of(actor, now)))
    if isinstance(verdict, Refused):
        raise NotYours(reason=verdict.reason)
