"""Deadlines agree with a second calculator over zones, clock changes, leap days, holidays and month ends (P11)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.clocks.calendars import BusinessCalendar, check_holidays
from daybreak.core.clocks.deadlines import (
    deadline,
    instant_before,
    next_allowed,
    off_days,
    prolonged,
    round_end,
    share,
)
from daybreak.core.clocks.spans import Span, parse_span
from tests.core.clocks import second_calculator

ZONES = {
    "Asia/Tokyo": ("JP", ("12-29..01-03",), {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}),
    "Europe/Lisbon": ("PT", ("12-24..12-26",), {(12, 24), (12, 25), (12, 26)}),
    "America/New_York": (None, (), set()),
    "Australia/Lord_Howe": ("AU", (), set()),
    "UTC": (None, ("02-29",), {(2, 29)}),
}
STARTS = [
    "2026-11-24T09:00", "2026-11-21T10:30", "2026-12-28T23:59", "2027-01-31T12:00", "2028-02-29T08:00",
    "2027-11-30T00:00", "2027-12-31T23:30", "2026-03-28T01:30", "2026-03-29T00:59", "2026-10-24T01:30",
    "2026-10-25T00:30", "2026-03-07T07:30", "2026-03-08T06:59", "2026-10-31T05:30", "2026-11-01T05:30",
    "2026-10-03T15:10", "2026-10-02T15:50", "2027-04-03T14:45", "2027-04-02T14:45", "2026-05-02T15:00",
]  # fmt: skip
SPANS = [
    "1 hour", "24 hours", "72 hours", "1 day", "3 days", "60 days", "1 week", "4 weeks", "1 month", "2 months",
    "1 quarter", "2 quarters", "1 year", "2 years", "1 business day", "2 business days", "5 business days",
    "20 business days",
]  # fmt: skip
TOKYO = BusinessCalendar("Asia/Tokyo", "JP", ("12-29..01-03",))
LISBON = BusinessCalendar("Europe/Lisbon", "PT")
NEW_YORK = BusinessCalendar("America/New_York")
_FIRST = datetime(2024, 1, 1, tzinfo=UTC)
instants = st.timedeltas(timedelta(0), timedelta(days=3280)).map(lambda later: _FIRST + later)
spans = st.sampled_from([parse_span(text) for text in SPANS])
calendars = st.sampled_from([BusinessCalendar(zone, code, closed) for zone, (code, closed, _) in ZONES.items()])


def at(text: str, zone: str = "UTC") -> datetime:
    """Read a wall-clock time of a zone as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


class TestP11SecondCalculator:
    """P11: a duty's deadline is computed from recorded instants, also across DST and leap days."""

    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("text", SPANS)
    def test_grid(self, zone: str, text: str) -> None:
        """Both calculators give the same instant at every corner of the grid."""
        country, closed, shut = ZONES[zone]
        calendar, span = BusinessCalendar(zone, country, closed), parse_span(text)
        for start in map(at, STARTS):
            expected = second_calculator.ends(start, span.count, span.unit, zone, country, shut)
            assert deadline(start, span, calendar) == expected, (start, text, zone)

    @given(instants, st.sampled_from(sorted(ZONES)), spans.filter(lambda span: span.unit != "business day"))
    @settings(max_examples=150, deadline=None)
    def test_any_start(self, start: datetime, zone: str, span: Span) -> None:
        """They agree from any instant whatever."""
        assert deadline(start, span, BusinessCalendar(zone)) == second_calculator.ends(
            start, span.count, span.unit, zone
        )

    @given(instants, spans, calendars)
    @settings(max_examples=150, deadline=None)
    def test_a_deadline_is_later_than_its_start_and_in_utc(
        self, start: datetime, span: Span, calendar: BusinessCalendar
    ) -> None:
        """Time never runs backwards."""
        end = deadline(start, span, calendar)
        assert end is not None
        assert end > start
        assert end.tzinfo is UTC

    @given(instants, instants, spans, calendars)
    @settings(max_examples=150, deadline=None)
    def test_order_of_starts_is_kept(
        self, one: datetime, two: datetime, span: Span, calendar: BusinessCalendar
    ) -> None:
        """Who starts later is due later, up to the hour that a clock change doubles or leaves out."""
        first, second = (deadline(start, span, calendar) for start in sorted((one, two)))
        assert first is not None
        assert second is not None
        assert first <= second + timedelta(hours=1)


class TestP11Quarters:
    """P11, “months and quarters”: to the end of the calendar's quarter where the policy counts them so."""

    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("count", [1, 2, 4, 9])
    def test_grid(self, zone: str, count: int) -> None:
        """Both calculators end in the same instant, also where the quarter turns within a clock change."""
        calendar = BusinessCalendar(zone)
        for start in map(at, [*STARTS, "2026-03-31T23:59", "2026-04-01T00:00", "2026-09-30T15:00", "2026-12-31T12:00"]):
            expected = second_calculator.quarter_ends(start, count, zone)
            assert deadline(start, Span("quarter", count), calendar, quarter_ends=True) == expected, (start, zone)


