"""Merging and splitting: reference/duties.md 1.4, and the earliest date rules."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.lifecycle.embargo import Embargo
from daybreak.core.lifecycle.joining import (
    Agreed,
    Side,
    agreed,
    goes_along,
    may_merge,
    may_split,
    merged_into,
    remaining,
)
from daybreak.core.policy.duties import duties
from daybreak.core.verdict import ALLOWED, Refused
from tests.core.duties.teller import CASE, VULNERABILITY, Teller, at
from tests.shipped import read_policy as policy

NOW = at(0)
ENDS = st.integers(1, 100).map(lambda days: NOW + timedelta(days=days))


def in_force(until: datetime, by: str = "") -> Embargo:
    """Give an embargo that binds until an instant."""
    return Embargo("active", until=until, asked_by=by, since=NOW)


class TestMergedEmbargo:
    """1.4: “Merged cases: earliest accepted date applies unless renegotiated.”"""

    @given(ENDS, ENDS)
    def test_the_earliest_end_rules(self, ours: datetime, theirs: datetime) -> None:
        found = agreed(in_force(ours), in_force(theirs, "jp_coordinator"))
        assert found == Agreed(min(ours, theirs), "jp_coordinator")

    @given(ENDS)
    def test_one_that_only_the_other_has_comes_along(self, theirs: datetime) -> None:
        assert agreed(Embargo(), in_force(theirs, "finder")) == Agreed(theirs, "finder")
        assert agreed(in_force(theirs), Embargo()) is None
        assert agreed(Embargo(), Embargo("proposed", proposed_until=theirs)) is None

    @given(ENDS, ENDS)
    def test_all_who_asked_stay_its_owners(self, ours: datetime, theirs: datetime) -> None:
        """Two coordinators: the earliest end rules, and neither loses the silence that they asked for."""
        found = agreed(in_force(ours, "jp_coordinator"), in_force(theirs, "us_coordinator"))
        assert found is not None
        assert found.until == min(ours, theirs)
        merged = Embargo("active", until=found.until, asked_by=found.asked_by)
        assert merged.owners == ("jp_coordinator", "us_coordinator")
        again = agreed(merged, in_force(theirs, "us_coordinator"))
        assert again is None or again.asked_by == found.asked_by

    def test_a_case_that_can_have_none_takes_none_in(self) -> None:
        public = Side("A", embargo=Embargo(events=frozenset({"vulnerability.public"})))
        over = Side("A", embargo=Embargo("exited"))
        bound = Side("B", embargo=in_force(at(100)))
        assert isinstance(may_merge(public, bound, NOW), Refused)
        assert isinstance(may_merge(over, bound, NOW), Refused)
        assert may_merge(bound, Side("C", embargo=Embargo("exited")), NOW) == ALLOWED


class TestGuards:
    """What is armed goes out as it was released, or is held first; a drill stays a drill."""

    def test_merge(self) -> None:
        plain = Side("A")
        assert may_merge(plain, Side("B"), NOW) == ALLOWED
        for other in (Side("A"), Side("B", closed=True), Side("B", armed=True), Side("B", drill=True)):
            assert isinstance(may_merge(plain, other, NOW), Refused)
            assert isinstance(may_merge(other, plain, NOW), Refused)
        assert may_merge(Side("A", drill=True), Side("B", drill=True), NOW) == ALLOWED

    def test_split(self) -> None:
        every = {"v1", "v2"}
        assert may_split(Side("A"), {"v1"}, every, ()) == ALLOWED
        for refused in (
            may_split(Side("A"), (), every, ()),
            may_split(Side("A"), every, every, ()),
            may_split(Side("A"), {"v3"}, every, ()),
            may_split(Side("A"), {"v1"}, every, ("HC-SA-2026-1",)),
            may_split(Side("A", armed=True), {"v1"}, every, ()),
            may_split(Side("A", closed=True), {"v1"}, every, ()),
        ):
            assert isinstance(refused, Refused)


class TestWhatGoesAlong:
    """Facts of reports go with their reports; secrets, embargoes and the case's own end stay."""

    def test_kinds(self) -> None:
        def fact(kind: str, **subjects: str) -> Fact:
            return Fact(kind, NOW, NOW, 1, "person:hana", {"case": "c1", **subjects}, {})

        for kind in ("case.confirmed", "severity.assessed", "notice.sent", "vulnerability.attacked", "case.opened"):
            assert goes_along(fact(kind), "c1")
        for kind in ("embargo.accepted", "access.granted", "restricted.read", "case.closed", "case.merged"):
            assert not goes_along(fact(kind), "c1")
        assert not goes_along(fact("finder.asked", report="r1"), "c1")
        assert goes_along(fact("severity.assessed", vulnerability="v1"), "c1", {"v1"})
        assert not goes_along(fact("severity.assessed", vulnerability="v2"), "c1", {"v1"})

    def test_what_came_in_before_leads_on_with_the_whole(self) -> None:
        """The number of a case that went into this one goes where this one goes, but with no part of it."""
        came = Fact("case.merged", NOW, NOW, 1, "person:hana", CASE, {"from": "HC-2026-A"})
        went = Fact("case.merged", NOW, NOW, 1, "person:hana", CASE, {"into": "HC-2026-C"})
        assert goes_along(came, "c1")
        assert not goes_along(came, "c1", {"v1"})
        assert not goes_along(went, "c1")

    def test_terms_of_a_duty_of_the_whole_case_stay(self) -> None:
        extended = Fact("duty.extended", NOW, NOW, 1, "", CASE, {"duty": "publish", "subject": "c1"})
        assert not goes_along(extended, "c1")
        of_product = Fact("duty.extended", NOW, NOW, 1, "", CASE, {"duty": "fix", "subject": "a1"})
        assert goes_along(of_product, "c1")


