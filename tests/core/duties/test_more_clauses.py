"""Further clauses of the three example policies, as duties computed from facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import CASE, REPORT, T0, VULNERABILITY, Teller, at, found, only
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy

CAMERA, GROUP, SDK = (policy(name) for name in EXAMPLES)
WHERE = ["own_product", "common_software", "others_product"]
WHO = ["ourselves", "finder", "coordinator", "customer", "feed"]


class TestCEscEscalation:
    """C-esc: escalation is a deed with its own limit, and an incident opens a case with its own duties."""

    @given(st.floats(3, 2000))
    @settings(max_examples=30, deadline=None)
    def test_the_table_counts_from_the_deed(self, hours: float) -> None:
        """Whenever it is escalated, the clock of the table starts there; the deed itself is due before."""
        story = Teller().confirmed().judged("high")
        assert only(SDK, story, "escalate").limit is not None
        assert only(SDK, story, "resolve").start is None
        assert only(SDK, story.tell("case.escalated", hours, CASE), "resolve").start == at(hours)

    def test_an_incident_has_duties_that_no_flaw_has(self) -> None:
        """Its kind is stated, and what it starts from then on differs."""
        flaw = found(SDK, Teller().confirmed())
        incident = found(SDK, Teller().confirmed().tell("case.kind_set", 3, CASE, kind_="incident"))
        own = {rule.id for rule in SDK.duties if rule.when.kind == ("incident",)}
        assert own
        assert own <= incident.keys()
        assert not own & flaw.keys()

    @pytest.mark.parametrize("rules", [SDK, CAMERA])
    @given(hours=st.floats(3, 2000))
    @settings(max_examples=10, deadline=None)
    def test_its_clocks_count_from_when_it_was_known_to_be_one(self, rules: Policy, hours: float) -> None:
        """duties.md 3.1: the hours run from awareness of the incident, not from when the case was opened as a flaw."""
        story = Teller().tell("case.kind_set", 1, CASE, kind_="vulnerability").confirmed()
        story.tell("case.kind_set", hours, CASE, kind_="incident")
        own = {rule.id for rule in rules.duties if (rule.when.kind, rule.starts) == (("incident",), ("case.kind_set",))}
        assert own
        assert {found(rules, story, at(hours))[name].start for name in own} == {at(hours)}


class TestB10ReportedOut:
    """B10: a vulnerability found in others' or common software during own development is reported out."""

    @pytest.mark.parametrize("where", WHERE)
    @pytest.mark.parametrize("by", WHO)
    def test_only_what_we_found_in_common_software(self, where: str, by: str) -> None:
        """Each of the other fourteen owes the coordinator nothing of this kind."""
        story = Teller().tell("case.opened", 1, CASE)
        story.tell("vulnerability.added", 2, VULNERABILITY, component="own", found_by=by, **{"in": where})
        owed = found(GROUP, story).get("report_out")
        assert (owed is not None) is (where == "common_software" and by == "ourselves")
        if owed is not None:
            assert (owed.start, owed.to, owed.strength) == (at(2), "jp_coordinator", "programme_rule")


class TestCEmpDigest:
    """C-emp: everybody employed reads the digest of what was learnt; who has not is known by name."""

    def test_each_person_for_themselves(self) -> None:
        """One has read it, another has not: two duties, one of them overdue."""
        story = Teller().tell("person.registered", 0, {"person": "p1"}).tell("person.registered", 0, {"person": "p2"})
        story.tell("digest.issued", 24, {"digest": "d1"})
        story.tell("digest.read", 48, {"digest": "d1", "person": "p1"})
        owed = {duty.subject: duty for duty in duties(SDK, story.facts, T0) if duty.id == "read_digest"}
        assert {key: duty.state(at(24 * 90)) for key, duty in owed.items()} == {"p1/d1": "kept", "p2/d1": "overdue"}
        assert {duty.who for duty in owed.values()} == {("employee",)}

    def test_whoever_comes_later_owes_later_issues_alone(self) -> None:
        """What came out before somebody was registered was not written for them."""
        story = Teller().tell("digest.issued", 24, {"digest": "d1"}).tell("person.registered", 48, {"person": "p1"})
        story.tell("digest.issued", 72, {"digest": "d2"})
        owed = [duty.subject for duty in duties(SDK, story.facts, T0) if duty.id == "read_digest"]
        assert owed == ["p1/d2"]


