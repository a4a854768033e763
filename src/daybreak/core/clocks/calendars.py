"""A business calendar: the organisation's zone, its country's holidays and its own closed days."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from daybreak.core.phrase import WrongWords, phrase
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from holidays import HolidayBase

MOST_CLOSED_DAYS = 300
SEARCHED_YEARS = 30
DAY = timedelta(days=1)
OpenDays = tuple[tuple[int, ...], frozenset[date]]
"""A year's business days as ordinals, and as a set of dates."""
_LEAP_YEAR = 2000
_WEEKEND = (5, 6)
_DAY_OF_YEAR = re.compile(r"(\d{2})-(\d{2})", re.ASCII)
_CLOSED_EXAMPLE = _('write a closed time as "12-29..01-03", "08-15" or "2026-05-02"')


@dataclass(frozen=True)
class BusinessCalendar:
    """Which days are business days, and the zone whose wall clock counts.

    `holidays` is a country code of the `holidays` library (`JP`, or with a subdivision `DE-BY`) or None; `closed`
    holds month-days or dates, single or as ranges that may run over the turn of the year. A country that rests on
    other days than Saturday and Sunday, or works some of them, is taken as that library knows it. ValueError with a
    sentence for an unknown zone or closed day; an unknown country is told by `check_holidays` and at first use.
    """

    zone: str = "UTC"
    holidays: str | None = None
    closed: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse an unknown zone, an unreadable closed day and a year that is closed all but altogether."""
        zone_of(self.zone)
        days = (date(_LEAP_YEAR, 1, 1) + DAY * n for n in range(366))
        ranges = [_read_closed(text) for text in self.closed]
        if sum(any(_within(day, *ends) for ends in ranges) for day in days) > MOST_CLOSED_DAYS:
            template = _("the closed days take more than %(most)s days of the year; leave some days open")
            raise WrongWords(template, most=MOST_CLOSED_DAYS)

    @cached_property
    def tz(self) -> ZoneInfo:
        """The zone itself."""
        return zone_of(self.zone)

    @cached_property
    def _years(self) -> dict[int, OpenDays]:
        return {}

    def _open(self, year: int) -> OpenDays:
        """Look a year up by its number alone: finding it by the whole calendar takes longer than counting in it."""
        found = self._years.get(year)
        if found is None:
            found = self._years[year] = _open_days(self, year)
        return found

    def is_business_day(self, day: date) -> bool:
        """Tell whether people are at work on that day of the zone's calendar."""
        return day in self._open(day.year)[1]

    def wall(self, instant: datetime) -> datetime:
        """Give the wall-clock time of an aware instant in the zone, without zone."""
        return instant.astimezone(self.tz).replace(tzinfo=None, fold=0)

    def instant(self, wall: datetime) -> datetime:
        """Give the UTC instant of a wall-clock time: a nonexistent one moves forward, a doubled one is the first."""
        return wall.replace(tzinfo=self.tz, fold=0).astimezone(UTC)

    def first_open(self, wall: datetime) -> datetime:
        """Give the same wall-clock time on a business day, else the next business day's 00:00 (ValueError: none)."""
        if self.is_business_day(wall.date()):
            return wall
        return datetime.combine(self.step(wall.date(), 0), time())

    def step(self, day: date, count: int) -> date:
        """Give the `count`-th business day after `day` (negative: before; 0: `day` itself or else the next one)."""
        year, wanted = day.year, count
        days = self._open(year)[0]
        index = bisect_left(days, day.toordinal())
        if wanted > 0 and not self.is_business_day(day):
            index -= 1
        index += wanted
        while not 0 <= index < len(days):
            forward = index >= len(days)
            index -= len(days) if forward else 0
            year += 1 if forward else -1
            _refuse_far(self, day.year, year)
            days = self._open(year)[0]
            index += 0 if forward else len(days)
        return date.fromordinal(days[index])

    def count(self, first: date, end: date) -> int:
        """Count the business days from `first` to the day before `end`; negative when `end` is earlier."""
        if end < first:
            return -self.count(end, first)
        whole = sum(len(_open_days(self, year)[0]) for year in range(first.year, end.year))
        return whole + _index(self, end) - _index(self, first)


