"""A clock is said in words, and instants carry their zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.clocks.speech import absolute, length, until

NOW = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)


class TestUntil:
    """Late is said in words (interface.md)."""

    @pytest.mark.parametrize(
        ("left", "english", "japanese"),
        [
            (timedelta(hours=3, minutes=12), "due in 3 h 12 min", "期限まで 3時間 12分"),
            (timedelta(days=-2), "2 days late", "2日 超過"),
            (timedelta(days=1, hours=4, minutes=5), "due in 1 day 4 h", "期限まで 1日 4時間"),
            (timedelta(seconds=-59), "59 s late", "59秒 超過"),
            (timedelta(0), "due now", "まもなく期限"),
        ],
    )
    def test_said(self, left: timedelta, english: str, japanese: str) -> None:
        """In both languages."""
        assert until(NOW + left, NOW) == english
        assert until(NOW + left, NOW, "ja") == japanese

    @given(st.timedeltas(timedelta(seconds=1), timedelta(days=3000)), st.sampled_from(["en", "ja"]))
    def test_late_and_left_mirror(self, left: timedelta, language: str) -> None:
        """The same length stands in what is left and in what is late."""
        assert length(left, language) in until(NOW + left, NOW, language)
        assert length(left, language) in until(NOW - left, NOW, language)
        assert until(NOW + left, NOW, language) != until(NOW - left, NOW, language)


class TestAbsolute:
    """Times are absolute with their zone."""

    def test_tokyo(self) -> None:
        """The example of interface.md."""
        assert absolute(NOW, "Asia/Tokyo") == "Tue 24 Nov 2026 09:00 JST (00:00 UTC)"
        assert absolute(NOW, "Asia/Tokyo", "ja") == "2026年11月24日(火) 09:00 JST (00:00 UTC)"

    def test_another_day_in_utc(self) -> None:
        """The UTC date is said where it differs."""
        assert absolute(NOW, "America/New_York") == "Mon 23 Nov 2026 19:00 EST (Tue 24 Nov 2026 00:00 UTC)"

    def test_utc_and_nameless_zones(self) -> None:
        """UTC is not said twice; a zone without letters is written by its offset."""
        assert absolute(NOW, "UTC") == "Tue 24 Nov 2026 00:00 UTC"
        assert absolute(NOW, "Australia/Lord_Howe") == "Tue 24 Nov 2026 11:00 UTC+11 (00:00 UTC)"
