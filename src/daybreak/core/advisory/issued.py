"""What belongs to a publication and not to the content: number, instants, history, place and language."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from daybreak.core.words import Text


@dataclass(frozen=True)
class HistoryEntry:
    """One published revision: its number, its aware instant and what it changed."""

    number: int
    at: datetime
    note: Text

    def __post_init__(self) -> None:
        """Refuse an instant without zone."""
        _must_be_aware(self.at)


@dataclass(frozen=True)
class Issued:
    """How and when a content is published.

    `number` counts published revisions from 1; `history` holds one entry per revision, 1..number, this one included.
    `released_at` is the first revision's instant, `current_at` this one's; both aware. `base_url` has no slash at its
    end; `page_url` is the address of the page for people, if there is one. `languages` is the policy's order: the
    first is the default and keeps the bare tracking id. Raises ValueError where these do not fit together.
    """

    number: int
    released_at: datetime
    current_at: datetime
    history: tuple[HistoryEntry, ...]
    base_url: str
    language: str
    languages: tuple[str, ...]
    generator_version: str
    page_url: str = ""
    status: Literal["draft", "final", "interim"] = "final"

    def __post_init__(self) -> None:
        """Refuse what would make a document contradict itself."""
        _must_be_aware(self.released_at)
        _must_be_aware(self.current_at)
        if [entry.number for entry in self.history] != list(range(1, self.number + 1)):
            message = f"the history must hold the revisions 1 to {self.number}, one entry each, in order"
            raise ValueError(message)
        instants = [entry.at for entry in self.history]
        if instants != sorted(instants) or self.released_at > self.current_at:
            message = "the history's instants must not go back in time, nor the current release precede the first"
            raise ValueError(message)
        if self.language not in self.languages:
            message = f"{self.language} is not one of the policy's languages ({', '.join(self.languages)})"
            raise ValueError(message)

    @property
    def default_language(self) -> str:
        """The language whose documents keep the bare tracking id."""
        return self.languages[0]

    def for_language(self, language: str) -> Issued:
        """Give the same publication in another of its languages."""
        return replace(self, language=language)

    def read_in(self, words: Text) -> str:
        """Give the words in this publication's language, else in the first of the policy's languages that has them."""
        for language in (self.language, *self.languages):
            if language in words.root:
                return words.root[language]
        return words.root[min(words.root)]


def stamp(instant: datetime) -> str:
    """Write an aware instant as RFC 3339 in UTC with `Z`; fractions of a second only where there are any."""
    return instant.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _must_be_aware(instant: datetime) -> None:
    """Raise ValueError for an instant without zone."""
    if instant.tzinfo is None:
        message = "an instant needs a zone, for example 2026-11-22T10:00:00+09:00"
        raise ValueError(message)
