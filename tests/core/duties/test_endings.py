"""What ends or moves a duty that nobody did: a case that proved to be nothing, a team of the house that takes it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.lifecycle.case import INVALID_OUTCOMES
from daybreak.core.policy.duties import duties
from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.replay_result import verdict_of
from tests.core.duties.teller import CASE, REMEDY, REPORT, Teller, at, found, only, with_rules
from tests.shipped import read_policy as policy

OWN: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": "10 days", "done_by": "manager.informed"}
OUTCOMES = INVALID_OUTCOMES | {"duplicate", "merged"}
"""With which a case proved to be nothing, or goes on elsewhere."""


def closed(outcome: str, hours: float = 24) -> Teller:
    """Tell of a confirmed case that was closed with an outcome."""
    return Teller().confirmed(0).tell("case.closed", hours, CASE, outcome=outcome)


class TestClosing:
    """A promise about what proved to be nothing, or is kept in another case, ends with it; law and contract do not."""

    @pytest.mark.parametrize("outcome", sorted(OUTCOMES))
    def test_nothing_is_left_of_what_was_nothing(self, outcome: str) -> None:
        assert "d" not in found(with_rules(OWN), closed(outcome), at(48))
        assert "d" in found(with_rules({**OWN, "strength": "contract"}), closed(outcome), at(48))
        assert "d" in found(with_rules({**OWN, "strength": "law"}), closed(outcome), at(48))

    @pytest.mark.parametrize("outcome", ["resolved", "fixed", "deferred", "risk_accepted"])
    def test_a_case_that_was_something_leaves_what_is_owed(self, outcome: str) -> None:
        assert "d" in found(with_rules(OWN), closed(outcome), at(48))


class TestLateAtTheClosing:
    """“The board … each line with its clock, basis and the deed that fulfils it”; “kept/missed per duty”.

    What was late when its case was closed, and what nobody can do in a closed case, is no line of the board: it is
    missed. What is owed to others, and what is done after the closing, stays.
    """

    DEEDS = ("manager.informed", "remedy.planned", "notice.sent", "cve.published", "users.informed")

    @given(
        st.sampled_from(sorted({*OUTCOMES, "resolved"})),
        st.sampled_from(["law", "contract", "programme_rule", "own_promise"]),
        st.sampled_from(DEEDS),
        st.integers(1, 24 * 30),
        st.integers(0, 24 * 900),
    )
    def test_it_stays_missed_for_ever_and_is_taken_up_again(
        self, outcome: str, strength: str, deed: str, hours: int, later: int
    ) -> None:
        rules = with_rules({**OWN, "strength": strength, "done_by": deed})
        story, now = closed(outcome, hours), at(hours + later)
        before = only(rules, Teller().confirmed(0), "d", at(hours))
        late = before.state(at(hours)) == "overdue"
        after = found(rules, story, now).get("d")
        binding, ends = strength in {"law", "contract"}, outcome in OUTCOMES
        done_later = deed not in {"manager.informed", "remedy.planned"}
        if binding or (not ends and (done_later or not late)):
            assert after is not None
            assert (after.ended, after.state(now) in RUNNING) == (None, True)
        elif late:
            assert after is not None
            assert (after.ended, after.ended_by) == (at(hours), "case.closed")
            assert (after.state(now), verdict_of(after, now), after.limit) == ("missed", "missed", before.limit)
        else:
            assert after is None
        again = only(rules, story.tell("case.reopened", hours + later, CASE), "d", now)
        assert (again.ended, again.start, again.limit) == (None, before.start, before.limit)

    @given(st.sampled_from(sorted(OUTCOMES)), st.integers(1, 24 * 400))
    def test_what_the_closing_or_a_later_fact_starts_is_owed(self, outcome: str, hours: int) -> None:
        """“Lessons with follow-up”: what a policy demands after the closing cannot be ended by it."""
        learn = {**OWN, "id": "d", "since": "case.closed", "done_by": "case.lesson_recorded"}
        assert only(with_rules(learn), closed(outcome, hours), "d").start == at(hours)
        wish = {**OWN, "id": "d", "per": "report", "since": "erasure.requested", "done_by": "finder.erased"}
        story = closed(outcome, hours).tell("erasure.requested", hours + 1, {**REPORT, **CASE})
        duty = only(with_rules(wish), story, "d")
        assert duty.start is not None
        assert (duty.start > at(hours), duty.ended) == (True, None)

    def test_an_advisory_is_published_from_a_closed_case_once_it_was_drafted(self) -> None:
        rule, drafted = {**OWN, "done_by": "advisory.published"}, {**CASE, "advisory": "x"}
        assert only(with_rules(rule), closed("resolved", 24 * 12), "d", at(24 * 13)).ended == at(24 * 12)
        story = Teller().confirmed(0).tell("advisory.drafted", 1, drafted)
        story.tell("case.closed", 24 * 12, CASE, outcome="resolved")
        assert only(with_rules(rule), story, "d", at(24 * 13)).state(at(24 * 13)) == "overdue"

    def test_an_aim_is_never_late(self) -> None:
        """“Aim and limit on one duty”: a promise without a limit ends with what proved to be nothing, unmissed."""
        rule = {key: value for key, value in OWN.items() if key != "within"} | {"aim": "1 day"}
        assert "d" not in found(with_rules(rule), closed("known", 99), at(200))
        assert only(with_rules(rule), closed("resolved", 99), "d", at(200)).ended is None

    def test_what_is_done_although_the_case_was_closed_was_done_late(self) -> None:
        """An advisory that was armed before goes out by itself."""
        rule = {**OWN, "done_by": "manager.informed"}
        story = closed("resolved", 24 * 12).tell("manager.informed", 24 * 13, CASE)
        assert only(with_rules(rule), story, "d", at(24 * 14)).state(at(24 * 14)) == "kept_late"


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