def check_holidays(code: str) -> None:
    """Refuse (ValueError) a country code whose holidays are not known; imports the holidays library (about 1 s)."""
    _country(code, _LEAP_YEAR)


@lru_cache(maxsize=256)
def zone_of(name: str) -> ZoneInfo:
    """Find a zone of the IANA database by its name; ValueError says what to write."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        template = _('"%(zone)s" is no time zone; write for example "Asia/Tokyo" or "Europe/Lisbon"')
        raise WrongWords(template, zone=name[:60]) from error


def _country(code: str, year: int) -> HolidayBase:
    """Give one year's holidays, never to be shared: the library fills years in as it is asked, without a lock."""
    from holidays import country_holidays  # noqa: PLC0415  # importing it takes a second: only where it is used

    country, _dash, part = code.partition("-")
    try:
        return country_holidays(country, subdiv=part or None, years=year, expand=False)
    except NotImplementedError as error:
        template = _('no holidays are known for "%(country)s"; write a country code such as "JP" or "PT"')
        raise WrongWords(template, country=code[:20]) from error


@lru_cache(maxsize=4096)
def _open_days(calendar: BusinessCalendar, year: int) -> OpenDays:
    """List a year's business days."""
    country = _country(calendar.holidays, year) if calendar.holidays else None
    ranges = [_read_closed(text) for text in calendar.closed]
    first = date(year, 1, 1).toordinal()
    days = (date.fromordinal(first + n) for n in range(366))
    days_open = [
        day
        for day in days
        if day.year == year
        and (country.is_working_day(day) if country is not None else day.weekday() not in _WEEKEND)
        and not any(_within(day, *ends) for ends in ranges)
    ]
    return tuple(day.toordinal() for day in days_open), frozenset(days_open)


def _index(calendar: BusinessCalendar, day: date) -> int:
    return bisect_left(_open_days(calendar, day.year)[0], day.toordinal())


def _refuse_far(calendar: BusinessCalendar, start: int, year: int) -> None:
    if abs(year - start) > SEARCHED_YEARS or not 1 <= year <= 9998:  # noqa: PLR2004  # the years Python's dates have
        message = f"the calendar of {calendar.zone} has no such business day within {SEARCHED_YEARS} years of {start}"
        raise ValueError(message)


def _within(day: date, first: str, last: str) -> bool:
    """Tell whether a day lies in a closed range; month-days compare within the year and may wrap around it."""
    written = day.isoformat() if len(first) > len("MM-DD") else f"{day.month:02}-{day.day:02}"
    return first <= written <= last if first <= last else written >= first or written <= last


@lru_cache(maxsize=1024)
def _read_closed(text: str) -> tuple[str, str]:
    """Read `MM-DD`, `YYYY-MM-DD` or a range of either as its first and last day."""
    first, dots, last = text.strip().partition("..")
    ends = first.strip(), (last if dots else first).strip()
    for end in ends:
        _check_day(end, text)
    if len(ends[0]) != len(ends[1]) or (len(ends[0]) > len("MM-DD") and ends[1] < ends[0]):
        template = _('"%(days)s" does not run from an earlier to a later day; %(example)s')
        raise WrongWords(template, days=text[:40], example=phrase(_CLOSED_EXAMPLE))
    return ends


def _check_day(day: str, text: str) -> None:
    written = f"{_LEAP_YEAR}-{day}" if _DAY_OF_YEAR.fullmatch(day) else day
    try:
        readable = date.fromisoformat(written).isoformat() == written
    except ValueError:
        readable = False
    if not readable:
        template = _('"%(days)s" is no closed time; %(example)s')
        raise WrongWords(template, days=text[:40], example=phrase(_CLOSED_EXAMPLE))
