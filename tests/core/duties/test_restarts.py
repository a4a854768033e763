"""When a clock starts afresh, when it does not, and which of several ends counts."""

from __future__ import annotations

from daybreak.core.policy.duties import duties
from daybreak.core.policy.duty_terms import was_answered
from tests.core.duties.teller import (
    AFFECT,
    CASE,
    DAY,
    REMEDY,
    REPORT,
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
from tests.shipped import read_policy as policy

AFRESH = {"raised": "start_again", "lowered": "keep_start"}
SECOND = {**CASE, "vulnerability": "v2"}


def raised() -> Teller:
    """Tell of a severity that was judged low on the first day and high on the fifth."""
    return Teller().confirmed(0).judged("low", 24).judged("high", 96)


class TestRaisedSeverity:
    """“The policy says whether a raised severity starts its clocks afresh”: those that depend on it, and no other."""

    def test_a_duty_that_severity_has_no_part_in_keeps_its_start(self) -> None:
        duty = only(with_rules(simple(), **AFRESH), raised(), "d")
        assert (duty.start, duty.restarted_from, duty.limit) == (at(0), None, T0 + 10 * DAY)

    def test_a_duty_that_starts_from_the_judging_starts_again(self) -> None:
        rules = with_rules(simple(since="severity.assessed", within="2 days"), **AFRESH)
        duty = only(rules, raised().tell("manager.informed", 30, CASE), "d")
        assert (duty.start, duty.restarted_from, duty.kept) == (at(96), at(24), None)

    def test_a_duty_with_a_table_starts_again_or_keeps_its_start_as_the_policy_says(self) -> None:
        table = simple(**TABLE)
        again = only(with_rules(table, **AFRESH), raised(), "d")
        assert (again.start, again.restarted_from, again.limit) == (at(96), at(0), at(96) + 2 * DAY)
        kept = only(with_rules(table, raised="keep_start", lowered="keep_start"), raised(), "d")
        assert (kept.start, kept.restarted_from, kept.limit) == (at(0), None, T0 + 2 * DAY)

    def test_a_duty_that_did_not_hold_at_the_lower_band_runs_from_when_it_held(self) -> None:
        rules = with_rules(simple(when={"severity": ["high"]}), raised="keep_start", lowered="keep_start")
        assert found(rules, Teller().confirmed(0).judged("low", 24)) == {}
        assert only(rules, raised(), "d").start == at(96)
        assert only(rules, Teller().confirmed(0).judged("high", 24).judged("high", 96), "d").start == at(0)

    def test_a_case_takes_the_highest_of_its_vulnerabilities(self) -> None:
        """“A case takes the highest of its vulnerabilities for its own duties.”"""
        table = simple(**TABLE)
        rules = with_rules(table, {**table, "id": "each", "per": "vulnerability"}, **AFRESH)
        story = Teller().confirmed(0).tell("vulnerability.added", 1, SECOND).judged("medium", 2)
        story.tell("severity.assessed", 3, SECOND, band="low", by="ourselves")
        assert only(rules, story, "d").band == "medium"
        each = {duty.subject: duty.band for duty in duties(rules, story.facts, T0) if duty.id == "each"}
        assert each == {"v1": "medium", "v2": "low"}
        story.tell("severity.assessed", 4, SECOND, band="high", by="ourselves")
        assert only(rules, story, "d").band == "high"

    def test_scores_of_others_stand_beside_and_do_not_count(self) -> None:
        """“Scores of finder, upstream, coordinator and ourselves stand side by side and one counts.”"""
        story = Teller().confirmed(0).judged("low", 2)
        for hours, judge in enumerate(("finder", "upstream", "coordinator"), start=3):
            story.tell("severity.assessed", hours, VULNERABILITY, band="high", by=judge)
            assert only(with_rules(simple()), story, "d").band == "low"
        story.tell("severity.assessed", 9, VULNERABILITY, band="medium", by="upstream", counts=True)
        assert only(with_rules(simple()), story, "d").band == "medium"


class TestWhatTheWorldForces:
    """“Attacks are seen: … duties start or tighten”: no clock runs before what its condition demands."""

    def test_a_duty_for_attacks_runs_from_the_attack(self) -> None:
        rules = with_rules(simple(when={"attacked": True}, within="24 hours"))
        story = Teller().confirmed(0).tell("vulnerability.public", 10, VULNERABILITY)
        assert found(rules, story) == {}
        duty = only(rules, story.tell("vulnerability.attacked", 50, VULNERABILITY), "d")
        assert (duty.start, duty.limit) == (at(50), at(74))

    def test_what_must_not_have_happened_starts_nothing_afresh(self) -> None:
        rules = with_rules(simple(when={"attacked": False}))
        story = Teller().confirmed(0).tell("vulnerability.public", 10, VULNERABILITY)
        assert only(rules, story, "d").start == at(0)


class TestWhichEndCounts:
    """`before` a fact, beside a limit: the earlier of the two; the next release is one after the start."""

    def test_the_fact_ends_it_where_it_comes_before_the_limit(self) -> None:
        rule = {"id": "d", "per": "remedy", "since": "remedy.started", "before": "remedy.shipped", "within": "5 days",
                "done_by": "remedy.verified"}  # fmt: skip
        story = Teller().confirmed(0).affected().tell("remedy.started", 10, REMEDY)
        assert only(with_rules(rule), story, "d").limit == at(10) + 5 * DAY
        story.tell("remedy.shipped", 40, REMEDY)
        assert only(with_rules(rule), story, "d").limit == at(40)
        late = Teller().confirmed(0).affected().tell("remedy.started", 10, REMEDY).tell("remedy.shipped", 900, REMEDY)
        assert only(with_rules(rule), late, "d").limit == at(10) + 5 * DAY

    def test_a_release_of_the_same_instant_is_not_the_next(self) -> None:
        rule = simple(per="affected product", within="next release")
        story = Teller().confirmed(5).affected().tell("release.published", 5, {"release": "x"}, product="cam")
        assert only(with_rules(rule), story, "d").waiting_for == "release"
        story.tell("release.published", 6, {"release": "y"}, product="cam")
        assert only(with_rules(rule), story, "d").limit == at(6)

    def test_an_anchor_may_be_the_earlier_or_the_later_of_several(self) -> None:
        """“An anchor may be the earlier or later of several”; while the later has not happened it is not started."""
        both = ["remedy.planned", "severity.assessed"]
        rules = with_rules(
            simple(id="early", since={"earlier_of": both}),
            simple(id="late", since={"later_of": both}),
        )
        story = Teller().confirmed(0).judged("low", 5)
        assert (found(rules, story)["early"].start, found(rules, story)["late"].state(at(9))) == (at(5), "not_started")
        story.tell("remedy.planned", 8, {**AFFECT, "remedy": "m1"}, kind_="fix")
        assert (found(rules, story)["early"].start, found(rules, story)["late"].start) == (at(5), at(8))


class TestRounds:
    """Recurring duties: done at the last instant of a round is done in time."""

    def test_at_the_limit_and_a_moment_after(self) -> None:
        rule = {"id": "d", "every": "14 days", "since": "upstream.notified", "done_by": "upstream.answered"}
        story = Teller().confirmed().tell("upstream.notified", 10, CASE)
        on_time = story.tell("upstream.answered", 10 + 14 * 24, CASE)
        assert only(with_rules(rule), on_time, "d").missed == 0
        late = Teller().confirmed().tell("upstream.notified", 10, CASE).tell("upstream.answered", 10.1 + 14 * 24, CASE)
        assert only(with_rules(rule), late, "d").missed == 1


class TestAtOnceAndNoPlan:
    """“At once” can be late; “no plan” is an answer."""

    def test_at_once_is_late_after_what_the_policy_says_it_is(self) -> None:
        duty = only(with_rules(simple(within="at once")), Teller().confirmed(0), "d")
        assert policy("hoshimi-camera").organisation.at_once.count == 4
        assert (duty.limit, duty.state(at(4)), duty.state(at(4.1))) == (at(4), "due_soon", "overdue")

    def test_no_plan_is_never_due(self) -> None:
        table = {"high": "2 days", "medium": "10 days", "low": "no plan"}
        duty = only(with_rules(simple(within=table)), Teller().confirmed(0).judged("low"), "d")
        assert (duty.no_plan, duty.limit, duty.state(T0 + 900 * DAY)) == (True, None, "no_plan")


class TestWhoWasWaitedFor:
    """“When the finder falls silent, reminders”: an answer ends the waiting, the note of their silence does not."""

    def test_only_an_answer_within_the_stretch(self) -> None:
        story = Teller().tell("finder.asked", 1, REPORT).tell("finder.heard", 10, REPORT)
        assert was_answered(story.facts, "finder", at(1), at(10))
        assert not was_answered(story.facts, "finder", at(1), at(9))
        assert not was_answered(story.facts, "finder", at(11), at(20))
        noted = Teller().tell("finder.asked", 1, REPORT).tell("finder.silent", 10, REPORT)
        assert not was_answered(noted.facts, "finder", at(1), at(20))
        assert not was_answered([], "finder", at(1), at(20))
