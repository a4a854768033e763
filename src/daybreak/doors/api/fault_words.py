"""What the API says of a value that it cannot take: a sentence of ours, in the reader's language (B12)."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, get_args

from django.utils.translation import gettext as _
from pydantic import BaseModel

from daybreak.core.phrase import Phrase, WrongWords, phrase
from daybreak.core.words import gettext_noop
from daybreak.doors.refusals import said

if TYPE_CHECKING:
    from collections.abc import Sequence

_OR = re.compile(r", | or ")
"""What stands between the words that pydantic says are expected."""

_EMPTY = gettext_noop("Write something here.")
_WHOLE = gettext_noop("Write a whole number here.")
_BOOLEAN = gettext_noop("Write true or false here.")
_OBJECT = gettext_noop("Write a JSON object here, in { }.")
_DATE = gettext_noop("Write a date here: 2026-11-24.")
_INSTANT = gettext_noop("Write date and time with their zone: 2026-11-24T09:00:00+09:00.")
_KEY = gettext_noop("Write a key as the API gave it, a UUID.")
_SENTENCES = {
    "missing": gettext_noop("This is missing; add it."),
    "literal_error": gettext_noop("Write one of these here: %(expected)s."),
    "string_type": gettext_noop("Write a text here, in quotes."),
    "string_too_short": _EMPTY,
    "string_too_long": gettext_noop("This is too long; write at most %(max_length)s characters."),
    "string_pattern_mismatch": gettext_noop("This does not have the shape that is meant: %(pattern)s."),
    "too_short": _EMPTY,
    "too_long": gettext_noop("This is too long; write at most %(max_length)s here."),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "bool_type": _BOOLEAN,
    "bool_parsing": _BOOLEAN,
    "greater_than_equal": gettext_noop("This is too small; write %(ge)s or more."),
    "less_than_equal": gettext_noop("This is too large; write %(le)s or less."),
    "list_type": gettext_noop("Write a list here, in [ ]."),
    "dict_type": _OBJECT,
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "date_type": _DATE,
    "date_parsing": _DATE,
    "date_from_datetime_parsing": _DATE,
    "datetime_type": _INSTANT,
    "datetime_parsing": _INSTANT,
    "datetime_from_date_parsing": _INSTANT,
    "timezone_aware": _INSTANT,
    "uuid_type": _KEY,
    "uuid_parsing": _KEY,
}
"""What to say, by pydantic's name of what it found."""


def fault_words(detail: dict[str, Any], model: type[BaseModel]) -> str:
    """Say what is wrong with a value, as a whole sentence; `model` is what the operation takes."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        return _of_no_name(detail["loc"], model)
    if kind in _SENTENCES:
        expected = ", ".join(_OR.split(str(context.get("expected", ""))))
        return _(_SENTENCES[kind]) % {**context, "expected": expected}
    why = context.get("error")
    words = said(why.phrase) if isinstance(why, WrongWords) else str(why or detail["msg"])
    return f"{words[:1].upper()}{words[1:].rstrip('.')}." if words[-1:].isascii() else _ended(words)


def _ended(words: str) -> str:
    return words if words.endswith("。") else f"{words}。"


def _of_no_name(loc: Sequence[str | int], model: type[BaseModel]) -> str:
    """Tell which names are known where one stands that is not, the nearest first."""
    known = _names_at(loc[:-1], model)
    near = get_close_matches(str(loc[-1]), known, n=1)
    template = (
        gettext_noop("This name is not known here; did you mean %(near)s? Known are: %(known)s.")
        if near
        else gettext_noop("This name is not known here. Known are: %(known)s.")
    )
    words: Phrase = phrase(template, known=", ".join(known), **({"near": near[0]} if near else {}))
    return said(words)


def _names_at(loc: Sequence[str | int], model: type[BaseModel]) -> list[str]:
    for step in loc:
        field = model.model_fields.get(str(step))
        model = (_model_in(field.annotation) if field else None) or model
    return sorted(field.alias or name for name, field in model.model_fields.items())


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """Find the model that an annotation holds, however deep in lists and options."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := _model_in(inner))), None)
