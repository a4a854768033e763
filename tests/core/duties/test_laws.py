"""The duty language word by word: what each word does to a start, a limit or a fulfilment."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.clocks.spans import parse_span
from daybreak.core.facts import KINDS, Fact
from daybreak.core.policy.duties import duties
from tests.core.clocks import second_calculator
from tests.core.duties.teller import (
    AFFECT,
    CASE,
    DAY,
    HOUR,
    REMEDY,
    T0,
    TABLE,
    VULNERABILITY,
    Teller,
    at,
    found,
    only,
    simple,
    with_rules,
)
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

hours = st.floats(0.01, 3000)
SPANS = ["1 hour", "72 hours", "3 days", "2 business days", "20 business days", "2 weeks", "1 month", "1 quarter"]
CLOSED = {(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3)}


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
        instants = dict.fromkeys(("until", "at", "public_at"), at(1).isoformat())
        story.tell(kind, later, other, **instants, band="high", kind_="case.confirmed")
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
        done = limit + timedelta(microseconds=off)
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
        story.tell("manager.informed", 6)
        duty = next(d for d in duties(with_rules(simple()), story.facts, T0) if d.subject == "c1")
        assert duty.kept is None

    def test_by_a_remedy_of_this_product_only(self) -> None:
        """A remedy that another product's facts name does not count for this one, though its fact names neither."""
        rules = with_rules(simple(per="affected product", done_by="remedy.verified"))
        story = Teller().confirmed().affected()
        story.tell("affect.stated", 4, {**AFFECT, "affect": "a2"}, status="affected")
        story.tell("remedy.planned", 5, {**REMEDY, "affect": "a2"}, kind_="fix")
        story.tell("remedy.verified", 6, {**CASE, "remedy": "m1"})
        assert {duty.subject: duty.kept for duty in duties(rules, story.facts, T0)} == {"a1": None, "a2": at(6)}

    def test_done_again_after_it_was_undone(self) -> None:
        """Rolled back and shipped anew is shipped, at the second instant."""
        rules = with_rules(simple(per="affected product", done_by="remedy.shipped"))
        story = Teller().confirmed().affected().tell("remedy.shipped", 5, REMEDY).tell("remedy.rolled_back", 6, REMEDY)
        assert only(rules, story, "d").kept is None
        assert only(rules, story.tell("remedy.shipped", 7, REMEDY), "d").kept == at(7)

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
        """A fix is available when shipped, a workaround when verified; rolled back or dropped it is so no longer."""
        rules = with_rules(simple(id="f", since="fix.available"), simple(id="w", since="workaround.available"))
        story = Teller().confirmed().affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        other = {**AFFECT, "remedy": "m2"}
        story.tell("remedy.planned", 5, other, kind_="workaround").tell("remedy.verified", 6, other)
        story.tell("remedy.verified", 7, REMEDY).tell("remedy.shipped", 8, REMEDY)
        assert {name: duty.start for name, duty in found(rules, story).items()} == {"f": at(8), "w": at(6)}
        assert found(rules, story.tell("remedy.rolled_back", 9, REMEDY))["f"].start is None
        assert found(rules, story.tell("remedy.dropped", 10, other))["w"].start is None

    def test_kept_by_another(self) -> None:
        """A clock that starts from another duty's keeping, whatever order the policy lists them in."""
        rules = with_rules(simple(id="e", since="kept.d", within="1 month", done_by="meeting.held"), simple())
        story = Teller().confirmed()
        assert found(rules, story)["e"].state(at(9999)) == "not_started"
        duty = found(rules, story.tell("manager.informed", 30, CASE))["e"]
        assert duty.start == at(30)

    def test_kept_of_the_same_thing(self) -> None:
        """One product's duty does not start from what was kept for another."""
        per = {"per": "affected product"}
        rules = with_rules(simple(done_by="remedy.planned", **per), simple(id="e", since="kept.d", **per))
        story = Teller().confirmed().affected()
        story.tell("affect.stated", 4, {**AFFECT, "affect": "a2"}, status="affected")
        story.tell("remedy.planned", 5, {**REMEDY, "affect": "a2"}, kind_="fix")
        starts = {duty.subject: duty.start for duty in duties(rules, story.facts, T0) if duty.id == "e"}
        assert starts == {"a1": None, "a2": at(5)}

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

    def test_a_row_that_came_and_went(self) -> None:
        """With the start kept, a duty for high alone runs from the latest rise to it."""
        rules = with_rules(simple(within={"high": "2 days"}), raised="keep_start")
        story = Teller().confirmed().judged("low").judged("high", 50).judged("low", 60)
        assert found(rules, story) == {}
        assert only(rules, story.judged("high", 170), "d").start == at(170)

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
