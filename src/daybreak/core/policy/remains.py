"""What remains of a policy when the words that are wrong are left out, so that its other faults can be told too."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING

from pydantic import ValidationError

from daybreak.core.policy.check import contradictions
from daybreak.core.policy.faults import Fault, Place
from daybreak.core.policy.model import Policy
from daybreak.core.policy.sentences import place_at, walk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.policy.contradiction import Contradiction
    from daybreak.core.policy.tree import Node

_MOST_ROUNDS = 12


def faults_beyond(error: ValidationError, tree: Node, name: str) -> list[Fault]:
    """List the contradictions in the rest of a policy of which some words were refused.

    Contradictions in an entry that lost something, and names that stand in the file but were left out, are not
    told: they may be no more than what leaving out has caused.
    """
    written, remains, touched = _names(tree), deepcopy(tree), set[Place]()
    for _ in range(_MOST_ROUNDS):
        refused = [_refused(remains, detail["loc"], detail["type"]) for detail in error.errors(include_url=False)]
        for entry in refused:
            if entry is None:
                return []
            _leave_out(remains, *entry, touched)
        try:
            policy = Policy.model_validate(remains.plain())
        except ValidationError as again:
            error = again
            continue
        found = (it for it in contradictions(policy) if it.name not in written)
        return [
            Fault.at(place_at(remains, it.path), it.words) for it in found if _untouched(it, remains, touched, name)
        ]
    return []


def _untouched(found: Contradiction, remains: Node, touched: set[Place], name: str) -> bool:
    """Tell whether a contradiction stands apart from everything that was left out."""
    if found.own_file_only and place_at(remains, found.path).file != name:
        return False
    return not any(place_at(remains, found.path[:end]) in touched for end in range(1, len(found.path) + 1))


def _refused(remains: Node, loc: Sequence[str | int], kind: str) -> tuple[Node, str | Node] | None:
    """Find what was refused, as its holder and the key or entry in it; None where it is the whole file."""
    if kind == "missing":
        path = walk(remains, loc[:-1])[1]
    elif kind == "extra_forbidden":
        path = (*walk(remains, loc[:-1])[1], loc[-1])
    else:
        path = walk(remains, loc)[1]
    if not path:
        return None
    holder = walk(remains, path[:-1])[0]
    return holder, str(path[-1]) if isinstance(holder.value, dict) else walk(remains, path)[0]


def _leave_out(remains: Node, holder: Node, what: str | Node, touched: set[Place]) -> None:
    """Take an entry out of its mapping or list, and remember the mapping as touched (the top is never)."""
    if isinstance(what, str):
        holder.entries.pop(what, None)
        if holder is not remains:
            touched.add(holder.place)
    else:
        holder.value = [item for item in holder.items if item is not what]


def _names(tree: Node) -> set[str]:
    """List every key and every id written anywhere, whether or not it could be used."""
    words = set(tree.keys)
    for node in (*tree.entries.values(), *tree.items):
        words |= _names(node)
    named = tree.entries.get("id")
    if named is not None and isinstance(named.value, str):
        words.add(named.value)
    return words
