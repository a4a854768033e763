"""Splits: what had been done about a flaw that leaves is owed again for what stays, from the split on."""

from __future__ import annotations

from typing import Any

import pytest

from tests.core.duties.teller import CASE, DAY, VULNERABILITY, Teller, at, found, only, with_rules

PLAN: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": "2 days", "done_by": "severity.assessed"}
STAYING = {**CASE, "vulnerability": "v2"}
SPLIT_AT = 100.0


def two_flaws() -> Teller:
    """Tell of a confirmed case with two vulnerabilities, of which the first was judged in time."""
    return Teller().confirmed().tell("vulnerability.added", 3, STAYING, component="own").judged("high", 4)


def part(story: Teller, hours: float = SPLIT_AT) -> Teller:
    """Let the first flaw leave for another case."""
    return story.tell("case.split", hours, VULNERABILITY, into="C-2")


class TestWhatLeftWithItsKeeping:
    """Issue 3: “Cases merge and split: … duties are re-derived”, and none is late at birth."""

    def test_is_owed_again_from_the_split_on(self) -> None:
        before = only(with_rules(PLAN), two_flaws(), "d")
        assert (before.kept, before.limit) == (at(4), at(2) + 2 * DAY)
        duty = only(with_rules(PLAN), part(two_flaws()), "d")
        assert (duty.start, duty.restarted_from, duty.kept) == (at(SPLIT_AT), at(2), None)
        assert (duty.limit, duty.missed) == (at(SPLIT_AT) + 2 * DAY, 0)

    def test_is_kept_by_what_is_done_after_it(self) -> None:
        story = part(two_flaws()).tell("severity.assessed", 110, STAYING, band="high", by="ourselves")
        duty = only(with_rules(PLAN), story, "d")
        assert (duty.kept, duty.start, duty.missed) == (at(110), at(SPLIT_AT), 0)
        assert duty.state(at(200)) == "kept"

    def test_is_missed_once_its_new_limit_has_passed(self) -> None:
        assert only(with_rules(PLAN), part(two_flaws()), "d").state(at(SPLIT_AT + 49)) == "overdue"

    def test_what_was_done_in_time_for_both_stays_as_it_was(self) -> None:
        story = two_flaws().tell("severity.assessed", 5, STAYING, band="high", by="ourselves")
        duty = only(with_rules(PLAN), part(story), "d")
        assert (duty.start, duty.kept, duty.restarted_from) == (at(2), at(5), None)

    def test_what_nobody_had_done_is_owed_since_it_was(self) -> None:
        """A split is no way to gain time."""
        story = Teller().confirmed().tell("vulnerability.added", 3, STAYING, component="own")
        duty = only(with_rules(PLAN), part(story), "d")
        assert (duty.start, duty.restarted_from) == (at(2), None)
        assert duty.state(at(SPLIT_AT)) == "overdue"

    def test_what_was_done_late_about_what_left_gains_its_time_from_the_split(self) -> None:
        story = Teller().confirmed().tell("vulnerability.added", 3, STAYING, component="own").judged("high", 90)
        assert only(with_rules(PLAN), part(story), "d").start == at(SPLIT_AT)

    def test_what_began_after_the_split_counts_from_its_own_fact(self) -> None:
        story = two_flaws().tell("vulnerability.attacked", 120, STAYING)
        rule = {**PLAN, "since": "vulnerability.attacked"}
        assert only(with_rules(rule), part(story), "d").start == at(120)

    @pytest.mark.parametrize("codes", [{"from": "C-0"}, {}])
    def test_being_the_case_that_was_split_off_restarts_nothing(self, codes: dict[str, str]) -> None:
        story = Teller().confirmed().tell("case.split", SPLIT_AT, CASE, **codes)
        assert only(with_rules(PLAN), story, "d").start == at(2)

    def test_what_two_people_waived_stays_waived(self) -> None:
        story = two_flaws().tell("duty.waived", 6, CASE, duty="d", subject="c1")
        duty = only(with_rules(PLAN), part(story), "d")
        assert (duty.state(at(300)), duty.start) == ("waived", at(2))

    def test_what_starts_from_it_waits_again(self) -> None:
        after = {**PLAN, "id": "after", "since": "kept.d", "done_by": "manager.informed"}
        assert found(with_rules(PLAN, after), two_flaws())["after"].start == at(4)
        assert found(with_rules(PLAN, after), part(two_flaws()))["after"].start is None
