"""Medians, percentiles and periods, against slow and plain ways to say the same."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.metrics.period import ALWAYS, Period, days, quarter, quarters_back, year
from daybreak.core.metrics.spread import Spread, nearest_rank, spread_of

LENGTHS = st.lists(st.integers(0, 10**7).map(float), min_size=1, max_size=60)
DAYS = st.dates(date(1990, 1, 1), date(2199, 12, 31))
INSTANTS = st.datetimes(datetime(1995, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds it
ZONES = st.sampled_from(["UTC", "Asia/Tokyo", "America/St_Johns", "Pacific/Apia", "Europe/Lisbon"])


def _slow(values: list[float], percent: int) -> float:
    """The smallest value that at least `percent` per cent of all do not exceed, found by counting for each."""
    fitting = [one for one in values if 100 * sum(other <= one for other in values) >= percent * len(values)]
    return min(fitting)


class TestNearestRank:
    """“medians and 90th percentiles”: by nearest rank, so that each is a length that really occurred."""

    @given(values=LENGTHS, percent=st.integers(1, 100))
    def test_it_is_the_smallest_value_that_so_many_do_not_exceed(self, values: list[float], percent: int) -> None:
        assert nearest_rank(sorted(values), percent) == _slow(values, percent)

    @given(values=LENGTHS)
    def test_a_spread_says_both_in_any_order_of_the_values(self, values: list[float]) -> None:
        expected = Spread(len(values), *(timedelta(seconds=_slow(values, percent)) for percent in (50, 90)))
        assert spread_of(values) == expected == spread_of(reversed(values))

    def test_of_nothing_there_is_none(self) -> None:
        assert spread_of(()) == Spread(0, None, None)
        with pytest.raises(ValueError, match="at least one value"):
            nearest_rank((), 50)
        with pytest.raises(ValueError, match="between 1 and 100"):
            nearest_rank((1.0,), 0)

    def test_known_ranks(self) -> None:
        ten = [float(one) for one in range(1, 11)]
        assert (nearest_rank(ten, 50), nearest_rank(ten, 90), nearest_rank(ten, 91)) == (5, 9, 10)


class TestPeriods:
    """“period filter (quarter, year, custom)”: whole days in the organisation's zone."""

    @given(instant=INSTANTS, zone=ZONES)
    def test_each_instant_lies_in_one_quarter_of_its_year(self, instant: datetime, zone: str) -> None:
        around = range(instant.year - 1, instant.year + 2)
        holding = [
            (one, number) for one in around for number in range(1, 5) if quarter(one, number, zone).holds(instant)
        ]
        assert len(holding) == 1
        assert [one for one in around if year(one, zone).holds(instant)] == [holding[0][0]]

    @given(first=DAYS, last=DAYS, zone=ZONES)
    def test_days_count_from_first_to_last_or_are_refused(self, first: date, last: date, zone: str) -> None:
        if last < first:
            with pytest.raises(ValueError, match="ends before it begins"):
                days(first, last, zone)
            return
        period = days(first, last, zone)
        assert period.since is not None
        assert period.until is not None
        assert period.holds(period.since)
        assert not period.holds(period.until)
        assert period == Period(days(first, None, zone).since, days(None, last, zone).until)

    def test_a_day_is_the_organisations(self) -> None:
        period = days(date(2026, 4, 1), date(2026, 4, 1), "Asia/Tokyo")
        assert period == Period(datetime(2026, 3, 31, 15, tzinfo=UTC), datetime(2026, 4, 1, 15, tzinfo=UTC))

    def test_the_ends_of_the_calendar_are_no_fault(self) -> None:
        assert days(date.min, date.max, "Asia/Tokyo").holds(datetime(2026, 1, 1, tzinfo=UTC))
        assert ALWAYS.holds(datetime.max.replace(tzinfo=UTC))

    @given(today=DAYS, count=st.integers(1, 12))
    def test_the_last_quarters_lead_back_one_by_one(self, today: date, count: int) -> None:
        named = quarters_back(today, count)
        assert named[0] == (today.year, (today.month + 2) // 3)
        places = [when * 4 + number for when, number in named]
        assert places == list(range(places[0], places[0] - count, -1))
