"""The answer about one CVE: per product affected, fixed, not affected and why, or looked into (C9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.stages.publication.page import page_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.stages.disclosure.spoken import Said
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
    """Everything public about a CVE, in one language, newest change first."""

    cve: str
    answers: tuple[Answer, ...]


def cve_page(public: Sequence[PublicAdvisory], cve: str, language: str) -> CvePage:
    """Compose the answer from the public advisories that speak of the CVE."""
    answers = []
    for one in public:
        shown = page_of(one, language)
        answers += [
            Answer(shown.number, shown.title, shown.changed_at, told)
            for told in shown.flaws
            if told.cve == cve.strip().upper()
        ]
    return CvePage(cve.strip().upper(), tuple(answers))
