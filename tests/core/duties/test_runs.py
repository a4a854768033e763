"""A clock that runs more than once: what was granted to one run counts for that run alone, and no miss is undone."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from daybreak.core.facts import Fact
from daybreak.core.policy.replay_result import verdict_of
from daybreak.core.policy.waivers import waiver_asked_by
from tests.core.duties.teller import CASE, DAY, REPORT, VULNERABILITY, Teller, at, found, only, with_rules

TABLE = {"high": "2 days", "medium": "10 days", "low": "20 days"}
FIX: dict[str, Any] = {"id": "d", "since": "case.confirmed", "within": TABLE, "done_by": "manager.informed"}
WAITS: dict[str, Any] = {"pause_while": {"waiting_for": "finder", "at_most": "5 days", "then": "go_on"}}
REVIEW: dict[str, Any] = {"id": "d", "per": "policy", "every": "1 year", "done_by": "policy.reviewed"}
ASK: dict[str, Any] = {
    "id": "d", "since": "upstream.notified", "every": "14 days", "until": "upstream.fixed",
    "done_by": "upstream.answered",
}  # fmt: skip
BOTH = {**CASE, **REPORT}


def extended(story: Teller, hours: float, until: float, subject: str = "c1") -> Teller:
    """Tell that the duty was extended to an hour after T0."""
    codes = {"duty": "d", "subject": subject, "reason": "complexity", "until": at(until).isoformat()}
    return story.tell("duty.extended", hours, CASE if subject == "c1" else {}, **codes)


class TestBeforeTheClockStarts:
    """“Pause while waiting for the finder”: a clock that does not run yet cannot stand."""

    def test_a_wait_that_was_over_gives_no_time(self) -> None:
        story = Teller().tell("case.opened", 1, CASE).tell("report.received", 0, REPORT).tell("report.joined", 1, BOTH)
        story.tell("finder.asked", 2, BOTH).tell("finder.heard", 26, BOTH).tell("case.confirmed", 48, CASE)
        duty = only(with_rules({**FIX, "within": "10 days", **WAITS}), story, "d")
        assert (duty.limit, duty.pauses) == (at(48) + 10 * DAY, ())

    def test_of_a_wait_that_goes_on_only_the_rest_counts(self) -> None:
        story = Teller().tell("case.opened", 1, CASE).tell("report.received", 0, REPORT).tell("report.joined", 1, BOTH)
        story.tell("finder.asked", 24, BOTH).tell("case.confirmed", 48, CASE).tell("finder.heard", 72, BOTH)
        duty = only(with_rules({**FIX, "within": "10 days", **WAITS}), story, "d")
        assert duty.limit == at(72) + 10 * DAY
        assert [(pause.since, pause.until) for pause in duty.pauses] == [(at(48), at(72))]


class TestStartedAfresh:
    """“Whether a raised severity starts its clocks afresh”: afresh is without what was granted before."""

    def test_an_extension_of_the_lower_severity_is_over(self) -> None:
        story = extended(Teller().confirmed(2).judged("medium", 3), 10, 24 * 40).judged("high", 30)
        duty = only(with_rules({**FIX, "extend_for": ["complexity"]}), story, "d")
        assert (duty.limit, duty.extensions) == (at(30) + 2 * DAY, ())
        assert only(with_rules(FIX, raised="keep_start"), story, "d").limit == at(24 * 40)
        assert only(with_rules(FIX), extended(story, 31, 24 * 9), "d").limit == at(24 * 9)

    def test_a_wait_during_the_lower_severity_is_over(self) -> None:
        story = Teller().confirmed(2).judged("medium", 3).tell("finder.asked", 4, BOTH).tell("finder.heard", 76, BOTH)
        assert only(with_rules({**FIX, **WAITS}), story, "d").limit == at(2 + 72) + 10 * DAY
        assert only(with_rules({**FIX, **WAITS}), story.judged("high", 100), "d").limit == at(100) + 2 * DAY

    def test_what_two_people_waived_as_low_is_owed_as_high(self) -> None:
        story = Teller().confirmed(2).judged("low", 3).tell("duty.waived", 5, CASE, duty="d", subject="c1")
        assert only(with_rules(FIX), story, "d").state(at(6)) == "waived"
        assert only(with_rules(FIX), story.judged("high", 30), "d").state(at(31)) == "open"
        assert only(with_rules(FIX, raised="keep_start"), story, "d").state(at(31)) == "waived"

    @pytest.mark.parametrize(("done", "state"), [(31, "kept_late"), (3 * 24, "kept")])
    def test_a_limit_that_had_passed_stays_missed(self, done: int, state: str) -> None:
        """Twelve days after a limit of ten, a new judgement does not make it kept; what was done in time is."""
        story = Teller().confirmed(2).judged("medium", 3)
        story.tell("manager.informed", done if state == "kept" else 13 * 24, CASE).judged("high", 12 * 24)
        duty = only(with_rules(FIX), story, "d")
        assert (duty.state(at(9999)), duty.missed) == (state, int(state != "kept"))

    @pytest.mark.parametrize("lowered", ["start_again", "keep_start"])
    def test_lowering_washes_no_miss_away_either(self, lowered: str) -> None:
        """Two days for high had passed on the fifth; what low allows from then on does not make that kept."""
        story = Teller().confirmed(2).judged("high", 3).judged("low", 5 * 24).tell("manager.informed", 6 * 24, CASE)
        duty = only(with_rules(FIX, lowered=lowered), story, "d")
        assert (duty.missed, duty.state(at(9999))) == (1, "kept_late")

    def test_lowered_in_time_or_done_in_time_was_missed_by_nobody(self) -> None:
        early = Teller().confirmed(2).judged("high", 3).judged("low", 24).tell("manager.informed", 6 * 24, CASE)
        done = Teller().confirmed(2).judged("high", 3).tell("manager.informed", 24, CASE).judged("low", 5 * 24)
        for story in (early, done):
            duty = only(with_rules(FIX, lowered="keep_start"), story, "d")
            assert (duty.missed, duty.state(at(9999))) == (0, "kept")

    def test_one_clock_that_is_late_is_missed_once(self) -> None:
        """Raised with the start kept: the tighter limit had passed, too, so that the clock is late, and late once."""
        story = Teller().confirmed(2).judged("medium", 3).judged("high", 12 * 24)
        assert only(with_rules(FIX, raised="keep_start"), story, "d").missed == 0

    def test_what_was_lowered_starts_from_its_first_instant(self) -> None:
        story = Teller().confirmed(2).judged("high", 3).judged("low", 5 * 24).tell("manager.informed", 6 * 24, CASE)
        duty = only(with_rules(FIX, lowered="start_again"), story, "d")
        assert (duty.restarted_from, duty.state(at(9999))) == (at(2), "kept_late")

    def test_an_earlier_run_that_was_extended_in_time_was_not_missed(self) -> None:
        story = extended(Teller().confirmed(2).judged("medium", 3), 24, 24 * 20).judged("high", 12 * 24)
        assert only(with_rules(FIX), story, "d").missed == 0

    def test_a_severity_that_the_duty_was_not_for_missed_nothing(self) -> None:
        rule = {**FIX, "when": {"severity": ["high"]}, "within": "2 days"}
        story = Teller().confirmed(2).judged("medium", 3).judged("high", 12 * 24)
        assert (only(with_rules(rule), story, "d").missed, only(with_rules(rule), story, "d").start) == (0, at(288))


class TestRounds:
    """“Recurring duties”: each round has its own limit, its own extension and its own waiver."""

    def test_an_extension_holds_for_its_round(self) -> None:
        story = extended(Teller().tell("policy.adopted", 0, {}), 24 * 300, 24 * 400, "policy")
        assert only(with_rules(REVIEW), story, "d").limit == at(24 * 400)
        story.tell("policy.reviewed", 24 * 390, {})
        duty = only(with_rules(REVIEW), story, "d")
        assert (duty.start, duty.limit) == (at(24 * 390), at(24 * (390 + 366)))  # 2028 has a 29th of February
        assert (duty.missed, duty.extensions) == (0, ())

    def test_a_wait_holds_for_its_round(self) -> None:
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        story.tell("finder.asked", 20, BOTH).tell("finder.heard", 44, BOTH)
        assert only(with_rules({**ASK, **WAITS}), story, "d").limit == at(10) + 15 * DAY
        story.tell("upstream.answered", 24 * 10, CASE)
        assert only(with_rules({**ASK, **WAITS}), story, "d").limit == at(24 * 10) + 14 * DAY

    def test_a_waiver_spares_one_round(self) -> None:
        """Asked again fourteen days after the decision, not never again."""
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        story.tell("duty.waived", 24 * 5, CASE, duty="d", subject="c1")
        duty = only(with_rules(ASK), story, "d")
        assert (duty.limit, duty.missed) == (at(24 * 5) + 14 * DAY, 0)
        assert (duty.state(at(24 * 6)), duty.state(at(24 * 30))) == ("open", "overdue")

    def test_nothing_recurs_in_a_closed_case(self) -> None:
        """What was overdue when it was closed stays missed; opened again, the case owes it again."""
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        story.tell("case.closed", 24 * 5, CASE, outcome="not_a_vulnerability")
        assert "d" not in found(with_rules(ASK), story)
        assert only(with_rules(ASK), story.tell("case.reopened", 24 * 6, CASE), "d").limit == at(10) + 14 * DAY
        late = Teller().confirmed().tell("upstream.notified", 10, CASE).tell("case.closed", 24 * 20, CASE)
        over = only(with_rules(ASK), late, "d")
        assert (over.state(at(24 * 21)), over.ended, over.ended_by) == ("missed", at(24 * 20), "case.closed")
        law = only(with_rules({**ASK, "strength": "law"}), late, "d")
        assert law.state(at(24 * 21)) == "overdue", "what the law demands is owed however late it is"
        late.tell("case.reopened", 24 * 22, CASE)
        assert only(with_rules(ASK), late, "d").state(at(24 * 22)) == "overdue"


class TestWaiverAskedFor:
    """“Waive with two people”: one person's word is good for one waiver of one run."""

    def test_a_word_is_used_up_and_void_after_a_new_start(self) -> None:
        def told(kind: str, hours: float, actor: str) -> Fact:
            return Fact(kind, at(hours), at(hours), int(hours), actor, CASE, {"duty": "d", "subject": "c1"})

        facts = [told("duty.waiver_asked", 1, "person:a")]
        assert waiver_asked_by(facts, "d", "c1", at(0)) == ("person:a",)
        assert waiver_asked_by(facts, "d", "c1", at(2)) == ()
        assert waiver_asked_by(facts, "other", "c1", at(0)) == waiver_asked_by(facts, "d", "c2", at(0)) == ()
        facts += [told("duty.waived", 2, "person:b"), told("duty.waiver_asked", 3, "person:b")]
        assert waiver_asked_by(facts, "d", "c1", at(0)) == ("person:b",)
        assert waiver_asked_by([], "d", VULNERABILITY["case"], None) == ()


