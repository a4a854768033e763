"""Deeds about divisions: asked whether their products are affected, answering, passing the question on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import holders
from daybreak.program.versions import policy_of
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.divisions import Standing, answered_with, may_speak_for, question_to, standings
from daybreak.stages.coordination.refusals import (
    DivisionHasAnswered,
    DivisionNotAsked,
    DivisionUnknown,
    SpeaksForOthers,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case


def ask_divisions(*, actor: Actor, now: datetime, case: Case, divisions: Sequence[str], question: str) -> None:
    """Put one question to many divisions; their desks are let into the case (B3). Journals `division.asked` each."""
    still_open(case)
    policy = policy_of(case.policy)
    unknown = set(divisions) - set(policy.organisation.divisions)
    if unknown or not divisions:
        raise DivisionUnknown
    words = prose(question, "question", required=True)
    with deed(actor=actor, now=now) as note:
        for division in divisions:
            sealed = (case.data_key, {"question": words})
            note("division.asked", {"case": case.id, "division": division}, sealed=sealed)
            _call_desk(actor, now, case, policy, division)


def _call_desk(actor: Actor, now: datetime, case: Case, policy: Policy, division: str) -> None:
    role = policy.desks.get(division, "")
    for person in holders({role}, now):
        if not person.role_grants.filter(role=role, division__in=("", division), until=None).exists():
            continue
        let_in(actor=actor, now=now, case=case, person=person, role=role, basis=f"division:{division}")
        name = policy.organisation.divisions[division].name.in_(person.language, policy.language)
        link = f"{settings.BASE_URL}/desk/cases/{case.number}/"
        told = {"division": name, "number": case.number, "link": link}
        with override(person.language):
            subject = _("A question to %(division)s: %(number)s") % told
            body = _("A vulnerability may concern products of %(division)s.\n\nRead and answer:\n%(link)s\n") % told
        once = f"division|{case.id}|{division}|{person.id}|{now.isoformat()}"
        letter = Letter("division", person.email, subject, body, person.language, once_key=once)
        queue(actor=actor, now=now, letter=letter, case=case)


def answer_for_division(*, actor: Actor, now: datetime, case: Case, division: str, words: str) -> None:
    """Answer for a division and for all that passed their question on to it; products are stated beside (B3).

    Journals `division.answered` for each. Raises DivisionUnknown, DivisionNotAsked, SpeaksForOthers.
    """
    told = _standing_open(actor, now, case, division)
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        for settled in answered_with(told, division):
            codes: dict[str, Code] = {} if settled == division else {"by": division}
            note("division.answered", {"case": case.id, "division": settled}, codes=codes, sealed=sealed)


def pass_on(*, actor: Actor, now: datetime, case: Case, division: str, to: str, words: str) -> None:
    """Pass the question on to another division; both clocks run from when the first was asked (B3).

    Journals `division.passed_on` and, at the instant of the first question, `division.asked`. Raises DivisionUnknown,
    DivisionNotAsked, DivisionHasAnswered, SpeaksForOthers.
    """
    policy = policy_of(case.policy)
    if to not in policy.organisation.divisions or to == division:
        raise DivisionUnknown
    told = _standing_open(actor, now, case, division)
    known = told.get(to)
    if known is not None and not known.open:
        raise DivisionHasAnswered(division=_name(policy, to))
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        subjects = {"case": case.id, "division": division}
        note("division.passed_on", subjects, codes={"to": to}, sealed=sealed)
        question = (case.data_key, {"question": question_to(case, division)})
        note("division.asked", {"case": case.id, "division": to}, sealed=question, at=told[division].asked_at)
        _call_desk(actor, now, case, policy, to)


def _standing_open(actor: Actor, now: datetime, case: Case, division: str) -> dict[str, Standing]:
    """Give how it stands with all divisions, if this one owes an answer and the actor may give it."""
    still_open(case)
    policy = policy_of(case.policy)
    if division not in policy.organisation.divisions:
        raise DivisionUnknown
    told = standings(facts_of_case(case.id))
    if division not in told or not told[division].open:
        raise DivisionNotAsked
    if not may_speak_for(policy, actor, division, now):
        raise SpeaksForOthers(division=_name(policy, division))
    return told


def _name(policy: Policy, division: str) -> str:
    known = policy.organisation.divisions
    return known[division].name.in_(policy.language) if division in known else division
