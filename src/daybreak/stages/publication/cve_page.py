"""The answer about one CVE: per product affected, fixed, not affected and why, or looked into (C9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.stages.disclosure.spoken import Reader
from daybreak.stages.publication.page import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.stages.disclosure.spoken import Said
    from daybreak.stages.publication.answers import PublicAnswer
    from daybreak.stages.publication.page import Told
    from daybreak.stages.publication.truth import PublicAdvisory


@dataclass(frozen=True)
class Answer:
    """What one advisory says about the CVE."""

    number: str
    title: Said
    changed_at: datetime | None
    told: Told


@dataclass(frozen=True)
class CvePage:
    """Everything public about a CVE, in one language, newest change first; `answer` is ours without an advisory."""

    cve: str
    answers: tuple[Answer, ...]
    answer: PublicAnswer | None = None
    words: Said | None = None


def cve_page(
    public: Sequence[PublicAdvisory], cve: str, language: str, answer: PublicAnswer | None = None, first: str = ""
) -> CvePage:
    """Compose the page from the public advisories that speak of the CVE, and from the answer given about it."""
    answers = []
    for one in public:
        shown = page_of(one, language)
        answers += [
            Answer(shown.number, shown.title, shown.changed_at, told)
            for told in shown.flaws
            if told.cve == cve.strip().upper()
        ]
    words = Reader(language, first or language).hears(answer.content.words) if answer else None
    return CvePage(cve.strip().upper(), tuple(answers), answer, words)