class TestAnAimAlone:
    """“45-day target”: where there is no limit, an extension moves the aim; nothing becomes late."""

    def test_it_is_extended(self) -> None:
        rule = {"id": "d", "since": "case.confirmed", "aim": "45 days", "done_by": "manager.informed"}
        story = extended(Teller().confirmed(2), 24 * 10, 24 * 60)
        duty = only(with_rules({**rule, "extend_for": ["complexity"]}), story, "d")
        assert (duty.aim, duty.limit, duty.missed) == (at(24 * 60), None, 0)
        assert [one.until for one in duty.extensions] == [at(24 * 60)]
        both = only(with_rules({**rule, "within": "50 days"}), story, "d")
        assert (both.aim, both.limit) == (at(2) + 45 * DAY, at(24 * 60))


class TestOver:
    """“Recurring duties … become overdue by silence”; “kept/missed per duty”: the end undoes no miss."""

    ENDS = (("upstream.fixed", CASE), ("case.closed", CASE))

    @given(
        st.lists(st.integers(11, 24 * 90), max_size=6),
        st.integers(11, 24 * 120),
        st.sampled_from(ENDS),
        st.integers(0, 24 * 400),
    )
    def test_a_round_that_was_missed_stays_missed(
        self, asked: list[int], end: int, ending: tuple[str, dict[str, str]], later: int
    ) -> None:
        """Whatever was done when, and however it ends: kept only if no limit passed without the deed."""
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        for hour in sorted(asked):
            if hour < end:
                story.tell("upstream.answered", hour, CASE)
        before = only(with_rules(ASK), story, "d", at(end))
        told = verdict_of(before, at(end))
        over = found(with_rules(ASK), story.tell(ending[0], end, ending[1], outcome="resolved"), at(end + later))
        if told == "open":
            assert over == {}, "a round that was under way is asked of nobody"
        else:
            assert verdict_of(over["d"], at(end + later)) == told
            assert (over["d"].missed, over["d"].kept) == (before.missed, before.kept)

    def test_what_comes_after_the_end_changes_nothing(self) -> None:
        story = Teller().confirmed().tell("upstream.notified", 10, CASE).tell("upstream.fixed", 24 * 20, CASE)
        duty = only(with_rules(ASK), story, "d", at(24 * 21))
        assert (duty.state(at(24 * 21)), duty.ended) == ("missed", at(24 * 20))
        later = only(with_rules(ASK), story.tell("upstream.answered", 24 * 22, CASE), "d", at(9999))
        assert (later.state(at(9999)), later.kept) == ("missed", None)

    def test_what_was_kept_each_time_stays_kept(self) -> None:
        story = Teller().confirmed().tell("upstream.notified", 10, CASE).tell("upstream.answered", 24 * 9, CASE)
        duty = only(with_rules(ASK), story.tell("case.closed", 24 * 11, CASE, outcome="resolved"), "d", at(9999))
        assert (duty.state(at(9999)), duty.kept) == ("kept", at(24 * 9))

    def test_a_limit_that_passed_before_the_clock_ran_anew_stays_missed(self) -> None:
        """The earlier limit was missed; that the case proves to be nothing afterwards does not undo it."""
        story = Teller().confirmed(2).judged("medium", 3).judged("high", 12 * 24)
        story.tell("case.closed", 12 * 24 + 1, CASE, outcome="not_a_vulnerability")
        assert only(with_rules(FIX), story, "d").state(at(9999)) == "missed"