AVOIDED = {
    "fridays": (("fri",), {5}, False),
    "weekends": (("sat", "sun"), {6, 7}, False),
    "shutdowns": (("closed_day",), set(), True),
    "fridays and shutdowns": (("fri", "closed_day"), {5}, True),
}


class TestEndingsThatAvoid:
    """“Endings that avoid Fridays or shutdowns”: a second calculator steps a day at a time (P11)."""

    @pytest.mark.parametrize("zone", ZONES)
    @pytest.mark.parametrize("what", AVOIDED)
    @pytest.mark.parametrize("step", [1, -1])
    def test_grid(self, zone: str, what: str, step: int) -> None:
        """For every corner of the grid both come to the same instant."""
        country, closed, shut = ZONES[zone]
        calendar, (days, weekdays, avoid_shut) = BusinessCalendar(zone, country, closed), AVOIDED[what]
        for end in map(at, [*STARTS, "2026-12-31T15:00", "2027-01-02T00:30", "2026-05-04T12:00", "2026-11-27T23:00"]):
            expected = second_calculator.off(end, weekdays, avoid_shut, zone, step, (country, shut))
            assert off_days(end, days, calendar, step) == expected, (end, zone)  # type: ignore[arg-type] # 1 or -1

    @given(instants, st.sampled_from(sorted(AVOIDED)), calendars)
    @settings(max_examples=100, deadline=None)
    def test_never_on_an_avoided_day_and_asked_again_the_same(
        self, end: datetime, what: str, calendar: BusinessCalendar
    ) -> None:
        """Earlier is not later, later is not earlier, and what is allowed stays."""
        days = AVOIDED[what][0]
        earlier, later = off_days(end, days, calendar, -1), off_days(end, days, calendar, 1)
        assert earlier <= end + timedelta(hours=1)
        assert later >= end - timedelta(hours=1)
        for found in (earlier, later):
            wall = calendar.wall(found)
            assert ("mon", "tue", "wed", "thu", "fri", "sat", "sun")[wall.weekday()] not in days
            assert "closed_day" not in days or calendar.is_business_day(wall.date())
            assert off_days(found, days, calendar, -1) == off_days(found, days, calendar, 1) == found

    def test_days_that_never_come(self) -> None:
        """Every day avoided is refused with a sentence."""
        with pytest.raises(ValueError, match="leave some days"):
            off_days(at("2026-11-24T09:00"), ["mon", "tue", "wed", "thu", "fri", "closed_day"], TOKYO, 1)


class TestDecisionsPolicyAndClocks:
    """decisions.md: hours elapse; days keep the wall clock; months clamp; nonexistent forward, doubled first."""

    def test_hours_elapse_over_a_clock_change(self) -> None:
        """24 hours are 24 hours, and 1 day is a day of 25."""
        start = at("2026-10-31T09:00", "America/New_York")
        assert deadline(start, parse_span("24 hours"), NEW_YORK) == at("2026-11-01T08:00", "America/New_York")
        assert deadline(start, parse_span("1 day"), NEW_YORK) == at("2026-11-01T09:00", "America/New_York")

    def test_nonexistent_time_moves_forward(self) -> None:
        """02:30 does not exist on 8 March 2026 in New York: it becomes 03:30."""
        end = deadline(at("2026-03-07T02:30", "America/New_York"), parse_span("1 day"), NEW_YORK)
        assert end == at("2026-03-08T03:30", "America/New_York")

    def test_doubled_time_is_the_first(self) -> None:
        """01:30 comes twice on 1 November 2026 in New York."""
        end = deadline(at("2026-10-31T01:30", "America/New_York"), parse_span("1 day"), NEW_YORK)
        assert end == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)

    def test_months_clamp(self) -> None:
        """31 January and a month is 28 February; 29 February and a year is 28 February."""
        assert deadline(at("2027-01-31T12:00"), parse_span("1 month"), BusinessCalendar()) == at("2027-02-28T12:00")
        assert deadline(at("2028-02-29T08:00"), parse_span("1 year"), BusinessCalendar()) == at("2029-02-28T08:00")

    def test_a_start_outside_business_days_counts_from_the_next(self) -> None:
        """Saturday and one business day (Monday the 23rd is a holiday in Japan) is Wednesday 00:00."""
        end = deadline(at("2026-11-21T10:30", "Asia/Tokyo"), parse_span("1 business day"), TOKYO)
        assert end == at("2026-11-25T00:00", "Asia/Tokyo")

    def test_shutdown_over_the_turn_of_the_year(self) -> None:
        """Monday 28 December 2026 and one business day is 4 January."""
        end = deadline(at("2026-12-28T15:00", "Asia/Tokyo"), parse_span("1 business day"), TOKYO)
        assert end == at("2027-01-04T15:00", "Asia/Tokyo")

    def test_at_once_is_the_policys(self) -> None:
        """At once is an hour unless the policy says four."""
        start = at("2026-11-24T09:00")
        assert deadline(start, parse_span("at once"), TOKYO) == start + timedelta(hours=1)
        assert deadline(start, parse_span("at once"), TOKYO, parse_span("4 hours")) == start + timedelta(hours=4)

    @pytest.mark.parametrize("text", ["no plan", "none", "next release"])
    def test_words_without_an_instant(self, text: str) -> None:
        """No plan, no aim and the next release give no instant."""
        assert deadline(at("2026-11-24T09:00"), parse_span(text), TOKYO) is None
        assert instant_before(at("2026-11-24T09:00"), parse_span(text), TOKYO) is None

    def test_beyond_the_years(self) -> None:
        """A start at the end of time is refused with a sentence."""
        with pytest.raises(ValueError, match="outside the years"):
            deadline(at("9998-06-01T00:00"), parse_span("2 years"), TOKYO)


