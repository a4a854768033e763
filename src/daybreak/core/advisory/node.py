"""The pieces every node of an advisory is made of: words, names, instants, addresses and what was imported with it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Annotated, Any, ClassVar, TypeVar
from urllib.parse import quote

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    ValidationInfo,
    model_validator,
)

from daybreak.core.words import Text

LANGUAGE = "imported_language"
"""Key of the validation context that says: this is a foreign document, written in this language."""

_SCHEMES = ("http://", "https://", "ftp://", "mailto:", "urn:")
_IN_ADDRESSES = "%/:?#[]@!$&'()*+,;=~-._"
_Item = TypeVar("_Item")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def _in_its_language(value: object, info: ValidationInfo) -> object:
    """Wrap the bare string of an imported document into words of that document's language."""
    context = info.context or {}
    if isinstance(value, str) and LANGUAGE in context:
        return {context[LANGUAGE]: value}
    return value


def _in_utc(value: datetime) -> datetime:
    """State an instant in UTC, so that equal instants are equal bytes."""
    try:
        return value.astimezone(UTC)
    except OverflowError as problem:
        message = "the year must lie between 2 and 9998"
        raise ValueError(message) from problem


def _reachable(value: str) -> str:
    """Refuse addresses that a reader's browser would run instead of open."""
    scheme = next((known for known in _SCHEMES if value.lower().startswith(known)), None)
    if scheme is None or len(value) == len(scheme) or _CONTROL.search(value):
        message = "write a full web address, for example https://example.org/page"
        raise ValueError(message)
    try:
        return quote(value, safe=_IN_ADDRESSES)
    except UnicodeEncodeError as problem:
        message = "the address holds half a character (a lone surrogate); write it whole"
        raise ValueError(message) from problem


def once_each(values: tuple[_Item, ...]) -> tuple[_Item, ...]:
    """Let every entry of a list that is a set in CSAF stand once, where it first stood."""
    kept: list[_Item] = []
    for value in values:
        if value not in kept:
            kept.append(value)
    return tuple(kept)


def _one_line(value: str) -> str:
    """Refuse identifiers that hold control characters or that begin or end with a space."""
    if _CONTROL.search(value) or value != value.strip():
        message = "an identifier is one line without spaces at its ends"
        raise ValueError(message)
    return value


Words = Annotated[Text, BeforeValidator(_in_its_language)]
"""Words per language; in an imported document a bare string counts as that document's language."""
Name = Annotated[str, StringConstraints(min_length=1)] | Text
"""A proper name or version that is the same in every language (a string), or words per language."""
Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
"""An aware instant, kept in UTC."""
Url = Annotated[str, AfterValidator(_reachable)]
"""A web address (http, https, ftp), a mail address (mailto:) or a name (urn:), written in ASCII (RFC 3986)."""
Line = Annotated[str, StringConstraints(min_length=1)]
"""Words of a machine or a name: the same in every language, and never empty."""
UniqueStrings = Annotated[tuple[Line, ...], AfterValidator(once_each)]
"""Names or numbers, each once."""
Identifier = Annotated[str, StringConstraints(min_length=1, max_length=1000), AfterValidator(_one_line)]
"""One line without control characters, such as a tracking id or a product id."""
Identifiers = Annotated[tuple[Identifier, ...], AfterValidator(once_each)]
"""Identifiers, each once: a list of product ids is a set."""
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$")]
"""A BCP 47 tag."""


class Node(BaseModel):
    """One object of an advisory, named and shaped as in CSAF 2.0 (OASIS CSAF 2.0, section 3).

    `imported` keeps members of a foreign document for which there is no field, so that nothing is lost on the way
    through. `PRIVATE` names fields that no published document shows; `DROPPED` names members of a foreign document
    that belong to its publication and not to its content.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    PRIVATE: ClassVar[frozenset[str]] = frozenset()
    DROPPED: ClassVar[frozenset[str]] = frozenset()

    imported: dict[str, JsonValue] = Field(default_factory=dict)

    @model_validator(mode="before")
    @classmethod
    def _keeps_what_it_does_not_know(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, dict) or LANGUAGE not in (info.context or {}):
            return value
        hidden = cls.PRIVATE | {"imported"}
        known = {name: part for name, part in value.items() if name in cls.model_fields and name not in hidden}
        rest = {name: part for name, part in value.items() if name not in known and name not in cls.DROPPED}
        return {**known, "imported": rest} if rest else known