class TestDuties:
    """Issue 3: “the earliest date rules, duties are re-derived.”"""

    def test_a_merged_case_owes_nothing_any_more(self) -> None:
        story = Teller().confirmed().judged("high")
        rules = policy("hoshimi-camera")
        assert duties(rules, story.facts, at(5))
        story.tell("case.merged", 6, CASE, into="HC-2026-B")
        assert [duty.id for duty in duties(rules, story.facts, at(7)) if duty.scope != "report"] == []
        assert merged_into(story.facts) == "HC-2026-B"

    def test_what_came_from_another_case_owes_all(self) -> None:
        story = Teller().confirmed().tell("case.merged", 6, CASE, **{"from": "HC-2026-B"})
        assert duties(policy("hoshimi-camera"), story.facts, at(7))
        assert merged_into(story.facts) == ""

    def test_the_earliest_anchor_rules(self) -> None:
        """A fact told anew at its own, earlier instant moves the start of the clock."""
        story = Teller().confirmed(10)
        rules = policy("hoshimi-camera")
        first = {duty.id: duty for duty in duties(rules, story.facts, at(11))}["first_report"]
        story.tell("case.confirmed", 4, CASE)
        earlier = {duty.id: duty for duty in duties(rules, story.facts, at(11))}["first_report"]
        assert (first.start, earlier.start) == (at(10), at(4))

    def test_a_report_counts_where_it_is_now(self) -> None:
        """Its facts name the case it was in; its duties are those of the case it joined last."""
        story = Teller().confirmed()
        story.tell("finder.asked", 3, {"report": "r1", "case": "c1"})
        story.tell("report.joined", 5, {"report": "r1", "case": "c2"}).tell("case.opened", 1, {"case": "c2"})
        answer = {(duty.id, duty.subject): duty for duty in duties(policy("hoshimi-camera"), story.facts, at(6))}
        assert ("answer", "r1") in answer

    def test_what_left_is_owed_elsewhere(self) -> None:
        story = Teller().confirmed().judged("high").affected()
        story.tell("vulnerability.added", 5, {**CASE, "vulnerability": "v2"}, component="own", found_by="finder")
        rules = policy("hoshimi-camera")
        assert any(duty.subject == "a1" for duty in duties(rules, story.facts, at(6)))
        story.tell("case.split", 7, VULNERABILITY, into="HC-2026-C")
        left = duties(rules, story.facts, at(8))
        assert not [duty for duty in left if duty.subject in {"a1", "v1"}]
        assert {duty.band for duty in left} == {None}

    def test_an_advisory_leaves_with_what_it_is_about(self) -> None:
        """A8 in the case that stays: what became public about a flaw that left is no publication of the rest."""
        second = {**CASE, "vulnerability": "v2"}
        story = Teller().confirmed().tell("vulnerability.added", 1, second).tell("vulnerability.public", 2, CASE)
        story.tell("advisory.drafted", 3, {**CASE, "advisory": "s1"}, vulnerabilities="v1")
        story.tell("advisory.published", 4, {**CASE, "advisory": "s1"}, vulnerabilities="v1")
        rules = policy("hoshimi-camera")
        kept = {duty.subject: duty.kept for duty in duties(rules, story.facts, at(5)) if duty.id == "publish"}
        assert kept == {"v1": at(4), "v2": None}
        story.tell("case.split", 7, VULNERABILITY, into="HC-2026-C")
        left = {duty.subject: duty.kept for duty in duties(rules, story.facts, at(8)) if duty.id == "publish"}
        assert left == {"v2": None}

    def test_what_comes_back_counts_again(self) -> None:
        story = Teller().confirmed().tell("case.split", 7, VULNERABILITY, into="HC-2026-C")
        story.tell("vulnerability.added", 1, VULNERABILITY, component="own", found_by="finder").judged("high", 3)
        assert [fact.kind for fact in remaining(story.facts)].count("vulnerability.added") == 1
        found = duties(policy("hoshimi-camera"), story.facts, at(9))
        assert {duty.band for duty in found if duty.scope == "case"} == {"high"}

    @given(st.lists(st.sampled_from(["severity.assessed", "case.confirmed", "finder.asked"]), max_size=8))
    def test_without_a_split_nothing_is_left_out(self, kinds: list[str]) -> None:
        story = Teller()
        for hours, kind in enumerate(kinds):
            story.tell(kind, hours, VULNERABILITY)
        assert list(remaining(story.facts)) == story.facts
