"""What is wrong with a policy file: where, and in one sentence what to change."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daybreak.core.phrase import Phrase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A place in a file; line and column count from 1."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        """Write the place as compilers do, so that editors can jump to it."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong: file, line and column (from 1), and a sentence that says what to change.

    `sentence` is English; `words` is the same for a reader of any language.
    """

    file: str
    line: int
    column: int
    sentence: str
    words: Phrase | str = field(default="", compare=False)

    @classmethod
    def at(cls, place: Place, words: Phrase) -> Fault:
        """Name a fault at a place."""
        return cls(place.file, place.line, place.column, str(words), words)

    def told(self, translate: Callable[[str], str], language: str) -> str:
        """Say what to change in `language`; `translate` gives a template's words in that language."""
        return self.words.told(translate, language) if isinstance(self.words, Phrase) else self.sentence

    def __str__(self) -> str:
        """Write the fault in one line, in English."""
        return f"{self.where}: {self.sentence}"

    @property
    def where(self) -> str:
        """The place as compilers write it."""
        return f"{self.file}:{self.line}:{self.column}"


class PolicyFaults(Exception):
    """The policy cannot be used; `faults` holds every reason, in the order of the file."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        """Keep the faults, each once, sorted by place."""
        self.faults: list[Fault] = sorted(set(faults))
        super().__init__("\n".join(map(str, self.faults)))
