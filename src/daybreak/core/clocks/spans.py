"""A span is how long a policy gives: `24 hours`, `2 business days`, `1 quarter`, `at once`, `no plan`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal
from unicodedata import normalize

from daybreak.core.phrase import WrongWords, phrase
from daybreak.core.words import gettext_noop as _

Unit = Literal[
    "minute",
    "hour",
    "day",
    "business day",
    "week",
    "month",
    "quarter",
    "year",
    "at once",
    "no plan",
    "none",
    "next release",
    "day named",
]

COUNTED: dict[Unit, float] = {
    "minute": 1 / 60,
    "hour": 1.0,
    "day": 24.0,
    "business day": 24.0 * 7 / 5,
    "week": 24.0 * 7,
    "month": 24.0 * 365.25 / 12,
    "quarter": 24.0 * 365.25 / 4,
    "year": 24.0 * 365.25,
}
"""Units that take a count, with their mean length in hours."""

WORDS: tuple[Unit, ...] = ("at once", "no plan", "none", "next release", "day named")
"""Spans that take no count: `none` is "no aim", `no plan` is an answer, `next release` waits for a release, and
`day named` ends at the instant that the fact it starts from names (its code `until`)."""

LONGEST_HOURS = 10 * COUNTED["year"]
LONGEST_TEXT = 40

_COUNT = re.compile(r"([0-9]{1,20}) ?([a-z]+(?: [a-z]+)?)", re.ASCII)
_EXAMPLE = _('write for example "24 hours", "2 business days", "1 quarter", "at once" or "no plan"')
_NO_UNIT = _('"%(unit)s" is no unit of time; %(example)s')

_JAPANESE = {
    "minute": "分",
    "hour": "時間",
    "day": "日",
    "business day": "営業日",
    "week": "週間",
    "month": "か月",
    "quarter": "四半期",
    "year": "年",
    "at once": "直ちに",
    "no plan": "対応予定なし",
    "none": "目標なし",
    "next release": "次回リリース",
    "day named": "定めた期日",
}
_ENGLISH = {"none": "no aim", "day named": "the day named"}


_CLOCK_CHANGE = 1.0
_DAYS = {"day": (1, 1), "week": (7, 7), "month": (28, 31), "quarter": (89, 92), "year": (365, 366)}
"""The fewest and the most days that a unit of the calendar has."""


def _hours(unit: Unit, count: int, *, low: bool) -> float | None:
    """Give the bound of a length by the clock or the calendar, an hour's change of the clocks allowed for."""
    if unit in WORDS:
        return 0.0 if unit == "at once" else None
    if unit not in _DAYS:
        return count * COUNTED[unit]
    days = 24.0 * count * _DAYS[unit][0 if low else 1]
    return days - _CLOCK_CHANGE if low else days + _CLOCK_CHANGE


@dataclass(frozen=True, slots=True)
class Span:
    """How long: a unit and, where the unit takes one, a count of 1 or more (0 for the words in `WORDS`)."""

    unit: Unit
    count: int = 0

    def __post_init__(self) -> None:
        """Refuse a count that the unit does not take, and more than ten years (ValueError)."""
        if self.unit in WORDS:
            if self.count:
                raise WrongWords(_('"%(unit)s" takes no number'), unit=self.unit)
            return
        if self.unit not in COUNTED:
            raise WrongWords(_NO_UNIT, unit=self.unit, example=phrase(_EXAMPLE))
        if self.count < 1:
            template = _('"%(span)s" is no time at all; %(example)s')
            raise WrongWords(template, span=f"{self.count} {self.unit}s", example=phrase(_EXAMPLE))
        if self.count * COUNTED[self.unit] > LONGEST_HOURS:
            template = _('"%(span)s" is longer than ten years; write a shorter time')
            raise WrongWords(template, span=f"{self.count} {self.unit}s")

    def __str__(self) -> str:
        """Write the span as the policy file does; `parse_span(str(span)) == span`."""
        if self.unit in WORDS:
            return self.unit
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"

    @property
    def comparable(self) -> float | None:
        """Mean length in hours for `aim <= limit` checks; None for words that are no time by themselves, 0 at once."""
        if self.unit in WORDS:
            return 0.0 if self.unit == "at once" else None
        return self.count * COUNTED[self.unit]

    @property
    def shortest(self) -> float | None:
        """The fewest hours it can last, wherever it starts; None for words that are no time by themselves."""
        if self.unit == "business day":
            return 24.0 * self.count
        return _hours(self.unit, self.count, low=True)

    @property
    def longest(self) -> float | None:
        """The most hours it can last, wherever it starts; None where nothing bounds it (holidays), or it is no time."""
        return None if self.unit == "business day" else _hours(self.unit, self.count, low=False)

    def never_longer(self, other: Span) -> bool:
        """Tell whether it surely ends no later than another span from the same start, whatever the calendar."""
        if self.unit == other.unit:
            return self.count <= other.count
        return self.longest is not None and other.shortest is not None and self.longest <= other.shortest

    @property
    def timed(self) -> bool:
        """Tell whether the span leads to an instant by itself (counted, or at once)."""
        return self.unit == "at once" or self.unit in COUNTED

    def spoken(self, language: str) -> str:
        """Say the span in `ja`, else in English: `2 営業日`, `2 business days`."""
        if language == "ja":
            words = _JAPANESE[self.unit]
            return words if self.unit in WORDS else f"{self.count}{words}"
        return _ENGLISH.get(self.unit, str(self))


@lru_cache(maxsize=1024)
def parse_span(text: str) -> Span:
    """Read a span as the policy file writes it; ValueError says what to write instead."""
    if len(text) > LONGEST_TEXT:
        template = _("a length of time is written in %(most)s characters at most; %(example)s")
        raise WrongWords(template, most=LONGEST_TEXT, example=phrase(_EXAMPLE))
    words = " ".join(text.split()).lower()
    said = next((word for word in WORDS if word == words), None)
    if said is not None:
        return Span(said)
    found = _COUNT.fullmatch(words)
    narrow = normalize("NFKC", words)
    if found is None and narrow != words and _COUNT.fullmatch(narrow):
        raise WrongWords(_('"%(words)s" is written in full width; write "%(narrow)s"'), words=words, narrow=narrow)
    if found is None:
        raise WrongWords(_('"%(words)s" is no length of time; %(example)s'), words=words, example=phrase(_EXAMPLE))
    unit = next((one for one in COUNTED if one == found[2].removesuffix("s")), None)
    if unit is None:
        raise WrongWords(_NO_UNIT, unit=found[2], example=phrase(_EXAMPLE))
    return Span(unit, int(found[1]))
