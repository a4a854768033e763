"""Deadlines: the instant at which a span ends, as decisions.md "Policy and clocks" lays it down."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, Literal

from daybreak.core.clocks.spans import Span

if TYPE_CHECKING:
    from collections.abc import Collection

    from daybreak.core.clocks.calendars import BusinessCalendar

DEFAULT_AT_ONCE = Span("hour", 1)
SEARCHED_DAYS = 800
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_DAYS = {"day": 1, "week": 7}
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
Direction = Literal[1, -1]


def deadline(
    start: datetime,
    span: Span,
    calendar: BusinessCalendar,
    at_once: Span = DEFAULT_AT_ONCE,
    *,
    quarter_ends: bool = False,
) -> datetime | None:
    """Give the UTC instant at which `span` from the aware `start` ends; None where the span names no instant.

    Hours and minutes elapse. Days, weeks, months, quarters and years end at the same wall-clock time in the
    calendar's zone; months clamp to their last day. Business days do too, and a start outside business days counts
    from the next one's 00:00. `at once` is the policy's `at_once`. With `quarter_ends` a quarter runs to the end of
    the calendar's quarter (the start's own counts as the first), else three months. ValueError beyond the year 9990.
    """
    if span.unit == "at once":
        span = at_once
    if not span.timed or span.unit == "at once":
        return None
    if span.unit == "quarter" and quarter_ends:
        wall = calendar.wall(start)
        first = datetime(wall.year, (wall.month - 1) // 3 * 3 + 1, 1)  # noqa: DTZ001 - a wall-clock time has no zone
        return calendar.instant(_months(first, 3 * span.count))
    return _moved(start, span, calendar, 1)


def round_end(last: datetime, every: Span, calendar: BusinessCalendar) -> datetime | None:
    """Give the instant by which a repeated duty last done at `last` must be done again.

    Every `1 day` or `1 business day` asks for one deed on each such day: the next one's end. Other spans are counted
    from the last deed.
    """
    if every.count != 1 or every.unit not in {"day", "business day"}:
        return deadline(last, every, calendar)
    day = calendar.wall(last).date() + timedelta(days=1)
    day = calendar.step(day, 0) if every.unit == "business day" else day
    return calendar.instant(datetime.combine(day + timedelta(days=1), time()))


def instant_before(end: datetime, span: Span, calendar: BusinessCalendar) -> datetime | None:
    """Give the UTC instant that lies `span` before the aware `end`: the same rules, backwards.

    An end outside business days counts from the end of the last business day, so that `1 business day before`
    always leaves one whole business day. None where the span names no instant.
    """
    if not span.timed or span.unit == "at once":
        return None
    return _moved(end, span, calendar, -1)


def prolonged(limit: datetime, paused: tuple[datetime, datetime], span: Span, calendar: BusinessCalendar) -> datetime:
    """Give a limit moved on by one pause (from, until), measured as the span counts: elapsed, wall or business time."""
    since, until = paused
    if span.unit in {"hour", "minute", "at once"}:
        return (limit + (until - since)).astimezone(UTC)
    wall, first, last = calendar.wall(limit), calendar.wall(since), calendar.wall(until)
    if span.unit != "business day":
        return calendar.instant(wall + (last - first))
    first, last = calendar.first_open(first), calendar.first_open(last)
    days = calendar.count(first.date(), last.date())
    clock = (last - datetime.combine(last.date(), time())) - (first - datetime.combine(first.date(), time()))
    return calendar.instant(_worked(calendar.first_open(wall), timedelta(days=days) + clock, calendar))


def share(start: datetime, limit: datetime, part: float) -> datetime:
    """Give the instant at which `part` (0 to 1) of the time between two instants has elapsed."""
    return (start + (limit - start) * part).astimezone(UTC)


def next_allowed(
    instant: datetime,
    days: Collection[str],
    at: time | None,
    calendar: BusinessCalendar,
    *,
    not_before_closed_day: bool = False,
) -> datetime:
    """Give the first instant, not before `instant`, at which the policy lets an advisory go out.

    It lies on a business day that is one of `days` (`mon` … `sun`; none: any), at the wall-clock time `at` (None: that
    of `instant`) and, if asked, not on the eve of a closed day. ValueError when no such day comes within two years.
    """
    wall = calendar.wall(instant)
    clock = wall.time() if at is None else at
    for ahead in range(SEARCHED_DAYS):
        day = wall.date() + timedelta(days=ahead)
        eve = not_before_closed_day and not calendar.is_business_day(day + timedelta(days=1))
        if eve or not calendar.is_business_day(day) or (days and WEEKDAYS[day.weekday()] not in days):
            continue
        if ahead == 0 and at is None:
            return instant.astimezone(UTC)
        moment = calendar.instant(datetime.combine(day, clock))
        if moment >= instant:
            return moment
    message = "the policy's publication days never come: widen publish_on, or open the calendar"
    raise ValueError(message)


CLOSED_DAY = "closed_day"


def off_days(end: datetime, avoided: Collection[str], calendar: BusinessCalendar, direction: Direction) -> datetime:
    """Move an ending off the days it must not fall on, keeping its wall-clock time: to an earlier day (-1) or later.

    `avoided` names weekdays (`mon` … `sun`) and `closed_day`, which is whatever is no business day of the calendar. An
    ending on another day stays what it is. ValueError when every day within two years is avoided.
    """
    wall = calendar.wall(end)
    for away in range(SEARCHED_DAYS):
        day = wall.date() + timedelta(days=away * direction)
        if WEEKDAYS[day.weekday()] in avoided or (CLOSED_DAY in avoided and not calendar.is_business_day(day)):
            continue
        return end if away == 0 else calendar.instant(datetime.combine(day, wall.time()))
    message = "a deadline avoids every day there is; leave some days to end on"
    raise ValueError(message)


def _moved(start: datetime, span: Span, calendar: BusinessCalendar, direction: Direction) -> datetime:
    try:
        if span.unit in {"hour", "minute"}:
            length = timedelta(hours=span.count) if span.unit == "hour" else timedelta(minutes=span.count)
            return start.astimezone(UTC) + length * direction
        wall = calendar.wall(start)
        if span.unit == "business day":
            return calendar.instant(_business(wall, span.count, calendar, direction))
        if span.unit in _DAYS:
            return calendar.instant(wall + timedelta(days=_DAYS[span.unit] * span.count * direction))
        return calendar.instant(_months(wall, _MONTHS[span.unit] * span.count * direction))
    except OverflowError as error:
        message = f"{span} from {start.year} lies outside the years that can be counted"
        raise ValueError(message) from error


def _business(wall: datetime, count: int, calendar: BusinessCalendar, direction: Direction) -> datetime:
    if direction == 1:
        wall = calendar.first_open(wall)
        return datetime.combine(calendar.step(wall.date(), count), wall.time())
    if calendar.is_business_day(wall.date()):
        return datetime.combine(calendar.step(wall.date(), -count), wall.time())
    return datetime.combine(calendar.step(wall.date(), -count - 1) + timedelta(days=1), time())


def _worked(wall: datetime, length: timedelta, calendar: BusinessCalendar) -> datetime:
    """Give the wall-clock time after `length` of business time, a business day being 24 hours, from an open day."""
    midnight = datetime.combine(wall.date(), time())
    whole, rest = divmod(length + (wall - midnight), timedelta(days=1))
    return datetime.combine(calendar.step(wall.date(), whole), time()) + rest


def _months(wall: datetime, months: int) -> datetime:
    year, month = divmod(wall.year * 12 + wall.month - 1 + months, 12)
    if not 1 <= year <= 9998:  # noqa: PLR2004  # the years Python's dates have
        raise OverflowError
    return wall.replace(year=year, month=month + 1, day=min(wall.day, monthrange(year, month + 1)[1]))
