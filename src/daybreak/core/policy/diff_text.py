"""Words against words: what was added to a text and what was taken from it, apart from formatting (C1)."""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MOST_PAIRS = 4_000_000
"""More pairs of words than this are not matched one by one: the old text is then shown as replaced."""

_WIDE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f"
_TOKEN = re.compile(
    r"\{[a-z_]+\}"  # a template's field
    r"|[\u4e00-\u9fff\u3400-\u4dbf\uf900-\ufaff々]+"  # kanji
    r"|[\u30a0-\u30ff]+|[\u3040-\u309f]+"  # katakana, hiragana
    r"|[^\W\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]+"  # a word in letters and digits
    r"|\S"
)
_BETWEEN_WIDE = re.compile(rf"(?<=[{_WIDE}]) (?=[{_WIDE}])")


class Piece(NamedTuple):
    """A stretch of words that stayed, came or went."""

    kind: Literal["same", "added", "removed"]
    text: str


class _Token(NamedTuple):
    word: str
    gap: str


def plain(text: str) -> str:
    """Give the words without their formatting: one line, one space between words, none between Japanese signs."""
    return _BETWEEN_WIDE.sub("", " ".join(unicodedata.normalize("NFC", text).split()))


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Give the stretches in reading order; empty where the words are the same apart from formatting.

    What stayed and what came make up the new text; what stayed and what went make up the old one, blanks apart.
    """
    old, new = _tokens(plain(before)), _tokens(plain(after))
    olds, news = [token.word for token in old], [token.word for token in new]
    if olds == news:
        return ()
    return tuple(_told(old, new, _steps(olds, news)))


def _tokens(text: str) -> list[_Token]:
    found = list(_TOKEN.finditer(text))
    ends = [*(hit.start() for hit in found[1:]), len(text)]
    return [_Token(hit[0], text[hit.end() : end]) for hit, end in zip(found, ends, strict=False)]


def _steps(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    if len(old) * len(new) > MOST_PAIRS:
        yield "replace", 0, len(old), 0, len(new)
    else:
        yield from SequenceMatcher(None, old, new, autojunk=False).get_opcodes()


def _told(
    old: Sequence[_Token], new: Sequence[_Token], steps: Iterator[tuple[str, int, int, int, int]]
) -> Iterator[Piece]:
    for step, old_from, old_to, new_from, new_to in steps:
        if step == "equal":
            yield Piece("same", _joined(new[new_from:new_to]))
            continue
        if old_to > old_from:
            yield Piece("removed", _joined(old[old_from:old_to]))
        if new_to > new_from:
            yield Piece("added", _joined(new[new_from:new_to]))


def _joined(tokens: Sequence[_Token]) -> str:
    return "".join(token.word + token.gap for token in tokens)
