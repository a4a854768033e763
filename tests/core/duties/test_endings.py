"""What ends or moves a duty that nobody did: a case that proved to be nothing, a team of the house that takes it."""

from __future__ import annotations

from typing import Any

import pytest

from daybreak.core.lifecycle.case import INVALID_OUTCOMES
from daybreak.core.policy.duties import duties
from tests.core.duties.teller import CASE, REMEDY, Teller, at, found, only, with_rules
from tests.shipped import read_policy as policy

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

    def test_a_closed_report_asks_for_no_answer_any_more(self) -> None:
        rule = {"id": "d", "since": "report.received", "within": "2 days", "done_by": "report.answered"}
        story = Teller().tell("report.received", 0, {"report": "r1"}, mailbox="security")
        assert "d" in found(with_rules(rule), story, at(9))
        assert "d" not in found(with_rules(rule), story.tell("report.closed", 5, {"report": "r1"}), at(9))


class TestWhatFulfils:
    """Which fact keeps a duty, and how late it then is."""

    def test_what_came_after_the_fact_it_must_come_before_is_late_once(self) -> None:
        rule = {"id": "d", "per": "remedy", "before": "remedy.shipped", "done_by": "remedy.verified"}
        story = Teller().confirmed(0).affected().tell("remedy.planned", 9, REMEDY).tell("remedy.shipped", 20, REMEDY)
        duty = only(with_rules(rule), story.tell("remedy.verified", 21, REMEDY), "d")
        assert (duty.missed, duty.state(at(30))) == (1, "kept_late")
        early = Teller().confirmed(0).affected().tell("remedy.planned", 9, REMEDY).tell("remedy.verified", 10, REMEDY)
        assert only(with_rules(rule), early.tell("remedy.shipped", 20, REMEDY), "d").missed == 0

    def test_of_several_gates_its_own(self) -> None:
        """C3: what was signed for one gate says nothing of the next."""
        rule = {"id": "d", "since": "release.registered", "within": "2 days", "gate": "audit",
                "done_by": "release.gate_signed"}  # fmt: skip
        release = {"release": "x"}
        story = Teller().tell("release.registered", 0, release).tell("release.gate_signed", 1, release, gate="scan")
        assert only(with_rules(rule), story, "d").kept is None
        story.tell("release.gate_signed", 2, release, gate="audit")
        assert only(with_rules(rule), story, "d").kept == at(2)

    def test_a_key_is_renewed_by_the_one_that_replaces_it(self) -> None:
        """B7: the first publication of the key that expires renews nothing."""
        rule = {"id": "d", "since": "key.expiring", "within": "30 days", "done_by": "key.published"}
        story = Teller().tell("key.created", 0, {"key": "k1"}).tell("key.published", 1, {"key": "k1"})
        story.tell("key.expiring", 50, {"key": "k1"})
        assert {duty.kept for duty in duties(with_rules(rule), story.facts, at(60)) if duty.subject == "k1"} == {None}
        story.tell("key.created", 60, {"key": "k2"}).tell("key.published", 61, {"key": "k2"}, replaces="k1")
        kept = {duty.subject: duty.kept for duty in duties(with_rules(rule), story.facts, at(70)) if duty.start}
        assert kept == {"k1": at(61)}

    def test_nobody_owes_a_look_into_a_mailbox_that_the_rule_names_nobody_for(self) -> None:
        """A3: one role a kind of mailbox; one that is not named is not owed."""
        rule = {"id": "d", "every": "day", "who": {"security": "security_team"}, "done_by": "mailbox.looked_at"}
        every = duties(with_rules(rule), Teller().tell("policy.adopted", 0, {"policy": "x"}).facts, at(1))
        assert [duty.subject for duty in every if duty.id == "d"] == ["security"]

    def test_a_best_effort_hopes_for_a_day_that_is_not_avoided_either(self) -> None:
        """A13: best effort has no limit, and its aim keeps off Fridays."""
        rule = {**OWN, "per": "affected product", "when": {"support": "supported"}, "otherwise": "best effort",
                "within": "3 days", "never_ends_on": ["fri", "closed day"]}  # fmt: skip
        duty = only(with_rules(rule), Teller().confirmed(0).affected(support="end_of_life"), "d")
        assert (duty.best_effort, duty.limit, duty.aim) == (True, None, at(48))
