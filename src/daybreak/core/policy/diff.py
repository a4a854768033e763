"""Compares two versions of a policy: rules as sentences, prose word by word, apart from formatting (C1, B11)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Literal

from daybreak.core.policy.diff_sentence import place, sentence
from daybreak.core.policy.diff_speech import Speaker
from daybreak.core.policy.diff_text import Piece, pieces
from daybreak.core.policy.diff_walk import Difference, differences
from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.model import Policy

Kind = Literal["added", "removed", "changed"]


@dataclass(frozen=True)
class RuleChange:
    """A rule that differs, ready to be shown.

    `path` leads to it in the file (`duties.fix.within.high.firmware`); `section` and `about` (a duty's name, a role's
    …; empty where the change is the entry itself or the section has none) are what it stands under; `sentence` says it.
    """

    kind: Kind
    path: str
    section: str
    about: str
    sentence: str


@dataclass(frozen=True)
class TextChange:
    """Words that differ in one language of the file, as stretches in reading order: same, added, removed."""

    path: str
    section: str
    about: str
    language: str
    pieces: tuple[Piece, ...]

    @property
    def kind(self) -> Kind:
        """Tell whether all of the words are new, all are gone, or some differ."""
        kinds = {piece.kind for piece in self.pieces}
        return "added" if kinds == {"added"} else "removed" if kinds == {"removed"} else "changed"


@dataclass(frozen=True)
class Group:
    """The rules of one section that differ about one thing."""

    section: str
    about: str
    changes: tuple[RuleChange, ...]


@dataclass(frozen=True)
class Comparison:
    """What differs between two policies, in the order of the file; both empty where they say the same."""

    language: str
    rules: tuple[RuleChange, ...]
    texts: tuple[TextChange, ...]

    @property
    def count(self) -> int:
        """How many rules and texts differ; the same whichever policy is the older."""
        return len(self.rules) + len(self.texts)

    @property
    def groups(self) -> tuple[Group, ...]:
        """The changed rules under what they are about, in order."""
        grouped = groupby(self.rules, key=lambda change: (change.section, change.about))
        return tuple(Group(section, about, tuple(changes)) for (section, about), changes in grouped)

    def texts_in(self, language: str) -> tuple[TextChange, ...]:
        """Give the changed words of one language alone, as a page in that language shows them."""
        return tuple(change for change in self.texts if change.language == language)


def compare(old: Policy, new: Policy, language: str) -> Comparison:
    """Compare two policies; sentences in Japanese for `ja`, else in English, names as the policies have them.

    Words are compared in every language they are written in, those in `language` first. The order of duties,
    comments, blanks and line breaks are formatting: they make no difference.
    """
    speakers = Speaker(old, language), Speaker(new, language)
    rules: list[RuleChange] = []
    texts: list[TextChange] = []
    for difference in differences(old, new):
        values = difference.before, difference.after
        if not difference.entry and any(isinstance(value, Text) for value in values):
            texts += _texts(difference, speakers)
        else:
            rules.append(_rule(difference, speakers))
    return Comparison(language, tuple(rules), tuple(sorted(texts, key=lambda change: change.language != language)))


def _rule(difference: Difference, speakers: tuple[Speaker, Speaker]) -> RuleChange:
    old, new = speakers
    section, about, _ = place(difference, old if difference.after is None else new)
    return RuleChange(_kind(difference), _path(difference), section, about, sentence(difference, old, new))


def _kind(difference: Difference) -> Kind:
    if difference.before is None:
        return "added"
    return "removed" if difference.after is None else "changed"


def _texts(difference: Difference, speakers: tuple[Speaker, Speaker]) -> Iterator[TextChange]:
    """Compare words language by language."""
    before, after = ({} if value is None else value.root for value in (difference.before, difference.after))
    section, about, rest = place(difference, speakers[difference.after is not None])
    said = ": ".join(filter(None, (about, rest)))
    for language in dict.fromkeys((*after, *before)):
        found = pieces(before.get(language, ""), after.get(language, ""))
        if found:
            yield TextChange(_path(difference), section, said, language, found)


def _path(difference: Difference) -> str:
    return ".".join(step.word for step in difference.trail)


__all__ = ["Comparison", "Group", "Piece", "RuleChange", "TextChange", "compare"]
