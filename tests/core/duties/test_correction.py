"""A roll-back after publication: the advisory stays public, and a duty to revise it starts (A12, issue 3)."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.policy.duties import Duty, duties
from daybreak.core.policy.implied import CORRECTION
from tests.core.duties.teller import AFFECT, CASE, DAY, T0, Teller, at, found
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

ADVISORY = {**CASE, "advisory": "s1"}
FIX = {**AFFECT, "remedy": "m1"}
OTHER = {**CASE, "vulnerability": "v2", "affect": "a2", "remedy": "m2"}


def published(name: str = "hoshimi-camera", covered: str = "v1") -> Teller:
    """Tell of an advisory that is public since hour 10."""
    del name
    story = Teller().confirmed().tell("advisory.drafted", 5, ADVISORY, vulnerabilities=covered)
    story.tell("remedy.shipped", 6, FIX, kind_="fix").tell("remedy.shipped", 6, OTHER, kind_="fix")
    return story.tell("advisory.published", 10, ADVISORY, vulnerabilities=covered)


def owed(story: Teller, name: str = "hoshimi-camera") -> Duty | None:
    """Give the duty to revise."""
    return found(policy(name), story).get(CORRECTION)


class TestCorrection:
    """“A roll-back reopens it, disarms the advisory and is told to the partner”: what is public is revised."""

    def test_it_starts_with_the_roll_back_under_every_policy(self) -> None:
        for name in EXAMPLES:
            assert owed(published(), name) is None
            duty = owed(published().tell("remedy.rolled_back", 12, FIX), name)
            assert duty is not None
            assert (duty.start, duty.subject, duty.kept) == (at(12), "s1", None)
            assert duty.limit is not None
            assert T0 + DAY < duty.limit < T0 + 7 * DAY

    def test_what_was_taken_back_before_publication_was_never_told(self) -> None:
        story = Teller().confirmed().tell("advisory.drafted", 5, ADVISORY, vulnerabilities="v1")
        story.tell("remedy.rolled_back", 6, FIX).tell("advisory.published", 10, ADVISORY, vulnerabilities="v1")
        assert owed(story) is None

    def test_a_fix_of_what_it_is_not_about_changes_nothing(self) -> None:
        assert owed(published().tell("remedy.rolled_back", 12, OTHER)) is None
        both = owed(published(covered="v1\nv2").tell("remedy.rolled_back", 12, OTHER))
        assert both is not None

    def test_a_revision_before_it_is_no_answer_and_one_after_it_is(self) -> None:
        story = published().tell("advisory.revised", 11, ADVISORY).tell("remedy.rolled_back", 12, FIX)
        before = owed(story)
        assert before is not None
        assert before.kept is None
        after = owed(story.tell("advisory.revised", 14, ADVISORY))
        assert after is not None
        assert after.kept == at(14)

    def test_another_advisorys_revision_is_no_answer(self) -> None:
        story = published().tell("remedy.rolled_back", 12, FIX)
        duty = owed(story.tell("advisory.revised", 14, {**CASE, "advisory": "s2"}))
        assert duty is not None
        assert duty.kept is None

    def test_an_armed_instant_that_came_counts_without_a_worker(self) -> None:
        story = Teller().confirmed().tell("advisory.drafted", 5, ADVISORY, vulnerabilities="v1")
        story.tell("advisory.released", 6, ADVISORY).tell("advisory.armed", 6, ADVISORY, public_at=at(10).isoformat())
        story.tell("remedy.rolled_back", 12, FIX)
        (duty,) = (one for one in duties(policy("hoshimi-camera"), story.facts, at(13)) if one.id == CORRECTION)
        assert duty.start == at(12)

    @given(st.lists(st.booleans(), min_size=1, max_size=8))
    def test_it_is_owed_exactly_while_the_last_word_is_a_roll_back(self, back: list[bool]) -> None:
        story = published()
        for hours, taken in enumerate(back, start=11):
            story.tell("remedy.rolled_back" if taken else "advisory.revised", hours, FIX if taken else ADVISORY)
        duty = owed(story)
        assert (duty is not None) == any(back)
        if duty is not None:
            assert (duty.kept is None) == back[-1]
