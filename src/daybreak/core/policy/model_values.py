"""The small values every section of a policy is made of: ids, spans, lists that may be one word, sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, Literal, get_args

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    ValidationInfo,
    field_validator,
)

from daybreak.core.clocks.spans import COUNTED, WORDS, Span, parse_span
from daybreak.core.facts import KINDS
from daybreak.core.phrase import WrongWords
from daybreak.core.policy.wording import shown
from daybreak.core.words import gettext_noop as _

KEPT = "kept."
"""Prefix of an anchor that is another duty's fulfilment: `kept.first_report`."""

_NOT_COUNTED = _('"%(span)s" cannot stand here; write a time that ends, for example "24 hours" or "2 business days"')
_LONGEST_FACT = 60
_BYTES = {"B": 1, "KB": 1000, "MB": 1000**2, "GB": 1000**3}
_SIZE = re.compile(r"([0-9]{1,9}) ?(B|KB|MB|GB)", re.ASCII)
_SHARE = re.compile(r"([0-9]{1,2}) ?%", re.ASCII)
_MAIL = re.compile(r"[^\s@<>,;\x00-\x20]{1,64}@[^\s@<>,;\x00-\x20]{1,250}")


class Section(BaseModel):
    """A part of the policy: frozen, knows its words, refuses any other."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _as_spoken(cls, raw: object, info: ValidationInfo) -> object:
        """Read `start again` as `start_again` wherever a word is chosen: a policy may be written as it is spoken."""
        return _underscored(raw, _words_of(cls, str(info.field_name)))


@cache
def _words_of(section: type[BaseModel], name: str) -> frozenset[str]:
    """Give the words of several parts among which a field lets one choose."""
    return frozenset(word for word in _literals(section.model_fields[name].annotation) if "_" in word)


def _literals(kind: object) -> Iterator[str]:
    for part in get_args(kind):
        if isinstance(part, str):
            yield part
        else:
            yield from _literals(part)


def _underscored(raw: object, words: frozenset[str]) -> object:
    if isinstance(raw, list):
        return [_underscored(one, words) for one in raw]
    if isinstance(raw, Mapping):
        return {key: _underscored(one, words) for key, one in raw.items()}
    written = raw.replace(" ", "_") if isinstance(raw, str) else ""
    return written if written in words else raw


def _read_span(raw: object) -> Span:
    """Read a span, or pass one through; ValueError in plain words."""
    if isinstance(raw, Span):
        return raw
    if not isinstance(raw, str):
        raise WrongWords(_('write a length of time, for example "24 hours" or "2 business days"'))
    return parse_span(raw)


def _read_counted(raw: object) -> Span:
    """Read a span that has a count, so that it surely ends."""
    span = _read_span(raw)
    if span.unit in WORDS:
        raise WrongWords(_NOT_COUNTED, span=span.unit)
    return span


def _read_timed(raw: object) -> Span:
    """Read a span that leads to an instant by itself: one with a count, or at once."""
    span = _read_span(raw)
    return span if span.timed else _read_counted(raw)


def _read_cadence(raw: object) -> Span:
    """Read how often: `day`, `business day`, `quarter` stand for one of them."""
    once = isinstance(raw, str) and " ".join(raw.split()).lower() in COUNTED
    return _read_counted(f"1 {raw}" if once else raw)


def _read_notice_span(raw: object) -> Span:
    """Read `1 business day before` as the span before an instant."""
    return _read_counted(raw.removesuffix(" before") if isinstance(raw, str) else raw)


def _as_list(raw: object) -> object:
    """Let one word stand for a list of one."""
    return [raw] if isinstance(raw, str | bool) else raw


def _read_share(raw: object) -> int:
    """Read `75%` as 75."""
    found = _SHARE.fullmatch(raw) if isinstance(raw, str) else None
    if found is None or not int(found[1]):
        raise WrongWords(_("write a share of the time between 1%% and 99%%, for example 75%%"))
    return int(found[1])


def _read_size(raw: object) -> int:
    """Read `50 MB` as 50,000,000 bytes; a plain number is bytes."""
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
        return raw
    found = _SIZE.fullmatch(raw) if isinstance(raw, str) else None
    if found is None or not int(found[1]):
        raise WrongWords(_("write a size, for example 50 MB"))
    return int(found[1]) * _BYTES[found[2]]


def _known_fact(raw: object) -> object:
    """Let through only kinds of the journal's vocabulary."""
    if not isinstance(raw, str) or raw not in KINDS:
        near = get_close_matches(str(raw)[:_LONGEST_FACT], KINDS, n=1)
        if near:
            template = _('%(value)s is no fact the journal knows; the nearest is "%(name)s"')
            raise WrongWords(template, value=shown(raw), name=near[0])
        template = _("%(value)s is no fact the journal knows; docs/reference/facts.md lists them")
        raise WrongWords(template, value=shown(raw))
    return raw


