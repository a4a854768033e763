"""B8: erasing a report ends what could be kept only by writing to its finder, under any of the example policies."""

from __future__ import annotations

from datetime import timedelta

import pytest

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import CASE, REPORT, T0, Teller
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

WRITING = {"report.answered", "report.closed", "finder.asked"}


def owed(name: str, story: Teller) -> dict[str, bool]:
    """Tell which duties of the report run, and whether writing to the finder alone would keep them."""
    now = T0 + timedelta(hours=30)
    found = duties(policy(name), story.facts, now)
    running = {"open", "due_soon", "overdue"}
    return {
        one.id: set(one.rule.fulfilled_by()) <= WRITING
        for one in found
        if one.scope == "report" and one.state(now) in running
    }


@pytest.mark.parametrize("name", EXAMPLES)
def test_nobody_owes_words_to_whom_nobody_can_write_and_all_else_is_still_owed(name: str) -> None:
    before = owed(name, Teller().confirmed(2))
    assert any(before.values()), "an answer to the finder is owed"
    after = owed(name, Teller().confirmed(2).tell("finder.erased", 3, {**REPORT, **CASE}))
    assert after == {rule: False for rule, writing in before.items() if not writing}


def test_another_finder_of_the_same_case_is_still_answered() -> None:
    story = Teller().confirmed(2)
    story.tell("report.received", 2, {"report": "r2", "mailbox": "security"}, door="web", mailbox="security")
    story.tell("report.joined", 2, {"report": "r2", **CASE}).tell("finder.erased", 3, {**REPORT, **CASE})
    found = duties(policy("aoba-electric"), story.facts, T0 + timedelta(hours=30))
    assert [one.subject for one in found if one.id == "acknowledge"] == ["r2"]


def test_what_was_late_before_stays_missed() -> None:
    story = Teller().confirmed(2).tell("finder.erased", 24 * 30, {**REPORT, **CASE})
    now = T0 + timedelta(days=31)
    (found,) = (one for one in duties(policy("aoba-electric"), story.facts, now) if one.id == "acknowledge")
    assert found.limit is not None
    assert found.limit < now
