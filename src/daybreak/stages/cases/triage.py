"""Triage: one decision on one report, as the report page and the standing meeting's agenda both make it (A1, A3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.identifiers import read_number
from daybreak.core.phrase import phrase
from daybreak.core.policy.model_page import FIELD
from daybreak.core.policy.reading import own_address
from daybreak.core.words import gettext_noop as _
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.stages.cases.actions import close_report, join, open_case
from daybreak.stages.cases.refusals import (
    AnswerUnfinished,
    ChooseDecision,
    NoSuchNumber,
    ReasonMissing,
    WordsRefused,
)
from daybreak.stages.intake.actions import hand_over
from daybreak.stages.intake.letters import box_address
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.policy.model_intake import AnswerTemplate
    from daybreak.records.models import Case, Report

MOST_CASES = 200
OPEN, JOIN, HAND_OVER = "open", "join", "hand_over"
SAID_BY_US = frozenset({"reason", "references"})
"""The places of an answer that nobody but the person deciding can fill."""


@dataclass(frozen=True)
class Decision:
    """What becomes of a report: `what` is open, join, hand_over or the id of one of the policy's answers.

    `words` are the case's title, or the whole answer to the finder; `case` is the one to join, `duplicate_of` the
    report that came first.
    """

    what: str
    words: str = ""
    case: Case | None = None
    duplicate_of: Report | None = None


def decide(*, actor: Actor, now: datetime, report: Report, decision: Decision) -> Case | None:
    """Do what was decided; gives the case that was opened or joined.

    Raises ChooseDecision, AnswerUnfinished, NoSuchNumber and what the deeds themselves refuse.
    """
    if decision.what == OPEN:
        return open_case(actor=actor, now=now, title=decision.words, report=report)
    if decision.what == JOIN:
        if decision.case is None:
            raise NoSuchNumber(number="")
        join(actor=actor, now=now, report=report, case=decision.case)
        return decision.case
    if decision.what == HAND_OVER:
        hand_over(actor=actor, now=now, report=report)
        return None
    _answer(actor, now, report, decision)
    return None


def _answer(actor: Actor, now: datetime, report: Report, decision: Decision) -> None:
    answer = answer_of(report, decision.what)
    if not decision.words.strip():
        raise WordsRefused(reason=phrase(_("Write something here.")), place="words")
    left = [f"{{{name}}}" for name in FIELD.findall(decision.words)]
    if left:
        raise AnswerUnfinished(places=", ".join(dict.fromkeys(left)))
    if answer.outcome == "duplicate" and decision.duplicate_of is None:
        raise NoSuchNumber(number="")
    close_report(
        actor=actor,
        now=now,
        report=report,
        outcome=answer.outcome,
        body=decision.words,
        duplicate_of=decision.duplicate_of,
    )


def answer_of(report: Report, answer_id: str) -> AnswerTemplate:
    """Give one of the answers of the report's own policy. Raises ChooseDecision for any other word."""
    try:
        return policy_of(report.policy).answer(answer_id)
    except KeyError:
        raise ChooseDecision from None


def answer_text(report: Report, answer_id: str, said: str = "") -> str:
    """Write the policy's answer for this report in its language; `said` fills the reason, else its place stays.

    Raises ChooseDecision for an answer that the policy does not have.
    """
    answer, policy = answer_of(report, answer_id), policy_of(report.policy)
    values = {
        "organisation": policy.organisation.name.in_(report.language, policy.language),
        "number": report.number,
        "box": box_address(report.language),
        "link": box_address(report.language),
        "contact": own_address(policy, report.mailbox),
    }
    if said.strip():
        values |= dict.fromkeys(SAID_BY_US, said.strip())
    body = answer.body.in_(report.language, policy.language)
    return FIELD.sub(lambda hit: values.get(hit[1], hit[0]), body)


def decision_at_table(viewer: Viewer, now: datetime, report: Report, what: str, said: str, other: str) -> Decision:
    """Read one row of the agenda: `said` is the reason or the case's title, `other` the number it belongs to.

    A reason that the answer has no place for is added below it, so that nothing said is lost. Raises NoSuchNumber,
    and ReasonMissing where the answer tells a reason and none was said.
    """
    if what in {OPEN, HAND_OVER}:
        return Decision(what, said if what == OPEN else "")
    if what == JOIN:
        return Decision(what, case=visible_case(viewer, now, other))
    words = answer_text(report, what, said)
    if SAID_BY_US & set(FIELD.findall(words)):
        raise ReasonMissing
    if said.strip() and said.strip() not in words:
        words = f"{words.rstrip()}\n\n{said.strip()}"
    first = (
        visible_report(viewer, now, other, besides=report) if answer_of(report, what).outcome == "duplicate" else None
    )
    return Decision(what, words, duplicate_of=first)


def joinable(viewer: Viewer, now: datetime) -> tuple[tuple[str, str], ...]:
    """List (number, title) of the open cases that a report may join, newest first, as far as the viewer sees them."""
    rows = visible_to(viewer, now).cases().filter(closed_at=None, data_key__destroyed_at=None)
    newest = rows.select_related("data_key").order_by("-opened_at")[:MOST_CASES]
    return tuple((row.number, open_text(row, "title_sealed")) for row in newest)


def visible_case(viewer: Viewer, now: datetime, number: str) -> Case:
    """Find a case by a number as people type it. Raises NoSuchNumber for unknown and unseen ones alike."""
    case = visible_to(viewer, now).cases().filter(number=_number(number)).first()
    if case is None:
        raise NoSuchNumber(number=number)
    return case


def visible_report(viewer: Viewer, now: datetime, number: str, besides: Report) -> Report:
    """Find another report by a number as people type it. Raises NoSuchNumber for unknown and unseen ones alike."""
    row = visible_to(viewer, now).reports().filter(number=_number(number)).exclude(id=besides.id).first()
    if row is None:
        raise NoSuchNumber(number=number)
    return row


def _number(typed: str) -> str:
    try:
        return read_number(typed)
    except ValueError:
        raise NoSuchNumber(number=typed[:40]) from None
