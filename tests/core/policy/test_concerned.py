"""Whom of a role that each division has a duty concerns (B3): the divisions it is about, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.policy.concerned import OF_ONE, TELLING, concerned

AT = datetime(2026, 11, 24, tzinfo=UTC)
DIVISIONS = st.sampled_from(("network", "compute", "aoba_pos"))
STATUSES = st.sampled_from(("affected", "not_affected", "under_investigation", "fixed"))
STATED = st.lists(st.tuples(st.integers(0, 3), STATUSES), max_size=8)
SCOPES = ("case", "vulnerability", "affect", "remedy", "division", "approval", "advisory", "participant")
OWNERS = ("network", "compute", "aoba_pos", "")
"""Who owns each of four products; the last belongs to no division."""


def asked(*divisions: str) -> list[Fact]:
    return [Fact("division.asked", AT, AT, subjects={"case": "c", "division": one}) for one in divisions]


def stated(words: list[tuple[int, str]], **subjects: str) -> list[Fact]:
    return [
        Fact("affect.stated", AT, AT, subjects={"case": "c", "affect": f"a{product}", **subjects},
             codes={"division": OWNERS[product], "status": status})
        for product, status in words
    ]  # fmt: skip


class TestB3NobodyElse:
    """“Sharing between PSIRT and product divisions”: a division sees what it is asked, and no other one's questions."""

    @given(st.lists(DIVISIONS, unique=True), STATED, DIVISIONS)
    def test_what_is_asked_of_a_division_concerns_that_one_alone(
        self, divisions: list[str], words: list[tuple[int, str]], one: str
    ) -> None:
        assert concerned([*asked(*divisions), *stated(words)], "division", one) == {one}

    @given(st.lists(DIVISIONS, unique=True), STATED, st.integers(0, 3))
    def test_a_product_concerns_its_owner_alone(
        self, divisions: list[str], words: list[tuple[int, str]], product: int
    ) -> None:
        found = concerned([*asked(*divisions), *stated(words)], "affect", f"a{product}/4.x")
        told = any(known == product for known, _status in words)
        assert found == ({OWNERS[product]} - {""} if told else set())

    @given(STATED, st.integers(0, 3))
    def test_a_remedy_concerns_the_owners_of_what_it_mends(self, words: list[tuple[int, str]], product: int) -> None:
        plan = Fact("remedy.planned", AT, AT, subjects={"case": "c", "affect": f"a{product}", "remedy": "r"})
        told = any(known == product for known, _status in words)
        assert concerned([*stated(words), plan], "remedy", "r") == ({OWNERS[product]} - {""} if told else set())

    @given(st.lists(DIVISIONS, unique=True), STATED)
    def test_the_case_concerns_whom_was_asked_and_whose_products_may_be_affected(
        self, divisions: list[str], words: list[tuple[int, str]]
    ) -> None:
        newest = dict(words)
        owners = {OWNERS[product] for product, status in newest.items() if status != "not_affected"} - {""}
        assert concerned([*asked(*divisions), *stated(words)], "case", "c") == set(divisions) | owners

    @given(st.lists(DIVISIONS, unique=True), STATED)
    def test_an_approval_concerns_only_whose_products_are_affected(
        self, divisions: list[str], words: list[tuple[int, str]]
    ) -> None:
        newest = dict(words)
        owners = {OWNERS[product] for product, status in newest.items() if status in {"affected", "fixed"}} - {""}
        assert concerned([*asked(*divisions), *stated(words)], "approval", "adv:division_head") == owners

    @given(st.lists(DIVISIONS, unique=True), STATED, st.integers(0, 3), st.sampled_from(SCOPES))
    def test_of_a_long_story_the_few_facts_that_are_named_say_the_same(
        self, divisions: list[str], words: list[tuple[int, str]], product: int, scope: str
    ) -> None:
        """What a reminder reads of a case says of every scope whom it concerns, as the whole story does."""
        plan = Fact("remedy.planned", AT, AT, subjects={"case": "c", "affect": f"a{product}", "remedy": "r"})
        others = [Fact(kind, AT, AT, subjects={"case": "c"}) for kind in ("case.confirmed", "access.granted")]
        story = [*others, *asked(*divisions), plan, *stated(words)]
        subject = {"affect": f"a{product}", "remedy": "r", "division": "network"}.get(scope, "c")
        few = [
            fact for fact in story if fact.kind in TELLING or (scope in OF_ONE and subject in fact.subjects.values())
        ]
        assert len(few) < len(story)
        assert concerned(few, scope, subject) == concerned(story, scope, subject)