class TestB2Sources:
    """B2: what a coordinator tells us has a clock of its own, towards that coordinator."""

    @given(st.floats(0, 3000))
    @settings(max_examples=20, deadline=None)
    def test_a_coordinators_word_is_answered(self, hours: float) -> None:
        """Five business days from when they told us, by the PSIRT, as a rule of the programme."""
        story = Teller().tell("case.opened", hours, CASE).tell("coordinator.notified_us", hours, CASE)
        duty = only(GROUP, story, "answer_coordinator")
        assert (duty.start, duty.to, duty.strength) == (at(hours), "jp_coordinator", "programme_rule")
        assert "answer_coordinator" not in {
            one.id for one in duties(GROUP, Teller().tell("report.received", 0, REPORT).facts, T0) if one.start
        }


class TestA4Judged:
    """A4: the security team judges severity and reports to the programme manager."""

    def test_who_by_when(self) -> None:
        """One business day to judge; then four hours, for what is at once, to tell; both by the security team."""
        story = Teller().confirmed(0)
        judge = only(CAMERA, story, "assess")
        assert (judge.who, judge.limit) == (("security_team",), at(24))
        assert only(CAMERA, story, "report_to_manager").state(at(99)) == "not_started"
        tell = only(CAMERA, story.judged("low", 5), "report_to_manager")
        assert (tell.who, tell.limit, tell.state(at(10))) == (("security_team",), at(9), "overdue")
        assert only(CAMERA, story.tell("manager.informed", 6, CASE), "report_to_manager").state(at(10)) == "kept"

    def test_a_product_found_later_has_its_own_hours(self) -> None:
        """A6h: cloud fixes begin immediately: from when it is known that the product is affected."""
        story = Teller().confirmed(0).judged("high", 1).affected(100, surface="cloud", product="hc-cloud")
        assert only(CAMERA, story, "start_cloud").limit == at(104)
        assert only(CAMERA, story, "plan").start == at(100)
        assert only(CAMERA, story, "find_products").state(at(101)) == "kept_late"


class TestOwnFindings:
    """C2: developers fix promptly what they find: it has clocks although nobody reported it."""

    @pytest.mark.parametrize(("ours", "first"), [(CAMERA, "confirm_own"), (GROUP, "assess_own"), (SDK, "escalate_own")])
    def test_the_first_step_is_due(self, ours: Policy, first: str) -> None:
        story = (
            Teller().tell("case.opened", 1, CASE).tell("vulnerability.added", 1, VULNERABILITY, found_by="ourselves")
        )
        assert only(ours, story, first).state(at(24 * 30)) == "overdue"
        assert first not in found(ours, Teller().confirmed())


class TestC8Lessons:
    """C8: each incident's lessons are written down and followed up."""

    def test_from_the_closing_and_by_the_day_named(self) -> None:
        story = Teller().confirmed().tell("case.closed", 10, CASE, outcome="resolved")
        assert only(SDK, story, "learn").state(at(24 * 60)) == "overdue"
        story.tell("case.lesson_recorded", 24, CASE)
        assert only(SDK, story, "learn").state(at(24 * 60)) == "kept"
        step = {**CASE, "follow_up": "f1"}
        story.tell("follow_up.planned", 24, step, person="p7", until=at(240).isoformat())
        owed = only(SDK, story, "follow_up")
        assert (owed.who, owed.limit, owed.state(at(241))) == (("person:p7",), at(240), "overdue")
        assert only(SDK, story.tell("follow_up.done", 100, step), "follow_up").state(at(241)) == "kept"
