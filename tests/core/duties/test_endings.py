"""What ends or moves a duty that nobody did: a case that proved to be nothing, a team of the house that takes it."""

from __future__ import annotations

from typing import Any

import pytest

from daybreak.core.lifecycle.case import INVALID_OUTCOMES
from tests.core.duties.teller import CASE, Teller, at, found, only, policy, with_rules

OWN: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": "10 days", "done_by": "manager.informed"}


def closed(outcome: str, hours: float = 24) -> Teller:
    """Tell of a confirmed case that was closed with an outcome."""
    return Teller().confirmed(0).tell("case.closed", hours, CASE, outcome=outcome)


class TestClosing:
    """A promise about what proved to be nothing, or is kept in another case, ends with it; law and contract do not."""

    @pytest.mark.parametrize("outcome", sorted(INVALID_OUTCOMES | {"duplicate", "merged"}))
    def test_nothing_is_left_of_what_was_nothing(self, outcome: str) -> None:
        assert "d" not in found(with_rules(OWN), closed(outcome), at(48))
        assert "d" in found(with_rules({**OWN, "strength": "contract"}), closed(outcome), at(48))
        assert "d" in found(with_rules({**OWN, "strength": "law"}), closed(outcome), at(48))

    @pytest.mark.parametrize("outcome", ["resolved", "fixed", "deferred", "risk_accepted"])
    def test_a_case_that_was_something_leaves_what_is_owed(self, outcome: str) -> None:
        assert "d" in found(with_rules(OWN), closed(outcome), at(48))

    def test_what_was_late_before_the_end_stays_late(self) -> None:
        story = closed("duplicate", hours=11 * 24)
        assert only(with_rules(OWN), story, "d", at(12 * 24)).state(at(12 * 24)) == "overdue"


class TestHandedOver:
    """B1: an incident that concerns the network goes to the company's own CSIRT, "and back, without leaving"."""

    def test_the_team_owes_it_until_it_hands_the_case_back(self) -> None:
        group = policy("aoba-electric")
        (team,) = (role for role, entry in group.roles.items() if "psirt" in entry.takes_over_from)
        story = Teller().tell("report.received", 0, {"report": "r1", "mailbox": "security"}, door="web")
        story.tell("case.opened", 1, CASE).tell("report.joined", 1, {"report": "r1", **CASE})
        story.tell("case.concern_set", 1, CASE, concern="own_network", holds=True)
        assert found(group, story)["confirm"].who == ("psirt",)
        story.tell("case.handed_over", 2, CASE, to=team)
        assert found(group, story)["confirm"].who == (team,)
        start, limit = found(group, story)["confirm"].start, found(group, story)["confirm"].limit
        story.tell("case.handed_back", 3, CASE, **{"from": team})
        back = found(group, story)["confirm"]
        assert (back.who, back.start, back.limit) == (("psirt",), start, limit)
