"""Answers that a machine gives, held against the policy's questions: unknown ids and values are named, not dropped."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.core.identifiers import read_cve
from daybreak.core.written import clean_line
from daybreak.doors.api.problems import Trouble
from daybreak.stages.intake.queries import OTHER, product_choices
from daybreak.stages.intake.queries.answers import YES_NO, option_words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Question

NOT_HERE = frozenset({"files", "credit"})
"""Kinds of questions that are answered elsewhere than among the answers."""
YEARS = range(2000, 2200)


def answers_of(policy: Policy, said: Mapping[str, str], language: str) -> dict[str, str]:
    """Give the answers as the report form would keep them, empty ones left out. Raises Trouble 422."""
    asked = {question.id: question for question in policy.intake.ask if question.kind not in NOT_HERE}
    unknown = next((name for name in said if name not in asked), None)
    if unknown is not None:
        sentence = _("There is no question “%(id)s”; the questions are %(ids)s.")
        raise Trouble(422, sentence % {"id": unknown, "ids": ", ".join(asked)}, f"answers.{unknown}")
    return {name: _value(policy, asked[name], words, language) for name, words in said.items() if words}


def _value(policy: Policy, question: Question, words: str, language: str) -> str:
    choices = _choices(policy, question, language)
    if choices is not None and words not in choices:
        sentence = _("Write one of these values: %(values)s.") % {"values": ", ".join(choices)}
        raise Trouble(422, sentence, f"answers.{question.id}")
    try:
        return _read(question, words)
    except ValueError as fault:
        sentence = str(fault)
        raise Trouble(422, f"{sentence[:1].upper()}{sentence[1:]}.", f"answers.{question.id}") from None


def _choices(policy: Policy, question: Question, language: str) -> list[str] | None:
    if question.kind == "product":
        return [*(key for key, _name in product_choices(language, policy.language)), OTHER]
    if question.kind == "choice":
        return list(option_words(policy, question, language))
    return list(YES_NO) if question.kind == "yes_no" else None


def _read(question: Question, words: str) -> str:
    """Read one value by its kind; ValueError is a sentence without its full stop."""
    if question.kind == "cve":
        return read_cve(words)
    if question.kind == "date":
        return _day(words)
    return words if question.kind in {"text", "choice", "product", "yes_no"} else clean_line(words)


def _day(words: str) -> str:
    try:
        day = date.fromisoformat(words)
    except ValueError:
        day = None
    if day is None or day.year not in YEARS:
        message = _("write a day as 2026-11-24")
        raise ValueError(message)
    return day.isoformat()
