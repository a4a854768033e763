"""The duty language word by word: what each word does to a start, a limit or a fulfilment."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.clocks.spans import parse_span
from daybreak.core.facts import KINDS, Fact
from daybreak.core.policy.duties import duties

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "clocks"))
import second_calculator
from teller import (
    AFFECT,
    CASE,
    DAY,
    EXAMPLES,
    HOUR,
    REMEDY,
    REPORT,
    T0,
    VULNERABILITY,
    Teller,
    at,
    found,
    only,
    policy,
    with_rules,
)

hours = st.floats(0.01, 3000)
SPANS = ["1 hour", "72 hours", "3 days", "2 business days", "20 business days", "2 weeks", "1 month", "1 quarter"]
CLOSED = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}
TABLE: dict[str, Any] = {"within": {"high": "2 days", "medium": "10 days", "low": "20 days"}}
WAITING: dict[str, Any] = {"pause_while": {"waiting_for": "finder", "at_most": "5 days", "then": "go_on"}}
ASK: dict[str, Any] = {
    "id": "d", "every": "14 days", "until": "upstream.fixed", "since": "upstream.notified",
    "done_by": "upstream.answered",
}  # fmt: skip
SIMPLE: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": "10 days", "done_by": "manager.informed"}


def simple(**words: Any) -> dict[str, Any]:
    """Give a plain duty with other words."""
    return {**SIMPLE, **words}


class TestP11Deadlines:
    """P11: a duty's deadline is computed from recorded instants; a second calculator gives the same."""

    @given(hours, st.sampled_from(SPANS))
    @settings(max_examples=60, deadline=None)
    def test_limit(self, confirmed: float, text: str) -> None:
        """Over any start and every unit, with Japan's holidays and the company's shutdown."""
        duty = only(with_rules(simple(within=text)), Teller().confirmed(confirmed), "d")
        span = parse_span(text)
        assert duty.start is not None
        expected = second_calculator.ends(duty.start, span.count, span.unit, "Asia/Tokyo", "JP", CLOSED)
        assert duty.limit == expected

    @given(hours, hours, st.sampled_from(sorted(KINDS)))
    @settings(max_examples=80, deadline=None)
    def test_what_happens_elsewhere_changes_nothing(self, confirmed: float, later: float, kind: str) -> None:
        """A fact about another case, report or product never changes a duty of this one."""
        story = Teller().confirmed(confirmed).judged("high").affected()
        before = {name: duties(policy(name), story.facts, at(later)) for name in EXAMPLES}
        other = {"case": "c9", "report": "r9", "vulnerability": "v9", "affect": "a9", "remedy": "m9", "division": "d9"}
        story.tell(
            kind, later, other, until=at(1).isoformat(), at=at(1).isoformat(), band="high", kind_="case.confirmed"
        )
        for name in EXAMPLES:
            after = duties(policy(name), story.facts, at(later))
            assert [duty for duty in after if duty.subject in {"c1", "r1", "v1", "a1"}] == list(before[name])

    @given(st.randoms(use_true_random=False))
    @settings(max_examples=20, deadline=None)
    def test_the_order_of_the_argument_does_not_matter(self, chance: Any) -> None:
        """Facts are ordered by their position in the journal, whatever order they are handed over in."""
        story = Teller().confirmed().judged("medium").affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        shuffled = list(story.facts)
        chance.shuffle(shuffled)
        for name in EXAMPLES:
            assert duties(policy(name), shuffled, T0) == duties(policy(name), story.facts, T0)


