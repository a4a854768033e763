"""Turns what pydantic found into sentences for the person who writes the policy, each with its place."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, get_args

from daybreak.core.phrase import WrongWords, either, listed, phrase
from daybreak.core.policy.faults import Fault
from daybreak.core.policy.model import Policy
from daybreak.core.policy.model_values import Section
from daybreak.core.policy.wording import did_you_mean, on_one_line, shown
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from daybreak.core.phrase import Place
    from daybreak.core.policy import faults
    from daybreak.core.policy.tree import Node

Path = tuple[str | int, ...]
_OR = re.compile(r", | or ")
"""What stands between the words that pydantic says are expected."""


def faults_of(error: ValidationError, tree: Node) -> list[Fault]:
    """Give one fault for each thing pydantic refused, at its place in the tree.

    A list that is too short only because of an entry that was refused is no fault of its own.
    """
    found = error.errors(include_url=False)
    longer = {detail["loc"][:end] for detail in found for end in range(len(detail["loc"]))}
    return [_fault(detail, tree) for detail in found if detail["type"] != "too_short" or detail["loc"] not in longer]


def place_at(tree: Node, path: Sequence[str | int]) -> faults.Place:
    """Find the place a path leads to, as far as the tree goes; steps that pydantic put in between are left out."""
    return walk(tree, path)[0].place


def key_place(tree: Node, path: Sequence[str | int]) -> faults.Place:
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


def called(tree: Node, path: Sequence[str | int]) -> Place:
    """Name a path for people: `duties, fix, within`, entries of lists by their id."""
    words: list[Place] = []
    node = tree
    for step in path:
        node = walk(node, [step])[0]
        own = node.entries.get("id") or node.entries.get("key")
        if isinstance(step, int):
            words.append(on_one_line(own.value) if own else phrase(_("number %(number)s"), number=step + 1))
        else:
            words.append(on_one_line(step))
    return listed(words) or phrase(_("the policy"))


def _fault(detail: ErrorDetails, tree: Node) -> Fault:
    """Translate one finding: unknown and missing words get the place of the key, values their own."""
    loc, kind = detail["loc"], detail["type"]
    if kind == "extra_forbidden":
        hint = did_you_mean(str(loc[-1]), _words_at(loc[:-1]))
        where = called(tree, walk(tree, loc[:-1])[1])
        template = _("%(word)s is no word of %(where)s; %(hint)s")
        return Fault.at(key_place(tree, loc), phrase(template, word=shown(loc[-1]), where=where, hint=hint))
    if kind == "missing":
        holder, path = walk(tree, loc[:-1])
        template = _("%(word)s is missing in %(where)s; add it.")
        return Fault.at(holder.place, phrase(template, word=shown(loc[-1]), where=called(tree, path)))
    node, path = walk(tree, loc)
    place = key_place(tree, path) if loc[-1:] == ("[key]",) else node.place
    words = phrase(_("In %(where)s: %(wrong)s."), where=called(tree, path), wrong=_wrong(kind, detail))
    return Fault.at(place, words)


def _wrong(kind: str, detail: ErrorDetails) -> Place:
    """Say what is wrong with a value and what to write instead, without a full stop."""
    context = detail.get("ctx", {})
    if kind in _SENTENCES:
        said = {name: str(value) for name, value in context.items()} | {"value": shown(detail["input"])}
        words = _OR.split(said.get("expected", ""))
        return phrase(_SENTENCES[kind], **said | {"expected": either(words)})
    if kind == "string_pattern_mismatch":
        example = EXAMPLES.get(str(context["pattern"]))
        return phrase(_NO_SHAPE if example else _NO_ID, value=shown(detail["input"]), example=example or "")
    why = context.get("error")
    if isinstance(why, WrongWords):
        return why.phrase
    if why is not None:
        return phrase(str(why).replace("%", "%%"))
    return phrase(_("this cannot stand here (%(problem)s)"), problem=detail["msg"].rstrip("."))


_NO_ID = _("%(value)s is no id; write small letters, digits and underscores, beginning with a letter")
_NO_SHAPE = _("%(value)s does not have the shape that is meant here; write for example %(example)s")
_NO_NUMBER = _("%(value)s is no whole number")
_NO_TRUTH = _("%(value)s is neither true nor false")
_NO_SCORE = _("%(value)s is no score; write for example 7.0")
_NO_DATE = _("%(value)s is no date; write year, month and day: 2026-11-01")
_NO_MAPPING = _("write a mapping here, one word and its value a line")

EXAMPLES = {
    r"^([01][0-9]|2[0-3]):[0-5][0-9]$": '"14:00"',
    r"^([1-9][0-9]?%|due|overdue)$": "75%, due, overdue",
    r"^https?://[^\s<>\"]{3,}$": "https://maker.example/page",
    r"^https://[^\s]+$": "https://portal.example/",
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$": "ja",
    r"^([0-9]{4}-)?[0-9]{2}-[0-9]{2}(\.\.([0-9]{4}-)?[0-9]{2}-[0-9]{2})?$": '"12-29..01-03"',
    r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$": "JP, DE-BY",
    r"^[A-Z][A-Z0-9-]{0,11}$": "AB-SA",
    r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$": "router-x",
    r"^[^\x00-\x1f]*$": '"one line of words"',
}
"""What has each shape that the language knows, ids apart."""

_SENTENCES: dict[str, str] = {
    "literal_error": _("%(value)s is not one of the words that can stand here; write %(expected)s"),
    "string_type": _("write words here, in quotes if need be, not %(value)s"),
    "string_too_short": _("write something here"),
    "string_too_long": _("this is too long; write at most %(max_length)s characters"),
    "too_short": _("write at least %(min_length)s here"),
    "too_long": _("this is too long; write at most %(max_length)s here"),
    "int_parsing": _NO_NUMBER,
    "int_parsing_size": _NO_NUMBER,
    "int_type": _NO_NUMBER,
    "bool_parsing": _NO_TRUTH,
    "bool_type": _NO_TRUTH,
    "decimal_parsing": _NO_SCORE,
    "decimal_type": _NO_SCORE,
    "decimal_max_places": _("%(value)s is no score; a score has one decimal, for example 7.0"),
    "finite_number": _NO_SCORE,
    "greater_than_equal": _("%(value)s is too small; write %(ge)s or more"),
    "less_than_equal": _("%(value)s is too large; write %(le)s or less"),
    "date_from_datetime_parsing": _NO_DATE,
    "date_from_datetime_inexact": _NO_DATE,
    "date_type": _NO_DATE,
    "date_parsing": _NO_DATE,
    "model_type": _NO_MAPPING,
    "model_attributes_type": _NO_MAPPING,
    "mapping_type": _("write a mapping here, one id and its value a line"),
    "dict_type": _("write the words in each language here, for example {en: Firmware}"),
    "tuple_type": _("write a list here, each entry with a dash or all in [ ]"),
    "is_instance_of": _("%(value)s is no length of time"),
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