class TestRounds:
    """A3: “every day” asks for each day, “every business day” for those that are worked; by the end of it."""

    def test_the_end_of_the_next_day_or_of_the_next_that_is_worked(self) -> None:
        """After Friday's look the next is due by the end of Saturday, or by that of Tuesday after the holiday."""
        friday = at("2026-11-20T09:00", "Asia/Tokyo")
        assert round_end(friday, Span("day", 1), TOKYO) == at("2026-11-22T00:00", "Asia/Tokyo")
        assert round_end(friday, Span("business day", 1), TOKYO) == at("2026-11-25T00:00", "Asia/Tokyo")
        assert round_end(friday, Span("day", 2), TOKYO) == at("2026-11-22T09:00", "Asia/Tokyo")


class TestBackwards:
    """An agreed instant must be confirmed one business day before (policy B)."""

    def test_from_a_business_day(self) -> None:
        """Wednesday 14:00 less one business day skips the holiday on Monday only when it must."""
        assert instant_before(at("2026-11-25T14:00", "Asia/Tokyo"), parse_span("2 business days"), TOKYO) == at(
            "2026-11-20T14:00", "Asia/Tokyo"
        )

    def test_from_a_closed_day_leaves_a_whole_business_day(self) -> None:
        """Sunday less one business day is Friday 00:00."""
        assert instant_before(at("2026-11-15T14:00", "Asia/Tokyo"), parse_span("1 business day"), TOKYO) == at(
            "2026-11-13T00:00", "Asia/Tokyo"
        )

    @given(instants, spans, calendars)
    @settings(max_examples=100, deadline=None)
    def test_before_is_before(self, end: datetime, span: Span, calendar: BusinessCalendar) -> None:
        """It always lies before."""
        earlier = instant_before(end, span, calendar)
        assert earlier is not None
        assert earlier < end


class TestPauses:
    """A pause moves the limit by what it took, counted as the span counts."""

    def test_business_days(self) -> None:
        """Paused from Thursday noon to Monday noon (two business days): Friday's limit is Tuesday's."""
        pause = at("2026-11-05T12:00", "Asia/Tokyo"), at("2026-11-09T12:00", "Asia/Tokyo")
        limit = at("2026-11-06T15:00", "Asia/Tokyo")
        assert prolonged(limit, pause, parse_span("5 business days"), TOKYO) == at("2026-11-10T15:00", "Asia/Tokyo")

    def test_a_pause_over_a_weekend_costs_no_business_time(self) -> None:
        """From Saturday to Sunday nothing of a business day passes."""
        pause = at("2026-11-07T01:00", "Asia/Tokyo"), at("2026-11-08T23:00", "Asia/Tokyo")
        limit = at("2026-11-10T15:00", "Asia/Tokyo")
        assert prolonged(limit, pause, parse_span("5 business days"), TOKYO) == limit

    @given(instants, st.timedeltas(timedelta(0), timedelta(days=60)), spans, calendars)
    @settings(max_examples=100, deadline=None)
    def test_never_earlier(self, start: datetime, length: timedelta, span: Span, calendar: BusinessCalendar) -> None:
        """A pause never takes time away (a clock change may shift a wall clock by its hour)."""
        limit = deadline(start, span, calendar)
        assert limit is not None
        moved = prolonged(limit, (start, start + length), span, calendar)
        assert moved >= limit - timedelta(hours=1)
        if span.unit == "hour":
            assert moved == limit + length

    def test_share_of_elapsed_time(self) -> None:
        """75 % of 24 hours is 18 hours."""
        start = at("2026-11-24T09:00")
        assert share(start, start + timedelta(hours=24), 0.75) == start + timedelta(hours=18)


