"""What of the figures may be public: large groups alone, of a period that is over, with no sums to subtract from."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.metrics.account import Past, account_of
from daybreak.core.metrics.figures import Promises
from daybreak.core.metrics.period import ALWAYS
from daybreak.core.metrics.scorecard import card_of, data, last_period
from daybreak.core.metrics.tally import Tally
from daybreak.core.policy.duties import duties_in, read
from daybreak.core.policy.model_page import Scorecard
from tests.core.duties.teller import FIRMWARE, Teller
from tests.core.policy.past import NOW, stories
from tests.shipped import read_policy as shipped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.metrics.figures import Figures

ALL = Scorecard(show=("promises", "times", "orders"), smallest_group=3)
CAMERA = shipped("hoshimi-camera")
DUTIES = frozenset(rule.id for rule in CAMERA.duties)


def _figures(told: Sequence[tuple[Fact, ...]]) -> Figures:
    tally = Tally(ALWAYS, NOW)
    for place, facts in enumerate(told):
        renamed = [
            type(fact)(fact.kind, fact.happened_at, fact.recorded_at, fact.position, fact.actor,
                       {scope: f"{key}-{place}" for scope, key in fact.subjects.items()}, fact.codes)
            for fact in facts
        ]  # fmt: skip
        reading = read(CAMERA, renamed, NOW)
        tally.add(account_of(Past(f"case-1-{place}", reading, duties_in(reading, CAMERA)), NOW))
    return tally.figures(CAMERA)


class TestGroups:
    """“Minimum group size so that nothing about single cases leaks.”"""

    @settings(max_examples=30)
    @given(told=st.lists(stories(), max_size=4), smallest=st.integers(3, 6))
    def test_every_figure_is_of_enough(self, told: list[tuple[Fact, ...]], smallest: int) -> None:
        card = card_of(_figures(told), ALL.model_copy(update={"smallest_group": smallest}), DUTIES)
        assert all(it.duties >= smallest for it in card.kept)
        assert all(it.count >= smallest for it in (*card.took, *card.came))

    @settings(max_examples=30)
    @given(told=stories(), few=st.integers(1, 2))
    def test_fewer_cases_than_the_least_show_nothing_that_is_counted_by_case(
        self, told: tuple[Fact, ...], few: int
    ) -> None:
        """With as many affects as cases, each figure counts at most one for each case."""
        assert card_of(_figures([told] * few), ALL, DUTIES).empty

    def test_many_products_and_flaws_of_one_case_are_one(self) -> None:
        """Six products' plans and fixes in one case were a group of six, and told how that one case went."""
        case = {"case": "case-1"}
        story = Teller().tell("case.opened", 1, case).tell("case.confirmed", 2, case)
        for place in range(6):
            flaw = {**case, "vulnerability": f"v{place}"}
            affect = {**flaw, "affect": f"a{place}"}
            remedy = {**affect, "remedy": f"m{place}"}
            story.tell("vulnerability.added", 2, flaw, component="own")
            story.tell("severity.assessed", 3, flaw, band="high", by="ourselves")
            story.tell("affect.stated", 4, affect, **FIRMWARE).tell("remedy.planned", 5, remedy, kind_="fix")
            story.tell("remedy.offered_to_all", 6, remedy, kind_="fix")
        figures = _figures([tuple(story.facts)] * 2)
        assert {it.rule: it.duties for it in figures.promises}["fix"] == figures.overall["fixed"].count == 12
        assert card_of(figures, ALL, DUTIES).empty
        card = card_of(_figures([tuple(story.facts)] * 3), ALL, DUTIES)
        assert {it.rule: (it.duties, it.percent) for it in card.kept}["plan"] == (18, 100)
        assert {(it.first, it.second): it.count for it in card.came}["F", "P"] == 18
        assert {it.measure: it.count for it in card.took} == {"fixed": 18}

    @pytest.mark.parametrize(("kept", "percent"), [(200, 100), (199, 99), (1, 0), (0, 0)])
    def test_no_promise_is_called_wholly_kept_that_was_not(self, kept: int, percent: int) -> None:
        """199 of 200 are not a hundred per cent."""
        row = Promises("fix", CAMERA.duty("fix").name, "high", {"kept": kept, "missed": 200 - kept}, cases=200)
        figures = replace(_figures([]), promises=(row,))
        assert [it.percent for it in card_of(figures, ALL, DUTIES).kept] == [percent]

    @settings(max_examples=20)
    @given(told=stories())
    def test_only_the_duties_named_and_lengths_in_whole_days(self, told: tuple[Fact, ...]) -> None:
        """What the card does not name stays inside; a length rounded up is nobody's own."""
        figures = _figures([told] * 3)
        assert {it.rule for it in card_of(figures, ALL, frozenset({"fix"})).kept} <= {"fix"}
        for it in card_of(figures, ALL, DUTIES).took:
            median = figures.overall[it.measure].median
            assert median is not None
            assert timedelta(0) <= timedelta(days=it.median_days) - median < timedelta(days=1)


class TestPeriods:
    """Figures of a period that is over change no more, and no case is in two of them."""

    @pytest.mark.parametrize(
        ("per", "now", "since", "until"),
        [
            ("year", "2026-11-24", "2025-01-01", "2026-01-01"),
            ("quarter", "2026-11-24", "2026-07-01", "2026-10-01"),
            ("quarter", "2026-01-01", "2025-10-01", "2026-01-01"),
            ("quarter", "2026-03-31", "2025-10-01", "2026-01-01"),
        ],
    )
    def test_the_last_whole_one(self, per: str, now: str, since: str, until: str) -> None:
        rule = Scorecard.model_validate({"show": ["promises"], "per": per})
        found = last_period(rule, datetime.fromisoformat(f"{now}T12:00+00:00"), "UTC")
        assert found.since is not None
        assert found.until is not None
        assert (found.since.date().isoformat(), found.until.date().isoformat()) == (since, until)

    @given(st.timedeltas(timedelta(0), timedelta(days=2000)), st.sampled_from(["Asia/Tokyo", "Europe/Lisbon", "UTC"]))
    def test_it_is_always_over(self, later: timedelta, zone: str) -> None:
        now = datetime(2024, 1, 1, tzinfo=UTC) + later
        found = last_period(Scorecard.model_validate({"show": ["promises"], "per": "quarter"}), now, zone)
        assert found.until is not None
        assert found.until <= now


class TestData:
    """For machines."""

    def test_lengths_are_whole_days(self) -> None:
        card = card_of(_figures([]), ALL, DUTIES)
        assert data(card) == {
            "period": {"since": None, "until": None},
            "smallest_group": 3,
            "promises": [],
            "times": [],
            "orders": [],
        }