class TestKept:
    """Kept means happened_at <= limit."""

    @given(st.integers(-3, 3), st.integers(0, 500))
    @settings(max_examples=60, deadline=None)
    def test_to_the_microsecond(self, off: int, later: int) -> None:
        """At the limit it is kept; a microsecond later it is late; until then it is overdue only after the limit."""
        rules, story = with_rules(simple()), Teller().confirmed()
        limit = only(rules, story, "d").limit
        assert limit is not None
        done = limit.replace(microsecond=10 + off)
        fact = Fact("manager.informed", done, done, 99, "person:hana", CASE)
        duty = next(d for d in duties(rules, [*story.facts, fact], T0) if d.id == "d")
        assert duty.kept == done
        assert duty.kept_by == 99
        assert duty.state(done + later * HOUR) == ("kept" if done <= limit else "kept_late")

    def test_states_on_the_way(self) -> None:
        """Open, due soon at three quarters, still in time at the limit, overdue after it."""
        duty = only(with_rules(simple()), Teller().confirmed(0), "d")
        assert duty.limit == T0 + 10 * DAY
        states = [duty.state(T0 + share * DAY) for share in (0, 7.4, 7.5, 10)]
        assert states == ["open", "open", "due_soon", "due_soon"]
        assert duty.state(T0 + 10 * DAY + HOUR / 3600) == "overdue"

    def test_by_the_right_case_only(self) -> None:
        """The same deed in another case does not count."""
        story = Teller().confirmed().tell("manager.informed", 5, {"case": "c2"})
        duty = next(d for d in duties(with_rules(simple()), story.facts, T0) if d.subject == "c1")
        assert duty.kept is None

    def test_an_earlier_act(self) -> None:
        """Unless already provided: what was done before the clock started fulfils it."""
        story = Teller().tell("manager.informed", 1, CASE).confirmed(2)
        assert only(with_rules(simple()), story, "d").state(at(3)) == "kept"
        rules = with_rules(simple(), simple(id="e", done_by="meeting.held", unless_done_by="kept.d"))
        assert only(rules, story, "e").kept == at(1)

    def test_one_of_the_kinds(self) -> None:
        """A mitigation is none of fix, procedure, workaround."""
        rules = with_rules(simple(per="affected product", done_by="remedy.verified", one_of=["fix", "workaround"]))
        story = Teller().confirmed().affected().tell("remedy.planned", 5, REMEDY, kind_="mitigation")
        story.tell("remedy.verified", 6, REMEDY)
        assert only(rules, story, "d").kept is None
        other = {**AFFECT, "remedy": "m2"}
        story.tell("remedy.planned", 7, other, kind_="workaround").tell("remedy.verified", 8, other)
        assert only(rules, story, "d").kept == at(8)

    def test_waived(self) -> None:
        """A waived duty is neither open nor late; another of the same rule is not touched."""
        rules = with_rules(simple(per="affected product"))
        story = Teller().confirmed().affected()
        story.tell("affect.stated", 5, {**AFFECT, "affect": "a2"}, status="affected")
        story.tell("duty.waived", 6, CASE, duty="d", subject="a1")
        states = {duty.subject: duty.state(at(9999)) for duty in duties(rules, story.facts, T0)}
        assert states == {"a1": "waived", "a2": "overdue"}


class TestAnchors:
    """Named anchors: earlier or later of several, derived, restated, another duty's keeping."""

    def test_earlier_and_later(self) -> None:
        """The earlier counts at once; the later only when both have happened."""
        both = ["vulnerability.public", "vulnerability.attacked"]
        rules = with_rules(simple(id="e", since={"earlier_of": both}), simple(id="l", since={"later_of": both}))
        story = Teller().confirmed().tell("vulnerability.attacked", 20, VULNERABILITY)
        first = found(rules, story)
        assert (first["e"].start, first["l"].start) == (at(20), None)
        second = found(rules, story.tell("vulnerability.public", 10, VULNERABILITY))
        assert (second["e"].start, second["l"].start) == (at(10), at(20))

    def test_restated(self) -> None:
        """We were aware earlier: the limit follows, the old instant stays visible; the last statement rules."""
        rules, story = with_rules(simple()), Teller().confirmed(50)
        story.tell("anchor.restated", 60, CASE, kind_="case.confirmed", at=at(5).isoformat())
        story.tell("anchor.restated", 61, CASE, kind_="case.opened", at=at(1).isoformat())
        duty = only(rules, story, "d")
        assert (duty.start, duty.restated_from, duty.limit) == (at(5), at(50), at(5) + 10 * DAY)
        story.tell("anchor.restated", 62, CASE, kind_="case.confirmed", at=at(6).isoformat())
        assert only(rules, story, "d").start == at(6)

    def test_an_instant_without_zone_is_refused(self) -> None:
        """The sentence names the fact."""
        story = Teller().confirmed().tell("anchor.restated", 6, CASE, kind_="case.confirmed", at="2026-11-24T00:00:00")
        with pytest.raises(ValueError, match=r"anchor\.restated"):
            found(with_rules(simple()), story)

    def test_derived(self) -> None:
        """A fix is available when it ships, a workaround when it is verified; a roll-back takes the fix back."""
        rules = with_rules(simple(id="f", since="fix.available"), simple(id="w", since="workaround.available"))
        story = Teller().confirmed().affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        other = {**AFFECT, "remedy": "m2"}
        story.tell("remedy.planned", 5, other, kind_="workaround").tell("remedy.verified", 6, other)
        story.tell("remedy.verified", 7, REMEDY).tell("remedy.shipped", 8, REMEDY)
        assert {name: duty.start for name, duty in found(rules, story).items()} == {"f": at(8), "w": at(6)}
        assert found(rules, story.tell("remedy.rolled_back", 9, REMEDY))["f"].start is None

    def test_kept_by_another(self) -> None:
        """A clock that starts from another duty's keeping, whatever order the policy lists them in."""
        rules = with_rules(simple(id="e", since="kept.d", within="1 month", done_by="meeting.held"), simple())
        story = Teller().confirmed()
        assert found(rules, story)["e"].state(at(9999)) == "not_started"
        duty = found(rules, story.tell("manager.informed", 30, CASE))["e"]
        assert duty.start == at(30)

    def test_duties_that_wait_for_each_other(self) -> None:
        """A circle is refused with its names."""
        rules = with_rules(simple(since="kept.e"), simple(id="e", since="kept.d"))
        with pytest.raises(ValueError, match="wait for each other: d, e"):
            found(rules, Teller().confirmed())


