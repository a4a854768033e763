"""A clock's words in English and Japanese: how long is left, how late it is, and instants with their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.clocks.calendars import zone_of

if TYPE_CHECKING:
    from collections.abc import Iterator

_MINUTE, _HOUR, _DAY = 60, 3600, 86400
_WEEKDAYS = {"en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), "ja": ("月", "火", "水", "木", "金", "土", "日")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class _Part(NamedTuple):
    number: int
    english: str
    japanese: str

    def spoken(self, language: str) -> str:
        return f"{self.number}{self.japanese}" if language == "ja" else f"{self.number} {self.english}"


def length(span: timedelta, language: str = "en") -> str:
    """Say a length of time in its two largest units: `3 h 12 min`, `2 days`, `5日 4時間`; under a minute in seconds."""
    return " ".join(part.spoken(language) for part in _parts(int(abs(span).total_seconds())))


def until(limit: datetime, now: datetime, language: str = "en") -> str:
    """Say how far a limit is: `due in 3 h 12 min`, `due now` (under a second), `2 days late`."""
    left = limit - now
    if abs(left) < timedelta(seconds=1):
        return "まもなく期限" if language == "ja" else "due now"
    words = length(left, language)
    if left > timedelta(0):
        return f"期限まで {words}" if language == "ja" else f"due in {words}"
    return f"{words} 超過" if language == "ja" else f"{words} late"


def absolute(instant: datetime, zone: str, language: str = "en") -> str:
    """Write an aware instant with its zone and in UTC: `Tue 24 Nov 2026 09:00 JST (00:00 UTC)`.

    The UTC date is written where it differs from the zone's.
    """
    local, utc = instant.astimezone(zone_of(zone)), instant.astimezone(UTC)
    name = local.tzname() or zone
    if name[0] in "+-":
        name = f"UTC{name}"
    if name == "UTC":
        return f"{_day(local, language)} {local:%H:%M} UTC"
    other = "" if local.date() == utc.date() else f"{_day(utc, language)} "
    return f"{_day(local, language)} {local:%H:%M} {name} ({other}{utc:%H:%M} UTC)"


def _day(moment: datetime, language: str) -> str:
    weekday = _WEEKDAYS["ja" if language == "ja" else "en"][moment.weekday()]
    if language == "ja":
        return f"{moment.year}年{moment.month}月{moment.day}日({weekday})"
    return f"{weekday} {moment.day} {_MONTHS[moment.month - 1]} {moment.year}"


def _parts(seconds: int) -> Iterator[_Part]:
    days, hours, minutes = seconds // _DAY, seconds % _DAY // _HOUR, seconds % _HOUR // _MINUTE
    if seconds < _MINUTE:
        yield _Part(seconds, "s", "秒")
        return
    if days:
        yield _Part(days, "day" if days == 1 else "days", "日")
    if hours:
        yield _Part(hours, "h", "時間")
    if minutes and not days:
        yield _Part(minutes, "min", "分")
