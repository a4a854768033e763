"""A span is how long a policy gives: `24 hours`, `2 business days`, `1 quarter`, `at once`, `no plan`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

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

COUNTED: dict[str, float] = {
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

WORDS = ("at once", "no plan", "none", "next release", "day named")
"""Spans that take no count: `none` is "no aim", `no plan` is an answer, `next release` waits for a release, and
`day named` ends at the instant that the fact it starts from names (its code `until`)."""

LONGEST_HOURS = 10 * COUNTED["year"]
LONGEST_TEXT = 40

_COUNT = re.compile(r"([0-9]{1,7}) ?([a-z]+(?: [a-z]+)?)", re.ASCII)
_EXAMPLE = 'write for example "24 hours", "2 business days", "1 quarter", "at once" or "no plan"'

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


@dataclass(frozen=True, slots=True)
class Span:
    """How long: a unit and, where the unit takes one, a count of 1 or more (0 for the words in `WORDS`)."""

    unit: Unit
    count: int = 0

    def __post_init__(self) -> None:
        """Refuse a count that the unit does not take, and more than ten years (ValueError)."""
        if self.unit in WORDS:
            if self.count:
                message = f'"{self.unit}" takes no number'
                raise ValueError(message)
            return
        if self.unit not in COUNTED:
            message = f'"{self.unit}" is no unit of time; {_EXAMPLE}'
            raise ValueError(message)
        if self.count < 1:
            message = f'"{self.count} {self.unit}" is no time at all; {_EXAMPLE}'
            raise ValueError(message)
        if self.count * COUNTED[self.unit] > LONGEST_HOURS:
            message = f'"{self.count} {self.unit}s" is longer than ten years; write a shorter time'
            raise ValueError(message)

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
        message = f"a length of time is written in {LONGEST_TEXT} characters at most; {_EXAMPLE}"
        raise ValueError(message)
    words = " ".join(text.split()).lower()
    if words in WORDS:
        return Span(words)  # type: ignore[arg-type]  # narrowed by the membership test above
    found = _COUNT.fullmatch(words)
    if found is None:
        message = f'"{words}" is no length of time; {_EXAMPLE}'
        raise ValueError(message)
    unit = found[2].removesuffix("s")
    if unit not in COUNTED:
        message = f'"{found[2]}" is no unit of time; {_EXAMPLE}'
        raise ValueError(message)
    return Span(unit, int(found[1]))  # type: ignore[arg-type]  # narrowed by the membership test above