class TestRaisedSeverity:
    """The policy says whether a raised severity starts its clocks afresh."""

    @pytest.mark.parametrize(("raised", "start"), [("start_again", 100), ("keep_start", 2)])
    def test_raised(self, raised: str, start: int) -> None:
        """Start again from the new judgement, or keep the start with the new limit."""
        rules = with_rules(simple(**TABLE), raised=raised)
        duty = only(rules, Teller().confirmed().judged("medium").judged("high", 100), "d")
        assert (duty.band, duty.start, duty.limit) == ("high", at(start), at(start) + 2 * DAY)
        assert duty.restarted_from == (at(2) if start == 100 else None)

    def test_lowered_and_first_judgement_keep_the_start(self) -> None:
        """Only a rise of a judged band starts again."""
        rules = with_rules(simple(**TABLE), raised="start_again")
        assert only(rules, Teller().confirmed().judged("high"), "d").start == at(2)
        assert only(rules, Teller().confirmed().judged("high").judged("low", 50), "d").limit == at(2) + 20 * DAY

    def test_what_severity_started_must_be_done_again(self) -> None:
        """The meeting for medium is not the meeting for high."""
        rules = with_rules(simple(since="severity.assessed", **TABLE), raised="start_again")
        story = Teller().confirmed().judged("medium").tell("manager.informed", 4, CASE)
        assert only(rules, story, "d").kept == at(4)
        story.judged("high", 9)
        assert only(rules, story, "d").kept is None
        assert only(rules, story.tell("manager.informed", 10, CASE), "d").kept == at(10)

    def test_other_judges_do_not_count(self) -> None:
        """The finder's and upstream's scores stand beside ours."""
        story = Teller().confirmed().judged("low")
        story.tell("severity.assessed", 4, VULNERABILITY, band="high", by="finder", counts=False)
        assert only(with_rules(simple(**TABLE)), story, "d").band == "low"

    def test_unknown_row(self) -> None:
        """A row for unjudged severity holds until it is judged."""
        rules = with_rules(simple(within={"unknown": "5 days", "high": "2 days"}))
        story = Teller().confirmed()
        assert only(rules, story, "d").limit == at(2) + 5 * DAY
        assert only(rules, story.judged("high"), "d").limit == at(2) + 2 * DAY


