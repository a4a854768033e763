"""A duty that ends in time leaves no line; what ended it is told, and nothing that stands is told as ended."""

from __future__ import annotations

from typing import Any

import pytest

from daybreak.core.policy.duties import duties
from daybreak.core.policy.no_longer import MOST, no_longer_owed
from tests.core.duties.teller import AFFECT, CASE, VULNERABILITY, Teller, at, simple, with_rules

FOR_HIGH = simple(when={"severity": ["high"]}, within="10 days")
FOR_EACH = simple(per="vulnerability", since="affect.stated", within="10 days", on_branches="supported")


def gone(rule: dict[str, Any], story: Teller, hours: float = 100) -> list[tuple[str, str, int]]:
    """Give rule, subject and the place of the fact that ended it, of what is owed no more."""
    rules = with_rules(rule)
    told = no_longer_owed(
        story.facts, duties(rules, story.facts, at(hours)), lambda facts, now: duties(rules, list(facts), now)
    )
    return [(one.duty.id, one.duty.subject, one.by.position) for one in told]


def high() -> Teller:
    """Tell of a confirmed case judged high."""
    return Teller().confirmed(2).judged("high", 3)


def test_lowered_in_time_it_is_told_with_the_judgement() -> None:
    story = high().judged("low", 20)
    assert gone(FOR_HIGH, story) == [("d", "c1", len(story.facts))]


@pytest.mark.parametrize(
    "after",
    [
        (),
        (("severity.assessed", 30, VULNERABILITY, {"band": "high", "by": "ourselves"}),),
        (("manager.informed", 10, CASE, {}), ("severity.assessed", 20, VULNERABILITY, {"band": "low"})),
        (("severity.assessed", 400, VULNERABILITY, {"band": "low"}),),
        (("case.closed", 20, CASE, {"outcome": "deferred"}),),
    ],
)
def test_what_runs_or_was_kept_missed_or_closed_is_not(after: tuple[Any, ...]) -> None:
    story = high()
    for kind, hours, subjects, codes in after:
        story.tell(kind, hours, subjects, **codes)
    assert gone(FOR_HIGH, story, 500) == []


def test_raised_again_it_is_owed_again_and_lowered_again_told_once() -> None:
    story = high().judged("low", 20).judged("high", 30).judged("low", 40)
    assert gone(FOR_HIGH, story) == [("d", "c1", len(story.facts))]


def test_a_product_that_is_not_affected_after_all() -> None:
    rule = simple(per="affected product", since="affect.stated", within="10 days")
    story = high().affected(4).affected(20, status="not_affected")
    assert gone(rule, story) == [("d", "a1", len(story.facts))]
    assert gone(rule, high().affected(4).affected(20)) == []


def test_release_lines_take_the_place_of_the_whole() -> None:
    """It is owed for each line from then on: nothing has ended."""
    assert gone(FOR_EACH, high().affected(4).affected(20, branch="cam:8")) == []
    ended = high().affected(4, branch="cam:8").affected(20, branch="cam:8", status="not_affected")
    assert gone(FOR_EACH, ended) == [("d", "v1/cam:8", len(ended.facts))]


def test_of_many_judgements_the_newest_are_looked_at() -> None:
    """Each costs a computation: a page stays a page."""
    asked: list[int] = []
    story = high()
    for hour in range(40):
        story.judged("low" if hour % 2 else "high", 4 + hour).tell("affect.stated", 4 + hour, AFFECT, status="affected")
    rules = with_rules(FOR_HIGH)

    def reckon(facts: Any, now: Any) -> Any:
        asked.append(len(facts))
        return duties(rules, list(facts), now)

    no_longer_owed(story.facts, duties(rules, story.facts, at(100)), reckon)
    assert len(asked) <= 2 * MOST
