"""The 12 desired orders of events against their definition (reference/duties.md 1.5)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.lifecycle.world import histories
from daybreak.core.metrics.orderings import ORDERINGS, judged, moments_of
from daybreak.core.policy.anchors import Story

T0 = datetime(2026, 1, 1, tzinfo=UTC)
WRITTEN = "V<P, V<X, V<A, F<P, F<X, F<A, D<P, D<X, D<A, P<X, P<A, X<A"
KINDS = {
    "V": ("report.received", ("report", "case")),
    "F": ("remedy.shipped", ("case", "remedy")),
    "D": ("remedy.offered_to_all", ("case", "remedy")),
    "P": ("vulnerability.public", ("case", "vulnerability")),
    "X": ("vulnerability.exploit_public", ("case", "vulnerability")),
    "A": ("vulnerability.attacked", ("case", "vulnerability")),
}
LINEAGE = {"case": "c", "vulnerability": "v"}


def _facts(history: str, *, gap: timedelta = timedelta(hours=1)) -> list[Fact]:
    """Let the events of a history happen one after another, `gap` apart."""
    facts = []
    for place, letter in enumerate(history):
        kind, scopes = KINDS[letter]
        at = T0 + gap * place
        facts.append(Fact(kind, at, at, place + 1, "", {scope: scope[0] for scope in scopes}))
    return facts


def _judged(history: str, gap: timedelta = timedelta(hours=1)) -> dict[tuple[str, str], str]:
    moments = moments_of(Story(_facts(history, gap=gap), {}), LINEAGE)
    return {pair: judged(moments, *pair) for pair in ORDERINGS}


def _by_definition(history: str, first: str, second: str) -> str:
    if first not in history and second not in history:
        return "undetermined"
    return "satisfied" if second not in history or -1 < history.find(first) < history.find(second) else "violated"


def test_they_are_the_twelve_that_the_protocol_names() -> None:
    assert ", ".join("<".join(pair) for pair in ORDERINGS) == WRITTEN


class TestTheDefinition:
    """“12 desired orderings usable as outcome metrics”: the first event before the second."""

    @pytest.mark.parametrize("length", range(7))
    def test_every_legal_history_and_its_beginnings_are_judged_by_it(self, length: int) -> None:
        """Of the protocol's 70 histories; those in which the vendor hears of it last are told by when we heard."""
        for history in {whole[:length] for whole in histories()}:
            if history.endswith("X") and "P" not in history:
                continue  # between the exploit and the publicity that it causes at once lies no instant
            expected = {pair: _by_definition(history, *pair) for pair in ORDERINGS}
            assert _judged(history) == expected, history

    @given(history=st.permutations("VFDPXA").map("".join))
    def test_among_equal_instants_the_journal_s_order_rules(self, history: str) -> None:
        assert _judged(history, timedelta(0)) == _judged(history)

    def test_a_public_exploit_makes_it_public_at_once(self) -> None:
        for history in map("".join, permutations("VXA")):
            found = _judged(history)
            assert found["P", "X"] == "violated"
            assert found["P", "A"] == ("satisfied" if history.index("X") < history.index("A") else "violated")
            assert found["V", "P"] == ("satisfied" if history.index("V") < history.index("X") else "violated")

    def test_what_was_published_by_us_is_public(self) -> None:
        facts = _facts("VF")
        at = T0 + timedelta(hours=9)
        facts.append(Fact("advisory.published", at, at, 9, "", {"case": "c", "advisory": "a"}))
        moments = moments_of(Story(facts, {}), LINEAGE)
        assert moments["P"][0] == at
        assert judged(moments, "F", "P") == "satisfied"

    def test_a_fix_that_was_rolled_back_did_not_come(self) -> None:
        facts = _facts("VFD")
        at = T0 + timedelta(hours=9)
        facts.append(Fact("remedy.rolled_back", at, at, 9, "", {"case": "c", "remedy": "r"}))
        assert set(moments_of(Story(facts, {}), LINEAGE)) == {"V"}

    def test_what_happened_to_another_vulnerability_of_the_case_does_not_count(self) -> None:
        facts = _facts("VPXA")
        other = {"case": "c", "vulnerability": "other"}
        assert set(moments_of(Story(facts, {}), other)) == {"V"}