class TestA13Extensions:
    """A13: a deadline can be extended with a recorded reason."""

    def extended(self, hour: float, days: float, subject: str = "c1") -> Teller:
        """Tell of an extension decided at an hour, to a day after T0."""
        codes = {"duty": "d", "subject": subject, "until": (T0 + days * DAY).isoformat(), "reason": "complexity"}
        return Teller().confirmed(0).tell("duty.extended", hour, CASE, **codes)

    def test_in_time(self) -> None:
        """The limit moves, the reason stays visible, and what is done by then is kept."""
        story = self.extended(100, 30).tell("manager.informed", 29 * 24, CASE)
        duty = only(with_rules(simple()), story, "d")
        assert duty.limit == T0 + 30 * DAY
        assert [(it.reason, it.late) for it in duty.extensions] == [("complexity", False)]
        assert duty.state(T0 + 40 * DAY) == "kept"

    def test_too_late(self) -> None:
        """Decided after the limit had passed, it moves the limit, and the miss stays counted."""
        duty = only(with_rules(simple()), self.extended(11 * 24, 30), "d")
        assert (duty.limit, duty.missed, duty.state(T0 + 20 * DAY)) == (T0 + 30 * DAY, 1, "open")
        kept = only(with_rules(simple()), self.extended(11 * 24, 30).tell("manager.informed", 12 * 24, CASE), "d")
        assert kept.state(T0 + 20 * DAY) == "kept_late"

    def test_of_something_else(self) -> None:
        """Another subject's or duty's extension changes nothing."""
        assert only(with_rules(simple()), self.extended(100, 30, "c2"), "d").limit == T0 + 10 * DAY


class TestPauses:
    """Pause while waiting for the finder: with a reason, and at most so long."""

    def test_asked_and_heard(self) -> None:
        """Two days of waiting are two days more."""
        story = Teller().confirmed(0).tell("finder.asked", 24, REPORT).tell("finder.heard", 72, REPORT)
        duty = only(with_rules(simple(**WAITING)), story, "d")
        assert duty.limit == T0 + 12 * DAY
        assert [duty.state(at(hour)) for hour in (23, 24, 71, 72)] == ["open", "paused", "paused", "open"]

    def test_at_most(self) -> None:
        """Nobody answers: after five days the clock goes on by itself."""
        duty = only(with_rules(simple(**WAITING)), Teller().confirmed(0).tell("finder.asked", 24, REPORT), "d")
        assert duty.limit == T0 + 15 * DAY
        assert (duty.state(T0 + 5.9 * DAY), duty.state(T0 + 6 * DAY)) == ("paused", "open")

    def test_asking_after_the_limit_saves_nothing(self) -> None:
        """An overdue duty stays overdue."""
        story = Teller().confirmed(0).tell("finder.asked", 11 * 24, REPORT)
        assert only(with_rules(simple(**WAITING)), story, "d").state(T0 + 12 * DAY) == "overdue"

    def test_without_the_word_nothing_pauses(self) -> None:
        """A duty that may not wait does not."""
        story = Teller().confirmed(0).tell("finder.asked", 24, REPORT)
        assert only(with_rules(simple()), story, "d").limit == T0 + 10 * DAY

    def test_by_hand(self) -> None:
        """Paused without end there is no limit; resumed, it moved by what was paused."""
        story = Teller().confirmed(0).tell("duty.paused", 24, CASE, duty="d", subject="c1", reason="vendor")
        duty = only(with_rules(simple()), story, "d")
        assert (duty.limit, duty.paused, duty.state(T0 + 99 * DAY)) == (None, at(24), "paused")
        story.tell("duty.resumed", 48, CASE, duty="d", subject="c1")
        assert only(with_rules(simple()), story, "d").limit == T0 + 11 * DAY

    @given(st.lists(st.floats(0.1, 400), min_size=1, max_size=8))
    @settings(max_examples=40, deadline=None)
    def test_overlapping_questions_count_once(self, asked: list[float]) -> None:
        """Pauses never overlap, and the limit never comes earlier than without."""
        story = Teller().confirmed(0)
        for number, hour in enumerate(sorted(asked)):
            story.tell("finder.heard" if number % 3 == 2 else "finder.asked", hour, REPORT)
        duty = only(with_rules(simple(**WAITING)), story, "d")
        assert duty.limit is not None
        assert duty.limit >= T0 + 10 * DAY
        ends = [pause.until for pause in duty.pauses]
        assert all(end is not None and end <= pause.since for end, pause in zip(ends, duty.pauses[1:], strict=False))
        assert duty.limit == T0 + 10 * DAY + sum(((p.until or p.since) - p.since for p in duty.pauses), 0 * DAY)


