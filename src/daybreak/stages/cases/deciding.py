"""How soon to act on a vulnerability: an answer to each question of SSVC's supplier table, and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.severity.ssvc import SUPPLIER
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.words import allowed, still_open

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.records.models import Vulnerability

DECIDED = "ssvc.decided"


@dataclass(frozen=True)
class Decision:
    """A decision by the table: its outcome, the answer to each question, and when it was made."""

    outcome: str
    answers: Mapping[str, str]
    at: datetime


def decide(*, actor: Actor, now: datetime, vulnerability: Vulnerability, answers: Mapping[str, str]) -> str:
    """Decide by SSVC's supplier table how soon to act, and give the outcome. Journals `ssvc.decided`.

    The newest decision counts. Raises WordsRefused where a question has no answer of the table.
    """
    case = vulnerability.case
    still_open(case)
    allowed(case, DECIDED, actor, now)
    given = {question: answers.get(question, "") for question, _known in SUPPLIER.questions}
    lacking = next((question for question, known in SUPPLIER.questions if given[question] not in known), None)
    if lacking is not None:
        raise WordsRefused(reason=phrase(_("Choose one of the answers.")), place=lacking)
    outcome = SUPPLIER.decide(given)
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "vulnerability": vulnerability.id}
        note(DECIDED, subjects, codes={"table": SUPPLIER.id, "outcome": outcome, **given})
    return outcome


def decisions_in(facts: Iterable[Fact]) -> dict[str, Decision]:
    """Give the decision that counts for each vulnerability, by its key."""
    return {fact.subjects.get("vulnerability", ""): _decision(fact) for fact in facts if fact.kind == DECIDED}


def _decision(fact: Fact) -> Decision:
    answers = {question: str(fact.codes.get(question) or "") for question, _known in SUPPLIER.questions}
    return Decision(str(fact.codes.get("outcome") or ""), answers, fact.happened_at)
