"""What a subscriber hears of: nothing that was not wished, and nothing kept back that was."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.advisory.subscription import REFUSALS_APART, Reader, Wish, counts_as_refusal, wants

T0 = datetime(2026, 11, 24, tzinfo=UTC)
BANDS = ("low", "medium", "high")
KEYS = st.frozensets(st.sampled_from(["camera", "hub", "app"]))


class TestA14:
    """A14: "Anyone can subscribe to advisories by mail"; here: to those of chosen products, from a severity on."""

    @given(KEYS, st.sampled_from(["", *BANDS, "gone"]))
    def test_whoever_chooses_nothing_hears_of_everything(self, products: frozenset[str], band: str) -> None:
        assert wants(Wish(), products, band, BANDS)

    @given(KEYS, KEYS, st.sampled_from(BANDS), st.sampled_from(BANDS))
    def test_of_chosen_products_from_a_severity_on(
        self, wished: frozenset[str], products: frozenset[str], least: str, band: str
    ) -> None:
        about = not wished or bool(wished & products)
        severe = BANDS.index(band) >= BANDS.index(least)
        assert wants(Wish(wished, least), products, band, BANDS) == (about and severe)

    def test_what_is_not_scored_and_what_the_policy_no_longer_knows_keep_nothing_back(self) -> None:
        assert wants(Wish(frozenset(), "high"), {"camera"}, "", BANDS)
        assert wants(Wish(frozenset(), "enormous"), {"camera"}, "low", BANDS)

    @given(KEYS, st.sampled_from(["", *BANDS]))
    def test_it_is_read_as_it_was_written(self, products: frozenset[str], band: str) -> None:
        reader = Reader("reader@elsewhere.example", Wish(products, band))
        assert Reader.read(reader.as_json()) == reader


@given(st.lists(st.integers(0, 14 * 24 * 60), min_size=1))
def test_refusals_that_count_lie_a_day_apart_and_the_first_one_counts(minutes: list[int]) -> None:
    """A14: a mail server that fails for an hour stops no subscription, however many letters leave in that hour."""
    at = sorted(T0 + timedelta(minutes=minute) for minute in minutes)
    counted: list[datetime] = []
    for now in at:
        if counts_as_refusal(counted[-1] if counted else None, now):
            counted.append(now)
    assert counted[0] == at[0]
    assert all(later - earlier >= REFUSALS_APART for earlier, later in itertools.pairwise(counted))
