"""A second deadline calculator, written apart from the first: slow, by counting, one day at a time (P11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from holidays import country_holidays

ONE = timedelta(days=1)


def at_work(day: date, country: str | None, closed: set[tuple[int, int]]) -> bool:
    """Tell whether a day is neither weekend, nor holiday, nor one of the closed (month, day)."""
    if day.isoweekday() > 5 or (day.month, day.day) in closed:
        return False
    return country is None or day not in country_holidays(country, years=[day.year])


def instant_of(wall: datetime, zone: str) -> datetime:
    """Find the earliest UTC instant showing that wall clock; if none does, use the offset of the day before."""
    tz = ZoneInfo(zone)
    around = [(wall.replace(tzinfo=UTC) + timedelta(hours=h)).astimezone(tz).utcoffset() for h in range(-40, 41)]
    shown = [
        wall.replace(tzinfo=UTC) - offset
        for offset in around
        if offset is not None and (wall.replace(tzinfo=UTC) - offset).astimezone(tz).replace(tzinfo=None) == wall
    ]
    if shown:
        return min(shown)
    first = around[0]
    if first is None:
        message = "the zone has no offset"
        raise AssertionError(message)
    return wall.replace(tzinfo=UTC) - first


def month_later(day: date) -> date:
    """Give the first day of the following month."""
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def after_months(wall: datetime, months: int) -> datetime:
    """Walk month by month; where the day does not exist in the last month, take that month's last day."""
    first = wall.date().replace(day=1)
    for _ in range(months):
        first = month_later(first)
    last = month_later(first) - ONE
    return datetime.combine(min(first + (wall.day - 1) * ONE, last), wall.time())


def ends(
    start: datetime,
    count: int,
    unit: str,
    zone: str,
    country: str | None = None,
    closed: set[tuple[int, int]] | None = None,
) -> datetime:
    """Give the UTC instant at which `count` units from `start` end."""
    if unit == "hour":
        return datetime.fromtimestamp(start.timestamp() + 3600 * count, UTC).replace(microsecond=start.microsecond)
    wall = start.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    if unit == "business day":
        shut = closed or set()
        while not at_work(wall.date(), country, shut):
            wall = datetime.combine(wall.date() + ONE, datetime.min.time())
        while count:
            wall += ONE
            count -= at_work(wall.date(), country, shut)
    elif unit in {"day", "week"}:
        wall += ONE * count * (7 if unit == "week" else 1)
    else:
        wall = after_months(wall, count * {"month": 1, "quarter": 3, "year": 12}[unit])
    return instant_of(wall, zone)


def quarter_ends(start: datetime, count: int, zone: str) -> datetime:
    """Walk to the last instant of the calendar's quarter, the start's own being the first of `count`."""
    day = start.astimezone(ZoneInfo(zone)).date()
    while count:
        quarter = (day.year, (day.month - 1) // 3)
        while (day.year, (day.month - 1) // 3) == quarter:
            day += ONE
        count -= 1
    return instant_of(datetime.combine(day, datetime.min.time()), zone)


def off(
    end: datetime, weekdays: set[int], shut: bool, zone: str, step: int, work: tuple[str | None, set[tuple[int, int]]]
) -> datetime:
    """Step a day at a time (1 or -1) off the weekdays (Monday is 1) and, if `shut`, off days on which nobody works."""
    wall = end.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)
    if wall.isoweekday() not in weekdays and not (shut and not at_work(wall.date(), *work)):
        return end
    while wall.isoweekday() in weekdays or (shut and not at_work(wall.date(), *work)):
        wall += ONE * step
    return instant_of(wall, zone)
