"""One thing that an advisory still lacks: the section it belongs to and the sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.core.advisory.missing_words import MISSING
from daybreak.core.advisory.sentence import sentence

if TYPE_CHECKING:
    from daybreak.core.advisory.sentence import Param, Sentence

LackSection = Literal["facts", "words", "products", "severity", "remedies", "credit", "references"]


@dataclass(frozen=True)
class Missing:
    """A section and the sentence that says what to add or change there."""

    section: LackSection
    sentence: Sentence


def lack(section: LackSection, template: str, **params: Param) -> Missing:
    """Make one missing thing from a template of `missing_words`; raises KeyError for an unknown template."""
    return Missing(section, sentence(MISSING, template, **params))
