"""What an advisory is about: it keeps the duties of those vulnerabilities, and of no other one of its case."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import COVERED, SEVERAL, Fact, covered_by
from daybreak.core.policy.duties import duties
from tests.core.duties.teller import CASE, T0, Teller, at, with_rules

FLAWS = ("v1", "v2", "v3")
TELL_USERS: dict[str, Any] = {
    "id": "tell_users",
    "per": "vulnerability",
    "since": "vulnerability.attacked",
    "within": "72 hours",
    "done_by": ["advisory.published", "advisory.revised"],
}
RECORD: dict[str, Any] = {
    "id": "record",
    "per": "vulnerability",
    "since": "advisory.published",
    "within": "72 hours",
    "done_by": "cve.published",
}


def attacked() -> Teller:
    """Tell of a case with three flaws, all of them attacked."""
    story = Teller().tell("case.opened", 0, CASE)
    for key in FLAWS:
        story.tell("vulnerability.added", 0, {**CASE, "vulnerability": key})
        story.tell("vulnerability.attacked", 1, {**CASE, "vulnerability": key})
    return story


def about(*keys: str) -> dict[str, str]:
    """Give the code that names them."""
    return {COVERED: SEVERAL.join(keys)} if keys else {}


def kept(story: Teller, hours: float = 90) -> set[str]:
    """Give the flaws whose users were told."""
    found = duties(with_rules(TELL_USERS), story.facts, at(hours))
    return {duty.subject for duty in found if duty.kept is not None}


class TestCovered:
    """CRA Art. 14(8): the users are told of the vulnerability concerned; decisions: an advisory is n:m of them."""

    @given(st.sets(st.sampled_from(FLAWS), min_size=1))
    def test_only_what_it_is_about_is_told(self, chosen: set[str]) -> None:
        named = about(*sorted(chosen))
        story = attacked().tell("advisory.drafted", 2, {**CASE, "advisory": "s1"}, **named)
        assert kept(story) == set()
        assert kept(story.tell("advisory.published", 3, {**CASE, "advisory": "s1"}, **named)) == chosen

    @given(st.sets(st.sampled_from(FLAWS), min_size=1))
    def test_only_for_these_a_record_is_owed(self, chosen: set[str]) -> None:
        """CNA rules 4.5.1.3: the clock of a record starts with our own disclosure of that ID."""
        story = attacked().tell("advisory.published", 3, {**CASE, "advisory": "s1"}, **about(*sorted(chosen)))
        found = duties(with_rules(RECORD), story.facts, at(4))
        assert {duty.subject for duty in found if duty.start} == chosen

    @given(st.sets(st.sampled_from(FLAWS)), st.sets(st.sampled_from(FLAWS)))
    def test_several_advisories_together(self, first: set[str], second: set[str]) -> None:
        story = attacked()
        for key, chosen in (("s1", first), ("s2", second)):
            if chosen:
                story.tell("advisory.published", 3, {**CASE, "advisory": key}, **about(*sorted(chosen)))
        assert kept(story) == first | second

    def test_a_fact_without_the_code_means_the_whole_case(self) -> None:
        """Facts written before the code existed keep what they meant, also when a later one of theirs names less."""
        story = attacked().tell("advisory.published", 3, {**CASE, "advisory": "s1"})
        assert kept(story) == set(FLAWS)
        story.tell("advisory.drafted", 4, {**CASE, "advisory": "s1"}, **about("v1"))
        assert kept(story.tell("advisory.revised", 5, {**CASE, "advisory": "s1"}, **about("v1"))) == set(FLAWS)

    def test_what_the_draft_named_holds_where_no_worker_noted_the_publication(self) -> None:
        """Decisions: what must be true without a worker is derived, not reacted."""
        story = attacked().tell("advisory.drafted", 2, {**CASE, "advisory": "s1"}, **about("v2"))
        story.tell("advisory.released", 3, {**CASE, "advisory": "s1"})
        story.tell("advisory.armed", 3, {**CASE, "advisory": "s1"}, public_at=at(10).isoformat())
        assert kept(story, 9) == set()
        assert kept(story, 11) == {"v2"}

    def test_a_duty_of_the_case_is_kept_by_any(self) -> None:
        of_case = {**TELL_USERS, "per": "case"}
        story = attacked().tell("advisory.published", 3, {**CASE, "advisory": "s1"}, **about("v3"))
        (duty,) = (one for one in duties(with_rules(of_case), story.facts, at(4)) if one.id == "tell_users")
        assert duty.kept == at(3)


@given(st.lists(st.sampled_from(FLAWS), unique=True))
def test_the_code_is_read_as_it_is_written(keys: list[str]) -> None:
    """One key a line; nothing named is nothing."""
    fact = Fact("advisory.published", T0, T0, 1, "", CASE, about(*keys))
    assert covered_by(fact) == frozenset(keys)