class TestPublicationWindow:
    """Policy B: publish on Monday to Thursday at 14:00, not before a closed day."""

    DAYS = ("mon", "tue", "wed", "thu")

    def allowed(self, text: str, clock: time | None = time(14), *, eve: bool = True) -> datetime:
        """Ask for the next allowed instant in Tokyo."""
        return next_allowed(at(text, "Asia/Tokyo"), self.DAYS, clock, TOKYO, not_before_closed_day=eve)

    def test_same_day(self) -> None:
        """In the morning it is today; at 14:00 sharp it is now; a minute later tomorrow."""
        assert self.allowed("2026-11-24T09:00") == at("2026-11-24T14:00", "Asia/Tokyo")
        assert self.allowed("2026-11-24T14:00") == at("2026-11-24T14:00", "Asia/Tokyo")
        assert self.allowed("2026-11-24T14:01") == at("2026-11-25T14:00", "Asia/Tokyo")

    def test_eve_of_a_holiday(self) -> None:
        """Monday 2 November 2026 is the eve of Culture Day."""
        assert self.allowed("2026-11-02T09:00") == at("2026-11-04T14:00", "Asia/Tokyo")
        assert self.allowed("2026-11-02T09:00", eve=False) == at("2026-11-02T14:00", "Asia/Tokyo")

    def test_without_a_time_of_day(self) -> None:
        """An allowed day keeps the instant itself, another day its wall clock."""
        assert self.allowed("2026-11-24T09:07", None) == at("2026-11-24T09:07", "Asia/Tokyo")
        assert self.allowed("2026-11-28T09:07", None) == at("2026-11-30T09:07", "Asia/Tokyo")

    @given(instants)
    @settings(max_examples=100, deadline=None)
    def test_always_allowed_and_never_early(self, instant: datetime) -> None:
        """What comes out obeys every word of the rule, and asking again gives the same."""
        found = next_allowed(instant, self.DAYS, time(14), TOKYO, not_before_closed_day=True)
        wall = TOKYO.wall(found)
        assert found >= instant
        assert wall.time() == time(14)
        assert wall.weekday() < 4
        assert TOKYO.is_business_day(wall.date())
        assert TOKYO.is_business_day(wall.date() + timedelta(days=1))
        assert next_allowed(found, self.DAYS, time(14), TOKYO, not_before_closed_day=True) == found

    def test_a_day_that_never_comes(self) -> None:
        """Saturdays are no business days."""
        with pytest.raises(ValueError, match="never come"):
            next_allowed(at("2026-11-24T09:00"), ["sat"], time(14), TOKYO)


class TestCalendars:
    """A calendar says what is wrong with it."""

    @pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../../etc/passwd", "x" * 300, "\x00"])
    def test_unknown_zone(self, zone: str) -> None:
        """A zone is one of the IANA database."""
        with pytest.raises(ValueError, match="no time zone"):
            BusinessCalendar(zone)

    @pytest.mark.parametrize("closed", ["13-01", "02-30", "..", "12-29..2027-01-03", "2027-01-03..2027-01-01", "x", ""])
    def test_unreadable_closed_days(self, closed: str) -> None:
        """Closed days are month-days or dates."""
        with pytest.raises(ValueError, match="closed time"):
            BusinessCalendar("UTC", None, (closed,))

    def test_closed_all_year(self) -> None:
        """A year without business days would never end a count."""
        with pytest.raises(ValueError, match="leave some days open"):
            BusinessCalendar("UTC", None, ("01-01..12-30",))

    def test_unknown_country(self) -> None:
        """Holidays are known by country code."""
        check_holidays("JP")
        with pytest.raises(ValueError, match="country code"):
            check_holidays("Atlantis")

    def test_dates_and_leap_days(self) -> None:
        """A single date closes that day only; 29 February only in leap years."""
        calendar = BusinessCalendar("UTC", None, ("2026-05-06..2026-05-07", "02-29"))
        days = {day: calendar.is_business_day(datetime.fromisoformat(day).date()) for day in (
            "2026-05-06", "2026-05-07", "2026-05-08", "2027-05-06", "2028-02-29")}  # fmt: skip
        assert list(days.values()) == [False, False, True, True, False]

    @given(st.dates(date(2024, 1, 1), date(2031, 1, 1)), st.integers(1, 300), calendars)
    @settings(max_examples=100, deadline=None)
    def test_steps_and_counts_agree(self, day: date, count: int, calendar: BusinessCalendar) -> None:
        """Counting the business days between a day and the n-th after it gives n."""
        start = calendar.step(day, 0)
        end = calendar.step(start, count)
        assert calendar.count(start, end) == count
        assert calendar.count(end, start) == -count
        assert calendar.step(end, -count) == start
