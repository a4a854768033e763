"""What differs between two contents, by section and place: for the revision history and for approvals an edit voids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from daybreak.core.advisory.content import canonical_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.advisory.content import Advisory

Section = Literal["facts", "words", "products", "severity", "credit", "references"]
SECTIONS: tuple[Section, ...] = ("facts", "words", "products", "severity", "credit", "references")

_BY_MEMBER: dict[str, Section] = {
    "acknowledgments": "credit",
    "references": "references",
    "scores": "severity",
    "aggregate_severity": "severity",
    "product_tree": "products",
    "product_status": "products",
    "flags": "products",
    "title": "words",
    "notes": "words",
    "details": "words",
    "revision_note": "words",
    "summary": "words",
    "text": "words",
    "contact_details": "words",
    "issuing_authority": "words",
    "entitlements": "words",
}
"""The first member on a path that is listed here decides the section; every other change is one of facts."""
_NAMED_BY = ("cve", "key", "product_id", "group_id", "url", "vector", "category", "label", "name")
_VERBS = {"added": "was added", "removed": "was removed", "changed": "was changed"}


@dataclass(frozen=True)
class Change:
    """One difference: its section, its path (`vulnerabilities/CVE-2026-1000/title/en`) and what happened there."""

    section: Section
    path: str
    kind: Literal["added", "removed", "changed"]

    def __str__(self) -> str:
        """Say it as a sentence."""
        return f"{self.path} {_VERBS[self.kind]}."


def changes(old: Advisory, new: Advisory) -> tuple[Change, ...]:
    """List the differences from `old` to `new` in the order of their paths; empty exactly when the hashes agree."""
    before = dict(_leaves(json.loads(canonical_json(old)), ()))
    after = dict(_leaves(json.loads(canonical_json(new)), ()))
    found: list[Change] = []
    for path in sorted(before.keys() | after.keys()):
        if path not in after:
            found.append(Change(_section(path), "/".join(path), "removed"))
        elif path not in before:
            found.append(Change(_section(path), "/".join(path), "added"))
        elif before[path] != after[path]:
            found.append(Change(_section(path), "/".join(path), "changed"))
    return tuple(found)


def sections_changed(old: Advisory, new: Advisory) -> frozenset[Section]:
    """Name the sections in which the two differ: whoever approved one of them must look again."""
    return frozenset(change.section for change in changes(old, new))


def values_by_path(advisory: Advisory) -> dict[str, Any]:
    """Give every value of a content by the path under which `changes` names it."""
    return {"/".join(path): value for path, value in _leaves(json.loads(canonical_json(advisory)), ())}


def _section(path: tuple[str, ...]) -> Section:
    """Give the section a path belongs to."""
    return next((_BY_MEMBER[step] for step in path if step in _BY_MEMBER), "facts")


def _leaves(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Walk a JSON value to its leaves; an empty object or array is a leaf too, and so is a list of plain values."""
    if isinstance(value, dict) and value:
        for name in value:
            yield from _leaves(value[name], (*path, name))
    elif isinstance(value, list) and any(isinstance(item, dict | list) for item in value):
        for step, item in zip(_steps(value), value, strict=True):
            yield from _leaves(item, (*path, step))
    else:
        yield path, value


def _steps(items: list[Any]) -> list[str]:
    """Name the items of an array by what identifies them, so that an insertion does not shift the rest."""
    steps: list[str] = []
    seen: dict[str, int] = {}
    for item in items:
        name = _identity(item)
        seen[name] = seen.get(name, 0) + 1
        steps.append(name if seen[name] == 1 else f"{name}#{seen[name]}")
    return steps


def _identity(item: Any) -> str:
    """Give the first identifying member of an object as a string, else `item`."""
    if not isinstance(item, dict):
        return "item"
    return next((str(item[name]) for name in _NAMED_BY if isinstance(item.get(name), str)), "item")
