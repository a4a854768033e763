"""Turns what pydantic found into sentences for the person who writes the policy, each with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from daybreak.core.policy.faults import Fault
from daybreak.core.policy.model import Policy
from daybreak.core.policy.model_values import Section
from daybreak.core.policy.wording import did_you_mean, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from daybreak.core.policy.faults import Place
    from daybreak.core.policy.tree import Node

Path = tuple[str | int, ...]


def faults_of(error: ValidationError, tree: Node) -> list[Fault]:
    """Give one fault for each thing pydantic refused, at its place in the tree."""
    return [_fault(detail, tree) for detail in error.errors(include_url=False)]


def place_at(tree: Node, path: Sequence[str | int]) -> Place:
    """Find the place a path leads to, as far as the tree goes; steps that pydantic put in between are left out."""
    return walk(tree, path)[0].place


def key_place(tree: Node, path: Sequence[str | int]) -> Place:
    """Find the place of the key that a path ends in; without such a key, of the value that would hold it."""
    holder = walk(tree, path[:-1])[0]
    return holder.keys.get(str(path[-1]), holder.place) if path else tree.place


def walk(tree: Node, path: Sequence[str | int]) -> tuple[Node, Path]:
    """Follow a path down the tree; gives the last node reached and the steps that led there."""
    node = tree
    taken: list[str | int] = []
    for step in path:
        if isinstance(node.value, dict) and step in node.value:
            node = node.value[str(step)]
        elif isinstance(node.value, list) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        else:
            continue
        taken.append(step)
    return node, tuple(taken)


def called(tree: Node, path: Sequence[str | int]) -> str:
    """Name a path for people: `duties, fix, within`, entries of lists by their id."""
    words: list[str] = []
    node = tree
    for step in path:
        node = walk(node, [step])[0]
        own = node.entries.get("id") or node.entries.get("key")
        if isinstance(step, int):
            words.append(str(own.value) if own else f"number {step + 1}")
        else:
            words.append(step)
    return ", ".join(words) or "the policy"


def _fault(detail: ErrorDetails, tree: Node) -> Fault:
    """Translate one finding: unknown and missing words get the place of the key, values their own."""
    loc, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        known = did_you_mean(str(loc[-1]), _words_at(loc[:-1]))
        sentence = f"{shown(loc[-1])} is no word of {called(tree, walk(tree, loc[:-1])[1])}; {known}"
        return Fault.at(key_place(tree, loc), sentence)
    if kind == "missing":
        holder, path = walk(tree, loc[:-1])
        return Fault.at(holder.place, f"{shown(loc[-1])} is missing in {called(tree, path)}; add it.")
    node, path = walk(tree, loc)
    place = key_place(tree, path) if loc[-1:] == ("[key]",) else node.place
    return Fault.at(place, f"In {called(tree, path)}: {_sentence(kind, detail)}")


def _sentence(kind: str, detail: ErrorDetails) -> str:
    """Say what is wrong with a value and what to write instead."""
    said = _SENTENCES.get(kind)
    if said:
        return said(detail.get("ctx", {}), detail["input"])
    if kind == "value_error":
        return detail["msg"].removeprefix("Value error, ").rstrip(".") + "."
    return f"{detail['msg'].rstrip('.')}."


Said = dict[str, Any]


def _one_of(ctx: Said, value: object) -> str:
    return f"{shown(value)} is not one of the words that can stand here; write {ctx['expected']}."


def _id_or_shape(ctx: Said, value: object) -> str:
    if ctx["pattern"].startswith("^[a-z][a-z0-9_]"):
        return f"{shown(value)} is no id; write small letters, digits and underscores, beginning with a letter."
    return f"{shown(value)} does not have the shape that is meant here ({ctx['pattern']})."


_SENTENCES: dict[str, Callable[[Said, object], str]] = {
    "literal_error": _one_of,
    "string_pattern_mismatch": _id_or_shape,
    "string_type": lambda _, value: f"write words here, in quotes if need be, not {shown(value)}.",
    "string_too_short": lambda _c, _v: "write something here.",
    "string_too_long": lambda ctx, _: f"this is too long; write at most {ctx['max_length']} characters.",
    "too_short": lambda ctx, _: f"write at least {ctx['min_length']} here.",
    "int_parsing": lambda _, value: f"{shown(value)} is no whole number.",
    "int_type": lambda _, value: f"{shown(value)} is no whole number.",
    "bool_parsing": lambda _, value: f"{shown(value)} is neither true nor false.",
    "bool_type": lambda _, value: f"{shown(value)} is neither true nor false.",
    "decimal_parsing": lambda _, value: f"{shown(value)} is no score; write for example 7.0.",
    "decimal_type": lambda _, value: f"{shown(value)} is no score; write for example 7.0.",
    "decimal_max_places": lambda _, value: f"{shown(value)} is no score; a score has one decimal, for example 7.0.",
    "finite_number": lambda _, value: f"{shown(value)} is no score; write for example 7.0.",
    "greater_than_equal": lambda ctx, value: f"{shown(value)} is too small; write {ctx['ge']} or more.",
    "less_than_equal": lambda ctx, value: f"{shown(value)} is too large; write {ctx['le']} or less.",
    "date_from_datetime_parsing": lambda _, value: f"{shown(value)} is no date; write year, month and day: 2026-11-01.",
    "date_from_datetime_inexact": lambda _, value: f"{shown(value)} is no date; write year, month and day: 2026-11-01.",
    "date_type": lambda _, value: f"{shown(value)} is no date; write year, month and day: 2026-11-01.",
    "date_parsing": lambda _, value: f"{shown(value)} is no date; write year, month and day: 2026-11-01.",
    "model_type": lambda _c, _v: "write a mapping here, one word and its value a line.",
    "model_attributes_type": lambda _c, _v: "write a mapping here, one word and its value a line.",
    "mapping_type": lambda _c, _v: "write a mapping here, one id and its value a line.",
    "dict_type": lambda _c, _v: "write the words in each language here, for example {en: Firmware}.",
    "tuple_type": lambda _c, _v: "write a list here, each entry with a dash or all in [ ].",
    "is_instance_of": lambda _, value: f"{shown(value)} is no length of time.",
}
"""What to say, by pydantic's name of what it found."""


def _words_at(loc: Sequence[str | int]) -> tuple[str, ...]:
    """List the words that the section at this path knows, by following the model's own annotations."""
    section: type[Section] = Policy
    for step in loc:
        named = {field.alias or name: field for name, field in section.model_fields.items()}
        if step in named:
            section = _section_in(named[str(step)].annotation) or section
    return tuple(field.alias or name for name, field in section.model_fields.items() if name != "included")


def _section_in(annotation: Any) -> type[Section] | None:
    """Find the section that an annotation holds, however deep in lists, mappings and options."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _section_in(inner))), None)
