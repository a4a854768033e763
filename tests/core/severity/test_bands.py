"""Bands of the policy: edges, order and the highest of several; decision tables decide everything."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.model_severity import Severity
from daybreak.core.severity.bands import Bands
from daybreak.core.severity.ssvc import SUPPLIER, DecisionTable

THREE = Bands((("low", Decimal("0.0")), ("medium", Decimal("4.0")), ("high", Decimal("7.0"))))
scores = st.integers(0, 100).map(lambda tenth: Decimal(tenth) / 10)


class TestA5Bands:
    """A5: impact bands high, medium, low, as the policy cuts them."""

    @given(scores, scores)
    def test_a_higher_score_never_has_a_lower_band(self, one: Decimal, two: Decimal) -> None:
        """Order of scores is order of bands."""
        low, high = (THREE.of(score) for score in sorted((one, two)))
        assert THREE.highest([low, high]) == high

    @given(st.lists(st.sampled_from(["low", "medium", "high", None, "unknown"])))
    def test_highest_of_several(self, names: list[str | None]) -> None:
        """The highest is there, and none there is higher; unjudged ones do not count."""
        highest = THREE.highest(names)
        judged = [name for name in names if name in THREE.names]
        assert (highest in judged) if judged else highest is None
        assert not any(THREE.raised(highest, name) for name in judged)

    def test_raised(self) -> None:
        """From unjudged or lower to higher, never to the same or lower."""
        assert THREE.raised(None, "low")
        assert THREE.raised("low", "high")
        assert not THREE.raised("high", "low")
        assert not THREE.raised("high", "high")
        assert not THREE.raised("high", None)

    @pytest.mark.parametrize("score", ["-0.1", "10.1"])
    def test_outside_the_scale(self, score: str) -> None:
        """A score lies between 0 and 10."""
        with pytest.raises(ValueError, match=r"between 0\.0 and 10\.0"):
            THREE.of(Decimal(score))

    @pytest.mark.parametrize(
        "steps",
        [(), (("low", Decimal(1)),), (("a", Decimal(0)), ("a", Decimal(4))), (("a", Decimal(0)), ("b", Decimal(0)))],
    )
    def test_gaps_and_repeats(self, steps: tuple[tuple[str, Decimal], ...]) -> None:
        """Bands rise from 0.0 and each has its own id."""
        with pytest.raises(ValueError, match="band"):
            Bands(steps)


class TestSsvc:
    """The published supplier tree (reference/duties.md 5.5)."""

    @pytest.mark.parametrize(
        ("answers", "outcome"),
        [
            (("none", "laborious", "partial", "minimal"), "defer"),
            (("none", "laborious", "total", "significant"), "out_of_cycle"),
            (("none", "efficient", "total", "minimal"), "scheduled"),
            (("public_poc", "laborious", "partial", "significant"), "out_of_cycle"),
            (("public_poc", "efficient", "total", "minimal"), "out_of_cycle"),
            (("active", "laborious", "partial", "minimal"), "out_of_cycle"),
            (("active", "super_effective", "partial", "minimal"), "immediate"),
        ],
    )
    def test_cells(self, answers: tuple[str, ...], outcome: str) -> None:
        """Cells across the grid."""
        names = [question for question, _ in SUPPLIER.questions]
        assert SUPPLIER.decide(dict(zip(names, answers, strict=True))) == outcome

    def test_worse_answers_never_decide_for_later(self) -> None:
        """The tree rises with each answer."""
        urgency = ("defer", "scheduled", "out_of_cycle", "immediate")
        names = [question for question, _ in SUPPLIER.questions]
        ranges = [range(len(answers)) for _, answers in SUPPLIER.questions]

        def decided(ranks: tuple[int, ...]) -> int:
            chosen = {
                name: SUPPLIER.questions[n][1][rank] for n, (name, rank) in enumerate(zip(names, ranks, strict=True))
            }
            return urgency.index(SUPPLIER.decide(chosen))

        for ranks, place in product(product(*ranges), range(4)):
            if ranks[place]:
                lower = (*ranks[:place], ranks[place] - 1, *ranks[place + 1 :])
                assert decided(lower) <= decided(ranks)

    def test_a_missing_answer(self) -> None:
        """The sentence names the question."""
        with pytest.raises(ValueError, match="answer exploitation with one of none, public_poc, active"):
            SUPPLIER.decide({})

    def test_tables_with_holes_or_foreign_answers(self) -> None:
        """A table decides every combination of its own answers."""
        asked = (("exposed", ("yes", "no")),)
        assert DecisionTable("t", asked, (("yes", "now"), ("*", "later"))).outcomes == ("now", "later")
        with pytest.raises(ValueError, match="does not decide no"):
            DecisionTable("t", asked, (("yes", "now"),))
        with pytest.raises(ValueError, match="no answer to exposed"):
            DecisionTable("t", asked, (("maybe", "now"), ("*", "later")))
        with pytest.raises(ValueError, match="one answer per question"):
            DecisionTable("t", asked, (("yes",),))


class TestWhichScoreCounts:
    """“Scores … stand side by side and one counts”: which, the policy says by whose code the flaw lies in."""

    @pytest.mark.parametrize(
        ("of", "own", "others"),
        [
            ({}, "2.0", "2.0"),
            ({"own": "base", "component": "base_with_our_environment"}, "9.0", "2.0"),
            ({"own": "base_with_our_environment", "component": "base"}, "2.0", "9.0"),
            ({"component": "base"}, "2.0", "9.0"),
        ],
    )
    def test_base_or_all_that_the_vector_states(self, of: dict[str, str], own: str, others: str) -> None:
        rule = Severity.model_validate({"of": of, "bands": [{"id": "none", "from": "0.0", "name": {"en": "None"}}]})
        found = [
            str(rule.counted(whose, base=Decimal("9.0"), whole=Decimal("2.0")))
            for whose in ("own", "external", "common_software")
        ]
        assert found == [own, others, others]
