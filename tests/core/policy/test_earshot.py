"""Whose words one reads among the divisions that were asked the same (B3): one's own, unless one asks them all."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.policy.earshot import EVERYTHING, Earshot, earshot_of
from tests.shipped import read_policy

AT = datetime(2026, 11, 24, tzinfo=UTC)
GROUP = read_policy("aoba-electric")
OWN = st.sampled_from(("division_desk", "division_head", "quality"))
HOUSE = st.sampled_from(("psirt", "psirt_on_call", "legal", "press", "csirt_team"))
DIVISIONS = st.sampled_from(("network", "compute", "aoba_pos"))
GRANTS = st.lists(st.tuples(OWN, DIVISIONS), min_size=1, max_size=4)


def said(kind: str, division: str, **codes: str) -> Fact:
    return Fact(kind, AT, AT, subjects={"case": "c", "division": division}, codes=codes)


class TestB3ItsOwnWords:
    """“One question goes to many divisions”: what one of them says is no other one's to read."""

    @given(st.lists(OWN, min_size=1), GRANTS, DIVISIONS)
    def test_a_division_reads_its_own_and_no_other_ones(
        self, inside: list[str], granted: list[tuple[str, str]], division: str
    ) -> None:
        earshot = earshot_of(GROUP, inside, granted)
        mine = division in {own for _role, own in granted}
        assert earshot.of(division) is mine
        assert earshot.words(said("division.answered", division)) is mine
        assert earshot.of(""), "what is of no division everybody in the case reads"

    @given(st.lists(OWN), HOUSE, GRANTS)
    def test_whoever_is_there_for_the_whole_house_reads_all(
        self, inside: list[str], role: str, granted: list[tuple[str, str]]
    ) -> None:
        assert earshot_of(GROUP, [*inside, role], granted) == EVERYTHING

    @given(st.lists(OWN, min_size=1), HOUSE, GRANTS)
    def test_another_role_of_the_house_opens_no_word_to_who_is_there_for_a_division(
        self, inside: list[str], role: str, granted: list[tuple[str, str]]
    ) -> None:
        assert earshot_of(GROUP, inside, [*granted, (role, "")]) == earshot_of(GROUP, inside, granted) != EVERYTHING

    @given(GRANTS)
    def test_let_in_without_a_role_the_roles_held_decide(self, granted: list[tuple[str, str]]) -> None:
        assert earshot_of(GROUP, [""], granted) == Earshot(frozenset(own for _role, own in granted))
        assert earshot_of(GROUP, [""], []) == EVERYTHING, "somebody of the house let them in"

    def test_a_grant_that_ended_leaves_nothing_to_read(self) -> None:
        earshot = earshot_of(GROUP, ["division_desk"], [])
        assert not earshot.of("network")

    def test_what_is_passed_on_is_read_by_whom_it_is_passed_to(self) -> None:
        passed = said("division.passed_on", "network", to="compute")
        settled = said("division.answered", "network", by="compute")
        for fact in (passed, settled):
            assert Earshot(frozenset({"compute"})).words(fact)
            assert Earshot(frozenset({"network"})).words(fact)
            assert not Earshot(frozenset({"aoba_pos"})).words(fact)
