"""Erasing before its time and unmasking take two different people, the second within a week of the first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.verdict import ALLOWED, Refused
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.verdict import Verdict

WORD_HOLDS = timedelta(days=7)
"""How long one person's word waits for another's."""
UNMASKED_FOR = timedelta(hours=24)
"""How long the two who unmasked a finder see who it is."""


@dataclass(frozen=True)
class Word:
    """One person's word that something be done: by whom (the journal's actor string) and when."""

    actor: str
    at: datetime


def word_given(facts: Iterable[Fact], report: str, asked: str, settled: Iterable[str], now: datetime) -> Word | None:
    """Give the word that waits for a second person; None if none does, or it is older than a week.

    `asked` is the kind of fact that gives a word, `settled` those that end the matter; `facts` in the journal's order.
    """
    ended = frozenset(settled)
    word: Word | None = None
    for fact in facts:
        if fact.subjects.get("report") != report:
            continue
        if fact.kind == asked:
            word = Word(fact.actor, fact.happened_at)
        elif fact.kind in ended:
            word = None
    return word if word and now < word.at + WORD_HOLDS else None


def second_word(word: Word, actor: str) -> Verdict:
    """Say whether `actor` may be the second person."""
    return Refused(phrase(_SAME)) if word.actor == actor else ALLOWED


def unmasked_until(facts: Iterable[Fact], report: str, actor: str) -> datetime | None:
    """Give until when `actor` sees who the finder is; None if they never unmasked them."""
    shown = [
        fact.happened_at
        for fact in facts
        if fact.kind == "restricted.unmasked"
        and fact.subjects.get("report") == report
        and actor in {fact.actor, fact.codes.get("first")}
    ]
    return shown[-1] + UNMASKED_FOR if shown else None


_SAME = _("You have given your word already. A second, different person must give theirs.")
