"""The stretch of time that figures are about: from an instant on, up to another, in days of the organisation's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from daybreak.core.clocks.calendars import zone_of

QUARTER = 3
"""Months."""


@dataclass(frozen=True)
class Period:
    """Instants from `since` on (itself included) up to `until` (itself left out); None is open on that side."""

    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse (ValueError) a period that ends before it begins."""
        if self.since is not None and self.until is not None and self.until <= self.since:
            message = "The period ends before it begins. Let the first day be the last day or an earlier one."
            raise ValueError(message)

    def holds(self, instant: datetime) -> bool:
        """Tell whether an instant lies inside."""
        return (self.since is None or self.since <= instant) and (self.until is None or instant < self.until)


ALWAYS = Period()


def days(first: date | None, last: date | None, zone: str) -> Period:
    """Give the period of whole days from `first` to `last`, both included, in a zone.

    Raises ValueError where they come in the wrong order.
    """
    try:
        after = last + timedelta(days=1) if last else None
    except OverflowError:
        after = None
    return Period(_midnight(first, zone) if first else None, _midnight(after, zone) if after else None)


def quarter(year: int, number: int, zone: str) -> Period:
    """Give the calendar quarter 1 to 4 of a year, in a zone."""
    first = date(year, 1 + (number - 1) * QUARTER, 1)
    after = date(year + 1, 1, 1) if number * QUARTER == 12 else date(year, 1 + number * QUARTER, 1)  # noqa: PLR2004 - December
    return days(first, after - timedelta(days=1), zone)


def year(number: int, zone: str) -> Period:
    """Give a calendar year, in a zone."""
    return days(date(number, 1, 1), date(number, 12, 31), zone)


def quarters_back(today: date, count: int) -> tuple[tuple[int, int], ...]:
    """Name the last `count` quarters as (year, number), that of today first."""
    here = today.year * 4 + (today.month - 1) // QUARTER
    return tuple((place // 4, place % 4 + 1) for place in range(here, here - count, -1))


def _midnight(day: date, zone: str) -> datetime:
    """Give the day's first instant; years outside what UTC can hold are cut to it."""
    try:
        return datetime.combine(day, time(), tzinfo=zone_of(zone)).astimezone(UTC)
    except OverflowError:
        return datetime.combine(day, time(), tzinfo=UTC)