class TestRepeated:
    """Recurring duties become overdue by silence, and end with a fact."""

    def test_rounds(self) -> None:
        """Due fourteen days after the last, again and again."""
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        duty = only(with_rules(ASK), story, "d")
        assert (duty.limit, duty.missed, duty.kept) == (at(10) + 14 * DAY, 0, None)
        duty = only(with_rules(ASK), story.tell("upstream.answered", 20 * 24, CASE), "d")
        assert (duty.limit, duty.missed, duty.kept) == (at(20 * 24) + 14 * DAY, 1, at(20 * 24))
        assert duty.state(at(35 * 24)) == "overdue"

    def test_until(self) -> None:
        """Fixed upstream: nobody asks any more; not yet told: nothing to repeat."""
        story = Teller().confirmed()
        assert only(with_rules(ASK), story, "d").state(at(9999)) == "not_started"
        story.tell("upstream.notified", 10, CASE).tell("upstream.fixed", 11, CASE)
        assert "d" not in found(with_rules(ASK), story)

    def test_policy_review(self) -> None:
        """C8: the policy is reviewed periodically, counted from its adoption and then from each review."""
        story = Teller().tell("policy.adopted", 0, {"policy": "x"})
        first = only(policy("kestrel-sdk"), story, "review_policy")
        assert first.limit is not None
        story.tell("policy.reviewed", 24 * 100, {"policy": "x"})
        assert only(policy("kestrel-sdk"), story, "review_policy").start == at(2400)


class TestConditions:
    """When, otherwise, per: which things a duty exists for."""

    def test_concern_starts_the_clock(self) -> None:
        """B1: four hours from when we knew that it concerns our network, not from long before."""
        rules = with_rules(simple(when={"concerns": ["own_network"]}, within="4 hours"))
        story = Teller().confirmed()
        assert found(rules, story) == {}
        story.tell("case.concern_set", 50, CASE, concern="own_network", holds=True)
        assert only(rules, story, "d").limit == at(54)
        story.tell("case.concern_set", 60, CASE, concern="own_network", holds=False)
        assert found(rules, story) == {}

    def test_flags_are_false_until_they_happen(self) -> None:
        """Public: false holds until it is public."""
        rules = with_rules(simple(id="quiet", when={"public": False}), simple(id="loud", when={"public": True}))
        story = Teller().confirmed()
        assert list(found(rules, story)) == ["quiet"]
        assert list(found(rules, story.tell("vulnerability.public", 9, VULNERABILITY))) == ["loud"]

    def test_may_be_waived(self) -> None:
        """B4b: past end of life the investigation stands, and says who may waive it."""
        rules = with_rules(simple(per="affected product", when={"support": "supported"},
                                  otherwise={"do": "may_be_waived", "by": ["programme_manager"]}))  # fmt: skip
        duty = only(rules, Teller().confirmed().affected(support="end_of_life"), "d")
        assert (duty.waiver_by, duty.limit) == (("programme_manager",), at(2) + 10 * DAY)
        assert only(rules, Teller().confirmed().affected(), "d").waiver_by == ()

    def test_a_missing_particular_loses_no_promise(self) -> None:
        """What nobody said is supported, own and a vulnerability."""
        rules = with_rules(simple(when={"support": "supported", "component": ["own"], "kind": "vulnerability"}))
        assert list(found(rules, Teller().confirmed())) == ["d"]

    def test_next_release(self) -> None:
        """The limit is the product's next release after the start, unknown until there is one."""
        rules = with_rules(simple(per="affected product", within="next release"))
        story = Teller().confirmed(5).affected().tell("release.published", 3, {"release": "x"}, product="cam")
        assert only(rules, story, "d").waiting_for == "release"
        story.tell("release.published", 80, {"release": "z"}, product="other")
        story.tell("release.published", 90, {"release": "y"}, product="cam")
        assert only(rules, story, "d").limit == at(90)

    def test_one_duty_per_supported_release_line(self) -> None:
        """Back-ports: each supported line has its own, fulfilled by its own."""
        rules = with_rules(simple(per="vulnerability", on_branches="supported", done_by="remedy.shipped"))
        story = Teller().confirmed()
        for key, branch, support in (
            ("a1", "2.x", "supported"),
            ("a2", "1.x", "end_of_life"),
            ("a3", "3.x", "supported"),
        ):
            story.tell("affect.stated", 5, {**AFFECT, "affect": key}, status="affected", branch=branch, support=support)
        story.tell("remedy.shipped", 6, {**REMEDY, "affect": "a3"}, branch="3.x")
        kept = {duty.subject: duty.kept for duty in duties(rules, story.facts, T0)}
        assert kept == {"v1/2.x": None, "v1/3.x": at(6)}


