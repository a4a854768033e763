"""What a revision changed, marked for readers: which part, and which words came or went (A12)."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from daybreak.core.advisory.changes import Change, changes, values_by_path
from daybreak.stages.publication.summary import named_products

if TYPE_CHECKING:
    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.policy.model import Policy
    from daybreak.stages.disclosure.spoken import Reader

PRIVATE = frozenset(
    {"revision_note", "outdated", "key", "cve_absent", "set_aside", "inventory", "reports", "permission", "imported"}
)
"""Members that are never published; a change in them alone is no change for readers."""
PARTS = (
    "title", "notes", "aggregate_severity", "scores", "product_status", "flags", "product_tree", "remediations",
    "threats", "references", "acknowledgments", "cve", "cwe", "ids",
)  # fmt: skip
"""The parts readers know; the first on a path names the change."""
_WORDS = re.compile(r"[A-Za-z0-9_]+|\s+|.", re.DOTALL)
LONGEST_DIFF = 20_000


@dataclass(frozen=True)
class Piece:
    """A piece of words: kept, come or gone."""

    kind: Literal["same", "added", "removed"]
    words: str


@dataclass(frozen=True)
class Mark:
    """One part that changed; `pieces` show its words where there are any to show. `number` names the vulnerability."""

    part: str
    number: str = ""
    pieces: tuple[Piece, ...] = ()


def marks(old: Content, new: Content, policy: Policy, reader: Reader) -> tuple[Mark, ...]:
    """List the parts that changed between two public revisions, in one reader's language."""
    names = {
        product: f"{reader.hears(one.name)} {one.version}".strip()
        for content in (old, new)
        for product, one in named_products(content).items()
    }
    before, after = values_by_path(old), values_by_path(new)
    found: dict[tuple[str, str], list[Piece]] = {}
    for change in changes(old, new):
        steps = change.path.split("/")
        part = next((step for step in steps if step in PARTS), "")
        if PRIVATE & set(steps) or not part or _other_language(steps, policy, reader):
            continue
        pieces = _pieces(change, before.get(change.path), after.get(change.path), names)
        found.setdefault((part, _number(steps)), []).extend(pieces)
    return tuple(Mark(part, number, tuple(pieces)) for (part, number), pieces in found.items())


def _other_language(steps: list[str], policy: Policy, reader: Reader) -> bool:
    """Tell whether a change is in words of a language that this reader does not see."""
    tongue = reader.language if reader.language in policy.languages else reader.first
    return steps[-1] in policy.languages and steps[-1] != tongue


def _number(steps: list[str]) -> str:
    """Name the vulnerability a path lies in, by its CVE ID; our own keys are never shown."""
    inside = steps[1] if steps[0] == "vulnerabilities" and len(steps) > 1 else ""
    return inside if inside.startswith("CVE-") else ""


def _pieces(change: Change, old: Any, new: Any, names: dict[str, str]) -> list[Piece]:
    """Show words that differ; lists of products by name; identifiers and structure only by the part's name."""
    last = change.path.rpartition("/")[2]
    if isinstance(old, list) or isinstance(new, list):
        return _listed(old or [], new or [], names)
    if last in {"category", "product_id", "system_name", "namespace"} or not isinstance(old or new, str):
        return []
    return _compared(old or "", new or "")


def _listed(old: list[Any], new: list[Any], names: dict[str, str]) -> list[Piece]:
    gone = [Piece("removed", names.get(str(one), str(one))) for one in old if one not in new]
    come = [Piece("added", names.get(str(one), str(one))) for one in new if one not in old]
    return gone + come


def _compared(old: str, new: str) -> list[Piece]:
    if len(old) + len(new) > LONGEST_DIFF or not (old and new):
        return [Piece("removed", old)] * bool(old) + [Piece("added", new)] * bool(new)
    was, now = _WORDS.findall(old), _WORDS.findall(new)
    pieces: list[Piece] = []
    for kind, start, end, begin, stop in difflib.SequenceMatcher(None, was, now, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", "".join(was[start:end])))
            continue
        if start < end:
            pieces.append(Piece("removed", "".join(was[start:end])))
        if begin < stop:
            pieces.append(Piece("added", "".join(now[begin:stop])))
    return pieces