def _known_anchor(raw: object) -> object:
    """Let through a kind of fact, or `kept.<duty id>`."""
    if isinstance(raw, str) and raw.startswith(KEPT) and len(raw) > len(KEPT):
        return raw
    return _known_fact(raw)


def _read_mail(raw: object) -> object:
    """Let through what has the shape of a mail address."""
    if not isinstance(raw, str) or not _MAIL.fullmatch(raw):
        raise WrongWords(_("write a mail address, for example psirt@maker.example"))
    return raw


def underscored(raw: object) -> object:
    """Read `programme rule` as `programme_rule`, so that a policy may be written as it is spoken."""
    return raw.replace(" ", "_") if isinstance(raw, str) else raw


Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
"""A name within the file: small letters, digits and underscores."""
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._+-]{0,99}$")]
"""A key that never changes, of a product or release; it becomes part of the CSAF product_id."""
Line = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00-\x1f]*$")]
"""One line of words that are the same in every language."""
SpanField = Annotated[InstanceOf[Span], BeforeValidator(_read_span), PlainSerializer(str, return_type=str)]
Counted = Annotated[InstanceOf[Span], BeforeValidator(_read_counted), PlainSerializer(str, return_type=str)]
"""A length of time with a count; `at once`, `no plan` and the like would never end, or not by a clock."""
Timed = Annotated[InstanceOf[Span], BeforeValidator(_read_timed), PlainSerializer(str, return_type=str)]
"""A length of time with a count, or `at once`."""
Cadence = Annotated[InstanceOf[Span], BeforeValidator(_read_cadence), PlainSerializer(str, return_type=str)]
SpanBefore = Annotated[
    InstanceOf[Span],
    BeforeValidator(_read_notice_span),
    PlainSerializer(lambda span: f"{span} before", return_type=str),
]
Ids = Annotated[tuple[Id, ...], BeforeValidator(_as_list)]
"""One id, or a list of them."""
Words = Annotated[tuple[Line, ...], BeforeValidator(_as_list)]
"""One line, or a list of lines."""
FactKind = Annotated[str, BeforeValidator(_known_fact)]
FactKinds = Annotated[tuple[FactKind, ...], BeforeValidator(_as_list)]
Anchor = Annotated[str, BeforeValidator(_known_anchor)]
Anchors = Annotated[tuple[Anchor, ...], BeforeValidator(_as_list)]
Share = Annotated[int, BeforeValidator(_read_share), PlainSerializer(lambda share: f"{share}%", return_type=str)]
Size = Annotated[int, BeforeValidator(_read_size), PlainSerializer(lambda size: f"{size} B", return_type=str)]
Mail = Annotated[str, BeforeValidator(_read_mail)]
Score = Annotated[Decimal, Field(ge=0, le=10, decimal_places=1), PlainSerializer(str, return_type=str)]


def text_or_list(raw: Any) -> Any:
    """Let one word stand for a list of one, for sections that read several shapes."""
    return _as_list(raw)


Certainty = Literal["in_the_text", "in_part", "second_hand", "from_memory", "conflicting", "inferred"]
"""How surely something was read, as reference works mark it."""
