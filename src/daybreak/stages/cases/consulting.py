"""Asking colleagues for advice without a meeting, and giving it (A6l): the words stay in the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.phrase import phrase
from daybreak.core.words import gettext_noop
from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of, words_of
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.membership import call_in
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.words import prose, still_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Person


@dataclass(frozen=True)
class Advice:
    """A question to some roles, or advice that was given (then without roles): by whom, when, in which words."""

    roles: tuple[str, ...]
    who: str
    at: datetime
    words: str


def consult(*, actor: Actor, now: datetime, case: Case, roles: Sequence[str], question: str) -> None:
    """Ask the holders of some roles for advice: they are let in and told that there is a question, without detail.

    Journals `case.consulted`. Raises WordsRefused for roles the policy does not have.
    """
    still_open(case)
    if not roles or set(roles) - set(policy_of(case.policy).roles):
        raise WordsRefused(reason=phrase(gettext_noop("Choose at least one role of the policy.")), place="roles")
    sealed = (case.data_key, {"words": prose(question, "question", required=True)})
    with deed(actor=actor, now=now) as note:
        for person in call_in(actor=actor, now=now, case=case, roles=roles, basis="consulted"):
            queue(actor=actor, now=now, letter=_letter(case, person, now), case=case)
        note("case.consulted", {"case": case.id}, codes={"roles": " ".join(roles)}, sealed=sealed)


def advise(*, actor: Actor, now: datetime, case: Case, words: str) -> None:
    """Give advice. Journals `case.advised`."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        note("case.advised", {"case": case.id}, sealed=sealed)


def advice_of(case: Case) -> tuple[Advice, ...]:
    """Give the questions and the advice of a case, oldest first."""
    entries = JournalEntry.objects.filter(case=case, kind__in=("case.consulted", "case.advised"))
    told = list(entries.select_related("data_key").order_by("position"))
    names = names_of(entry.actor for entry in told)
    return tuple(
        Advice(
            roles=tuple(str(fact_of(entry.body).codes.get("roles") or "").split()),
            who=names[entry.actor],
            at=entry.happened_at,
            words=str(words_of(entry).get("words", "")),
        )
        for entry in told
    )


def to_consult(policy: Policy, facts: Iterable[Fact], band: str) -> tuple[str, ...]:
    """Give the roles that the policy wants consulted at this band without a meeting, and that nobody has asked yet."""
    wanted = [
        role
        for rule in policy.duties
        if not {"meeting.held", "meeting.convened"} & set(rule.fulfilled_by())
        for role in rule.with_for(band)
    ]
    asked = {
        role for fact in facts if fact.kind == "case.consulted" for role in str(fact.codes.get("roles") or "").split()
    }
    return tuple(role for role in dict.fromkeys(wanted) if role not in asked)


def _letter(case: Case, person: Person, now: datetime) -> Letter:
    with override(person.language):
        subject = _("Your advice on %(number)s") % {"number": case.number}
        body = _("You are asked for your advice.\n\nRead the question and answer at the desk:\n%(link)s\n")
        words = body % {"link": f"{settings.BASE_URL}/desk/cases/{case.number}/#advice"}
    once = f"advice|{case.id}|{person.id}|{now.isoformat()}"
    return Letter("advice", person.email, subject, words, person.language, once_key=once)
