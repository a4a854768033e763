"""Words as one reader gets them: in their language, else in the policy's first with that language named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from daybreak.core.words import Text


@dataclass(frozen=True)
class Said:
    """Words for one reader; `lang` names their language where it is not the reader's, else it is empty."""

    words: str = ""
    lang: str = ""

    def __str__(self) -> str:
        """Give the words alone."""
        return self.words

    def __bool__(self) -> bool:
        """Say whether there is anything to read."""
        return bool(self.words.strip())


@dataclass(frozen=True)
class Reader:
    """Who reads: their language, and the policy's first language, which stands in for missing words."""

    language: str
    first: str

    def hears(self, words: Text | str | None) -> Said:
        """Give words for this reader; a bare string is a name and the same in every language."""
        if words is None:
            return Said()
        if isinstance(words, str):
            return Said(words)
        told, tongue = words.spoken(self.language, self.first)
        return Said(told, "" if tongue == self.language else tongue)
