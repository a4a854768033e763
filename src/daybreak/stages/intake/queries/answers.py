"""The answers of a report, opened, each with the label of its question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.core.words import gettext_noop
from daybreak.stages.intake.queries.catalogue import OTHER, product_choices
from daybreak.stages.intake.weaknesses import FAMILIES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Question

YES_NO = {"yes": gettext_noop("Yes"), "no": gettext_noop("No"), "unknown": gettext_noop("Not known")}
OWN_QUESTIONS = {"subject": gettext_noop("Subject"), "message": gettext_noop("Message")}
"""What the general contact form asks, beside the policy's questions."""
NAMED_OTHER = "_other"
"""Ending of the answer that names what the catalogue does not: `product_other`."""


@dataclass(frozen=True)
class Answer:
    """One answer: the question's id and label, its kind, what was answered, and that in words."""

    id: str
    label: str
    kind: str
    value: str
    words: str


def labelled(policy: Policy, answers: Mapping[str, str], language: str) -> tuple[Answer, ...]:
    """Put each answer beside its question, in the policy's order; answers to no question of it come last."""
    left = dict(answers)
    found = []
    for asked in policy.intake.ask:
        if asked.id in left:
            value, named = left.pop(asked.id), left.pop(f"{asked.id}{NAMED_OTHER}", "")
            words = _words(policy, asked, value, language)
            shown = f"{words}: {named}" if named else words
            found.append(Answer(asked.id, asked.label.in_(language, policy.language), asked.kind, value, shown))
    for name in [*(one for one in OWN_QUESTIONS if one in left), *(one for one in left if one not in OWN_QUESTIONS)]:
        value = left[name]
        label = _(OWN_QUESTIONS[name]) if name in OWN_QUESTIONS else name
        found.append(Answer(name, label, "text", value, value))
    return tuple(found)


def option_words(policy: Policy, asked: Question, language: str) -> dict[str, str]:
    """Give the values a choice may take, and their words."""
    if asked.from_ == "cwe_families":
        return {key: _(words) for key, words in FAMILIES.items()}
    if asked.from_ == "surfaces":
        return {key: text.in_(language, policy.language) for key, text in policy.surfaces.items()}
    return {option.id: option.label.in_(language, policy.language) for option in asked.options}


def _words(policy: Policy, asked: Question, value: str, language: str) -> str:
    if asked.kind == "product":
        known = dict(product_choices(language, policy.language)) | {OTHER: _("Another product")}
        return known.get(value, value)
    if asked.kind == "choice":
        return option_words(policy, asked, language).get(value, value)
    if asked.kind == "yes_no" and value in YES_NO:
        return _(YES_NO[value])
    return value
