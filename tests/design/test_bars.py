"""A clock is a bar: start, now, aim, limit; late is said in words (design notes, "Foundations")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from daybreak.design.bars import drawn, looks
from daybreak.design.pieces import Clock
from daybreak.design.speech import clock_words

START = datetime(2026, 11, 24, tzinfo=UTC)
MINUTES = st.integers(1, 600_000).map(lambda count: timedelta(minutes=count))
MAYBE = st.none() | MINUTES


@st.composite
def clocks(draw: st.DrawFn) -> tuple[Clock, datetime]:
    """Give a clock whose aim does not lie behind its limit, and an instant at which it is looked at."""
    limit, aim, kept = draw(MAYBE), draw(MAYBE), draw(MAYBE)
    if limit and aim and aim > limit:
        limit, aim = aim, limit
    instants = [None if span is None else START + span for span in (aim, limit, kept)]
    return Clock(START, *instants), START + draw(MINUTES)


class TestGeometry:
    """Whatever the instants, the marks stand on the bar and in the order of time."""

    @given(clocks())
    def test_marks_stay_on_the_bar_in_the_order_of_time(self, case: tuple[Clock, datetime]) -> None:
        clock, now = case
        bar = drawn(clock, now)
        marks = [mark for mark in (bar.now, bar.filled, bar.aim, bar.limit) if mark is not None]
        assert all(0 <= mark <= 100 for mark in marks)
        if bar.aim is not None and bar.limit is not None:
            assert bar.aim <= bar.limit

    @given(clocks())
    def test_the_overrun_is_drawn_exactly_when_the_limit_has_visibly_passed(self, case: tuple[Clock, datetime]) -> None:
        clock, now = case
        bar = drawn(clock, now)
        if bar.overrun:
            assert clock.limit is not None
            assert (clock.kept or now) > clock.limit
            assert bar.filled == bar.limit

    @given(clocks())
    def test_late_is_limit_before_now_and_kept_is_not_after_the_limit(self, case: tuple[Clock, datetime]) -> None:
        clock, now = case
        look = looks(clock, now)
        assert (look == "late") == (clock.kept is None and clock.limit is not None and clock.limit < now)
        assert (look == "kept") == (clock.kept is not None and (clock.limit is None or clock.kept <= clock.limit))

    def test_a_promise_kept_in_the_last_instant_is_kept(self) -> None:
        limit = START + timedelta(hours=24)
        assert looks(Clock(START, None, limit, limit), limit) == "kept"
        assert looks(Clock(START, None, limit), limit) == "close"


class TestWords:
    """Nothing is told by the drawing alone."""

    @pytest.mark.parametrize(
        ("clock", "words"),
        [
            (Clock(None), "not started"),
            (Clock(START, None, START + timedelta(hours=5, minutes=12)), "due in 3 h 12 min"),
            (Clock(START, None, START + timedelta(hours=1)), "1 h late"),
            (Clock(START, None, START + timedelta(hours=1), paused=True), "paused"),
            (Clock(START, None, START + timedelta(hours=3), START + timedelta(hours=1)), "kept, 2 h early"),
            (Clock(START, None, START + timedelta(hours=1), START + timedelta(hours=2)), "kept, 1 h late"),
            (Clock(START, START + timedelta(days=3)), "aim in 2 days 22 h"),
            (Clock(START, START + timedelta(hours=1)), "aim passed 1 h ago"),
            (Clock(START), "running, without a limit"),
        ],
    )
    def test_every_look_has_its_sentence(self, clock: Clock, words: str) -> None:
        now = START + timedelta(hours=2)
        with translation.override("en"):
            assert clock_words(clock, looks(clock, now), now) == words
