"""Spans are read as the policy writes them, refused with a sentence, and spoken in two languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.clocks.spans import COUNTED, WORDS, Span, parse_span


class TestReading:
    """The words of the three example policies."""

    @pytest.mark.parametrize(
        ("text", "unit", "count"),
        [
            ("24 hours", "hour", 24), ("3 days", "day", 3), ("1 business day", "business day", 1),
            ("2 business days", "business day", 2), ("1 week", "week", 1), ("3 months", "month", 3),
            ("1 quarter", "quarter", 1), ("2 years", "year", 2), ("at once", "at once", 0), ("no plan", "no plan", 0),
            ("none", "none", 0), ("next release", "next release", 0), ("  4   Hours ", "hour", 4),
        ],
    )  # fmt: skip
    def test_read(self, text: str, unit: str, count: int) -> None:
        """Each is one span."""
        assert parse_span(text) == Span(unit, count)  # type: ignore[arg-type]  # a table of plain strings

    @given(st.sampled_from(sorted(COUNTED)), st.integers(1, 10))
    def test_round_trip(self, unit: str, count: int) -> None:
        """What is written is read back."""
        span = Span(unit, count)  # type: ignore[arg-type]  # drawn from the table of units
        assert parse_span(str(span)) == span

    @given(st.text(max_size=60))
    def test_anything_else_is_a_value_error(self, text: str) -> None:
        """No text whatever raises anything but ValueError."""
        try:
            span = parse_span(text)
        except ValueError:
            return
        assert parse_span(str(span)) == span


class TestRefusing:
    """Each refusal is a sentence that says what to write."""

    @pytest.mark.parametrize(
        ("text", "sentence"),
        [
            ("0 days", "no time at all"), ("1000000000 days", "longer than ten years"), ("4000 days", "ten years"),
            ("88000 hours", "ten years"), ("11 years", "ten years"), ("3 fortnights", "no unit"),
            ("soon", "length of time"),
            ("-1 day", "length of time"), ("1.5 days", "length of time"), ("٣ days", "length of time"),
            ("1 day before", "no unit"), ("x" * 100, "40 characters"), ("", "length of time"), ("1 dayss", "no unit"),
        ],
    )  # fmt: skip
    def test_refused(self, text: str, sentence: str) -> None:
        """Wrong, endless and unreadable lengths."""
        with pytest.raises(ValueError, match=sentence):
            parse_span(text)

    @pytest.mark.parametrize(("unit", "count"), [("fortnight", 1), ("at once", 2), ("day", 0), ("day", -1)])
    def test_made_by_hand(self, unit: str, count: int) -> None:
        """The value itself refuses them too."""
        with pytest.raises(ValueError, match=r"\w"):
            Span(unit, count)  # type: ignore[arg-type]  # wrong on purpose


class TestComparing:
    """Aims are compared with limits by rough length."""

    def test_order(self) -> None:
        """From at once to a year."""
        written = (
            "at once",
            "1 hour",
            "1 day",
            "1 business day",
            "1 week",
            "4 weeks",
            "1 month",
            "1 quarter",
            "1 year",
        )
        lengths = [parse_span(text).comparable or 0.0 for text in written]
        assert lengths == sorted(lengths)

    @pytest.mark.parametrize("word", WORDS)
    def test_words_have_no_length(self, word: str) -> None:
        """Only at once does: none."""
        assert parse_span(word).comparable == (0.0 if word == "at once" else None)

    def test_spoken(self) -> None:
        """In English and Japanese."""
        assert parse_span("2 business days").spoken("en") == "2 business days"
        assert parse_span("2 business days").spoken("ja") == "2営業日"
        assert parse_span("none").spoken("en") == "no aim"
        assert parse_span("no plan").spoken("ja") == "対応予定なし"