class TestReminders:
    """P11: a duty warns before its deadline passes, and escalates."""

    def test_shares_and_spans(self) -> None:
        """75 %, and spans before the limit such as a key's 60, 30 and 7 days."""
        shares = only(with_rules(simple(warn_at=["50%", "75%"])), Teller().confirmed(0), "d")
        assert shares.warns == (T0 + 5 * DAY, T0 + 7.5 * DAY)
        spans = only(
            with_rules(simple(within="90 days", warn_before=["60 days", "7 days"])), Teller().confirmed(0), "d"
        )
        assert spans.warns == (T0 + 30 * DAY, T0 + 83 * DAY)

    def test_escalations(self) -> None:
        """Each step has its instant and its roles."""
        words = {"75%": ["security_team"], "overdue": ["programme_manager"]}
        duty = only(with_rules(simple(escalate=words)), Teller().confirmed(0), "d")
        assert duty.escalations == (
            ("75%", T0 + 7.5 * DAY, ("security_team",)),
            ("overdue", T0 + 10 * DAY, ("programme_manager",)))  # fmt: skip


class TestAnyStory:
    """Whatever the journal tells, every duty has a state, and times stand in order."""

    SUBJECTS = (REPORT, CASE, VULNERABILITY, AFFECT, REMEDY, {**CASE, "division": "network"}, {"mailbox": "security"})
    CODES = st.fixed_dictionaries(
        {"until": st.just(at(500).isoformat()), "at": st.just(at(3).isoformat()),
        "public_at": st.just(at(90).isoformat())},
        optional={
            "band": st.sampled_from(["low", "high"]), "status": st.sampled_from(["affected", "not_affected", "fixed"]),
            "surface": st.sampled_from(["cloud", "firmware"]),
            "duty": st.sampled_from(["fix", "confirm", "investigate"]),
            "kind_": st.sampled_from(["fix", "workaround", "incident", "case.confirmed"]),
            "outcome": st.sampled_from(["resolved", "not_a_vulnerability"]), "support": st.just("end_of_life"),
        },
    )  # fmt: skip
    TOLD = st.tuples(st.sampled_from(sorted(KINDS)), st.floats(0, 900), st.sampled_from(SUBJECTS), CODES)

    @given(st.lists(TOLD, max_size=30), st.floats(0, 2000))
    @settings(max_examples=60, deadline=None)
    def test_states(self, told: list[Any], hour: float) -> None:
        """No story breaks a policy; nothing is kept without a fact; late means after the limit."""
        story = Teller().tell("policy.adopted", 0).confirmed().judged("medium").affected()
        for kind, when, subjects, codes in told:
            story.tell(kind, when, subjects, **codes)
        for name in EXAMPLES:
            for duty in duties(policy(name), story.facts, at(hour)):
                state = duty.state(at(hour))
                assert (state == "overdue") <= (duty.limit is not None and duty.limit < at(hour))
                assert (state in {"kept", "kept_late"}) <= (duty.kept is not None)
                assert (duty.kept is None) == (duty.kept_by is None)
                assert list(duty.warns) == sorted(duty.warns)
                assert (state == "not_started") <= (duty.start is None)

    def test_a_clock_starts_when_a_product_proves_affected(self) -> None:
        """First not affected, then affected: the clock of its remedy runs from the second statement."""
        rules = with_rules(simple(per="affected product", since="affect.stated"))
        story = Teller().confirmed().affected(10, status="under_investigation").affected(20, status="not_affected")
        assert found(rules, story) == {}
        assert only(rules, story.affected(30), "d").start == at(30)
