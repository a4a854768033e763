"""JSON from outside, read strictly: one meaning only, and nothing that a database or a page could not hold."""

from __future__ import annotations

import json
import math
from typing import Any

DEEPEST = 64
LONGEST_NUMBER = 20
LARGEST_INTEGER = 2**63 - 1
_SURROGATES = range(0xD800, 0xE000)


class NotStrict(ValueError):
    """The text is no JSON, or JSON of more than one meaning; the message is a sentence that says where to look."""


def strict_json(raw: bytes) -> Any:
    """Read UTF-8 JSON. Raises NotStrict for duplicate names, NaN, huge numbers, depth over 64, NUL, lone surrogates."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as fault:
        message = f"Write the body in UTF-8; byte {fault.start} is not."
        raise NotStrict(message) from None
    try:
        value = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_constant, parse_int=_integer, parse_float=_number
        )
    except json.JSONDecodeError as fault:
        message = f"This is no JSON at line {fault.lineno}, column {fault.colno}: {fault.msg.lower()}."
        raise NotStrict(message) from None
    except RecursionError:
        raise NotStrict(_too_deep()) from None
    _walk(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _value in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"The name {_shown(twice)} stands twice in one object; write each name once."
        raise NotStrict(message)
    return found


def _no_constant(name: str) -> None:
    message = f"{name} is no JSON number; leave it out or write null."
    raise NotStrict(message)


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER or abs(int(digits)) > LARGEST_INTEGER:
        message = "A number has more than 18 digits; write it as text."
        raise NotStrict(message)
    return int(digits)


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        message = "A number is larger than any that is kept; write it as text."
        raise NotStrict(message)
    return value


def _walk(value: Any) -> None:
    """Look at every text and at the depth, without recursion."""
    waiting: list[tuple[Any, int]] = [(value, 1)]
    while waiting:
        one, depth = waiting.pop()
        if depth > DEEPEST:
            raise NotStrict(_too_deep())
        if isinstance(one, str):
            _check(one)
        elif isinstance(one, dict):
            waiting += [(part, depth + 1) for pair in one.items() for part in pair]
        elif isinstance(one, list):
            waiting += [(part, depth + 1) for part in one]


def _check(text: str) -> None:
    if "\0" in text:
        message = "A text holds the character U+0000, which cannot be stored; remove it."
        raise NotStrict(message)
    if not text.isascii() and any(ord(mark) in _SURROGATES for mark in text):
        message = "A text holds half of a character (a lone surrogate, \\ud800 to \\udfff); write the whole character."
        raise NotStrict(message)


def _too_deep() -> str:
    return f"The body is nested deeper than {DEEPEST} levels; flatten it."


def _shown(name: str) -> str:
    return "“" + "".join(mark if mark.isprintable() else "?" for mark in name[:40]) + "”"
