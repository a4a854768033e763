"""A CVSS vector as the objects that CSAF carries, and as the note that stands in for CVSS 4.0."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from cvss import CVSS2, CVSS3, CVSS4, CVSSError

from daybreak.core.advisory.document import Note
from daybreak.core.advisory.vulnerability import Score

if TYPE_CHECKING:
    from collections.abc import Iterable

V4_TITLE = "CVSS v4.0"
_V4_PREFIX = "CVSS:4.0/"
_V4_FIRST_LINE = re.compile(r"^(CVSS:4\.0/\S+)( .*)?$")


def is_v4(score: Score) -> bool:
    """Say whether the score is of CVSS 4.0, for which CSAF 2.0 has no member."""
    return score.vector.startswith(_V4_PREFIX)


def csaf_score(score: Score) -> dict[str, Any]:
    """Give the CSAF `scores` entry of a CVSS 2 or 3 vector; a broken vector is passed on for the schema to refuse."""
    member = "cvss_v3" if score.vector.startswith("CVSS:") else "cvss_v2"
    try:
        told: dict[str, Any] = _parsed(score.vector).as_json(sort=True, minimal=True)
    except CVSSError:
        told = {"vectorString": score.vector}
    return {member: told}


def v4_note(score: Score) -> dict[str, Any]:
    """Write a CVSS 4.0 score as a CSAF note: the vector with its number, then a line for each product id."""
    try:
        parsed = CVSS4(score.vector)
        first = f"{score.vector} {parsed.base_score} ({parsed.severity})"
    except CVSSError:
        first = score.vector
    lines = [first, *(f"- {product}" for product in score.products)]
    return {"category": "other", "text": "\n".join(lines), "title": V4_TITLE}


def v4_scores(notes: Iterable[Note]) -> tuple[tuple[Note, ...], tuple[Score, ...]]:
    """Part the notes of a document into true notes and the CVSS 4.0 scores that `v4_note` wrote among them."""
    kept: list[Note] = []
    scores: list[Score] = []
    for note in notes:
        score = _from_note(note)
        if score is None:
            kept.append(note)
        else:
            scores.append(score)
    return tuple(kept), tuple(scores)


def _from_note(note: Note) -> Score | None:
    """Read a CVSS 4.0 score back from its note, or None for any other note."""
    if note.title is None or V4_TITLE not in note.title.root.values():
        return None
    first, *rest = next(iter(note.text.root.values())).split("\n")
    found = _V4_FIRST_LINE.match(first)
    if found is None or not all(line.startswith("- ") for line in rest):
        return None
    return Score(vector=found[1], products=tuple(line[2:] for line in rest))


def _parsed(vector: str) -> CVSS2 | CVSS3 | CVSS4:
    """Parse a vector by its prefix; raises CVSSError for one that is broken or not whole."""
    if vector.startswith(_V4_PREFIX):
        return CVSS4(vector)
    if vector.startswith("CVSS:"):
        return CVSS3(vector)
    return CVSS2(vector)
