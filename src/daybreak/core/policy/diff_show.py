"""Prints a comparison of two policies as text for a terminal, and as data for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daybreak.core.policy.diff_words import said
from daybreak.core.policy.show_table import width

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.policy.diff import Comparison, TextChange
    from daybreak.core.policy.diff_text import Piece

_SIGNS = {"added": "+", "removed": "-", "changed": "~"}
_MARKS = {"added": ("{+", "+}"), "removed": ("[-", "-]"), "same": ("", "")}
AROUND = 40
"""How many signs of unchanged words stand on each side of a change."""


def shown(comparison: Comparison) -> str:
    """Give the comparison as plain text: what came {+so+}, what went [-so-], long unchanged stretches left out."""
    if not comparison.count:
        return said("no_changes", comparison.language) + "\n"
    return "\n".join([*_rules(comparison), *_texts(comparison)]).lstrip("\n") + "\n"


def data(comparison: Comparison) -> dict[str, Any]:
    """Give the comparison as JSON-ready data; `count` is 0 where the policies say the same."""
    rules = [
        {"kind": it.kind, "path": it.path, "section": it.section, "about": it.about, "sentence": it.sentence}
        for it in comparison.rules
    ]
    texts = [
        {
            "kind": it.kind,
            "path": it.path,
            "section": it.section,
            "about": it.about,
            "language": it.language,
            "pieces": [piece._asdict() for piece in it.pieces],
        }
        for it in comparison.texts
    ]
    return {"language": comparison.language, "count": comparison.count, "rules": rules, "texts": texts}


def _rules(comparison: Comparison) -> Iterator[str]:
    section = ""
    for group in comparison.groups:
        if group.section != section:
            section = group.section
            yield from _heading(section)
        if group.about:
            yield group.about
        indent = "  " if group.about else ""
        yield from (f"{indent}{_SIGNS[change.kind]} {change.sentence}" for change in group.changes)


def _texts(comparison: Comparison) -> Iterator[str]:
    if comparison.texts:
        yield from _heading(said("texts", comparison.language))
    for change in comparison.texts:
        yield f"{change.section}: {change.about} ({change.language})"
        yield f"  {marked(change)}"


def _heading(words: str) -> tuple[str, ...]:
    return "", words, "=" * width(words)


def marked(change: TextChange) -> str:
    """Give the changed words in one line, additions and removals marked."""
    last = len(change.pieces) - 1
    return "".join(
        _marked(piece, first=index == 0, last=index == last) for index, piece in enumerate(change.pieces)
    ).strip()


def _marked(piece: Piece, *, first: bool, last: bool) -> str:
    if piece.kind == "same":
        return _shortened(piece.text, first=first, last=last)
    before, after = _MARKS[piece.kind]
    words = piece.text.rstrip()
    return f"{before}{words}{after}{piece.text[len(words) :]}"


def _shortened(words: str, *, first: bool, last: bool) -> str:
    """Leave out the middle of unchanged words, or the end that is far from any change."""
    if len(words) <= AROUND * (1 if first or last else 2) + 1:
        return words
    head = "" if first else words[:AROUND]
    return f"{head}…{'' if last else words[-AROUND:]}"
