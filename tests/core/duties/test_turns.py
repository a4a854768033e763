"""What is stated later undoes neither what was missed nor what was kept before."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import (
    AFFECT,
    CASE,
    DAY,
    REMEDY,
    REPORT,
    VULNERABILITY,
    Teller,
    at,
    found,
    only,
    simple,
    with_rules,
)
from tests.shipped import POLICIES
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty

FOR_HIGH = simple(when={"severity": ["high"]}, within="2 days")
STATUSES = ["affected", "not_affected", "under_investigation", "fixed"]
REMEDIES = [f"remedy.{step}" for step in ("planned", "started", "verified", "shipped", "rolled_back", "dropped")]
SECOND = {**CASE, "vulnerability": "v2"}


def told(*facts: tuple[Any, ...]) -> Teller:
    """Tell of a confirmed case judged high, and these facts after it."""
    story = Teller().confirmed(2).judged("high", 3)
    for kind, hours, subjects, codes in facts:
        story.tell(kind, hours, subjects, **codes)
    return story


class TestLowered:
    """“‘High’ is recomputed when severity changes, with history”: lowering washes no miss away."""

    def test_what_was_missed_stands_after_the_duty_holds_no_longer(self) -> None:
        """Two days had passed on the fifth; that it is low from then on does not undo that."""
        duty = only(with_rules(FOR_HIGH), told().judged("low", 5 * 24), "d")
        assert (duty.state(at(999)), duty.ended, duty.ended_by) == ("missed", at(120), "severity.assessed")
        assert duty.limit == at(2) + 2 * DAY

    def test_what_was_kept_stays_kept(self) -> None:
        story = told(("manager.informed", 24, CASE, {})).judged("low", 30)
        assert only(with_rules(FOR_HIGH), story, "d").state(at(999)) == "kept"
        late = told(("manager.informed", 72, CASE, {})).judged("low", 80)
        assert only(with_rules(FOR_HIGH), late, "d").state(at(999)) == "kept_late"

    def test_what_was_in_time_is_owed_no_more(self) -> None:
        assert found(with_rules(FOR_HIGH), told().judged("low", 30)) == {}

    def test_the_very_instant_of_the_limit_is_in_time(self) -> None:
        rules, limit = with_rules(FOR_HIGH), 2 + 48
        assert found(rules, told().judged("low", limit)) == {}
        kept = only(rules, told(("manager.informed", limit, CASE, {})).judged("low", limit + 9), "d")
        assert (kept.state(at(999)), kept.missed) == ("kept", 0)

    def test_what_two_people_waived_stays_waived(self) -> None:
        story = told(("duty.waived", 24, CASE, {"duty": "d", "subject": "c1"})).judged("low", 80)
        assert only(with_rules(FOR_HIGH), story, "d").state(at(999)) == "waived"

    def test_a_band_without_a_row_is_no_way_out(self) -> None:
        table = simple(within={"high": "2 days"})
        assert only(with_rules(table), told().judged("low", 5 * 24), "d").state(at(999)) == "missed"

    def test_raised_again_it_runs_afresh_and_the_miss_stands(self) -> None:
        story = told().judged("low", 5 * 24).judged("high", 6 * 24).tell("manager.informed", 6 * 24 + 1, CASE)
        for raised in ("start_again", "keep_start"):
            duty = only(with_rules(FOR_HIGH, raised=raised), story, "d")
            assert (duty.missed, duty.state(at(999))) == (1, "kept_late")

    def test_a_first_judgement_gives_no_more_time_to_what_was_late_unjudged(self) -> None:
        """Five days while it is not judged, twenty for low: judged on the eighth, the fifth had passed."""
        table = simple(within={"high": "2 days", "medium": "10 days", "low": "20 days", "unknown": "5 days"})
        story = Teller().confirmed(2).judged("low", 8 * 24).tell("manager.informed", 9 * 24, CASE)
        assert only(with_rules(table), story, "d").state(at(999)) == "kept_late"
        in_time = Teller().confirmed(2).judged("low", 4 * 24).tell("manager.informed", 9 * 24, CASE)
        assert only(with_rules(table), in_time, "d").state(at(999)) == "kept"

    @pytest.mark.parametrize("by", ["finder", "upstream", "coordinator"])
    def test_a_score_of_others_that_counts_washes_nothing(self, by: str) -> None:
        lower = ("severity.assessed", 120, VULNERABILITY, {"band": "low", "by": by, "counts": True})
        assert only(with_rules(FOR_HIGH), told(lower), "d").state(at(999)) == "missed"

    def test_what_waits_for_it_still_starts(self) -> None:
        """A keeping that stays is one that other duties start from."""
        after = simple(id="after", since="kept.d", within="3 days")
        story = told(("manager.informed", 24, CASE, {})).judged("low", 30)
        assert only(with_rules(FOR_HIGH, after), story, "after").start == at(24)


class TestOtherWords:
    """Severity is one road of many: a product, a component, a kind of case, a finder, a release line."""

    @pytest.mark.parametrize(
        ("rule", "before", "after"),
        [
            ({"per": "affected product"}, {}, {"status": "not_affected"}),
            ({"per": "affected product"}, {}, {"status": "under_investigation"}),
            ({"per": "affected product", "when": {"support": "supported"}}, {}, {"support": "end_of_life"}),
            ({"per": "affected product", "when": {"surface": "firmware"}}, {}, {"surface": "cloud"}),
            ({"per": "affected product", "within": {"firmware": "2 days", "cloud": "90 days"}}, {},
             {"surface": "cloud"}),
            ({"per": "affected product", "within": {"supported": "2 days", "end_of_life": "90 days"}}, {},
             {"support": "end_of_life"}),
            ({"per": "affected product", "when": {"market": "EU"}}, {"market": "EU"}, {"market": "JP"}),
            ({"per": "vulnerability", "on_branches": "supported"}, {"branch": "cam:8"},
             {"branch": "cam:8", "support": "end_of_life"}),
            ({"per": "vulnerability", "on_branches": "supported"}, {"branch": "cam:8"},
             {"branch": "cam:8", "status": "not_affected"}),
        ],
    )  # fmt: skip
    def test_of_an_affected_product(self, rule: dict[str, Any], before: dict[str, str], after: dict[str, str]) -> None:
        rules = with_rules(simple(**{"since": "affect.stated", "within": "2 days", **rule}))
        story = told().affected(4, **before)
        late = story.affected(4 + 72, **(before | after))
        (duty,) = found(rules, late).values()
        assert duty.missed or duty.state(at(77)) == "missed"
        early = told().affected(4, **before).affected(24, **(before | after))
        assert not any(duty.missed or duty.state(at(77)) == "missed" for duty in found(rules, early).values())

    def test_best_effort_from_now_on_is_no_excuse_for_what_was_late(self) -> None:
        rule = simple(
            per="affected product", since="affect.stated", when={"support": "supported"}, otherwise="best effort"
        )
        story = told().affected(4).affected(24 * 20, support="end_of_life").tell("manager.informed", 24 * 21, CASE)
        duty = only(with_rules(rule), story, "d")
        assert (duty.best_effort, duty.limit, duty.state(at(9999))) == (True, None, "kept_late")

    def test_best_effort_hopes_for_the_aim_rather_than_for_the_limit(self) -> None:
        rule = simple(when={"support": "supported"}, otherwise="best effort", aim="3 days", per="affected product")
        hoped = only(with_rules(rule), told().affected(4, support="end_of_life"), "d")
        assert (hoped.aim, hoped.limit) == (at(2) + 3 * DAY, None)
        without = {word: said for word, said in rule.items() if word != "aim"}
        assert only(with_rules(without), told().affected(4, support="end_of_life"), "d").aim == at(2) + 10 * DAY

    @pytest.mark.parametrize(
        ("when", "first", "then"),
        [
            ({"kind": "incident"}, ("case.kind_set", 3, CASE, {"kind_": "incident"}),
             ("case.kind_set", 90, CASE, {"kind_": "vulnerability"})),
            ({"concerns": ["own_network"]}, ("case.concern_set", 3, CASE, {"concern": "own_network", "holds": True}),
             ("case.concern_set", 90, CASE, {"concern": "own_network", "holds": False})),
            ({"public": False}, ("manager.informed", 0, {}, {}), ("vulnerability.public", 90, VULNERABILITY, {})),
            ({"in": "own_product"}, ("manager.informed", 0, {}, {}),
             ("vulnerability.in_component", 90, VULNERABILITY, {"component": "zlib", "in": "common_software"})),
            ({"found_by": "finder"}, ("manager.informed", 0, {}, {}),
             ("vulnerability.added", 90, SECOND, {"found_by": "ourselves"})),
        ],
    )  # fmt: skip
    def test_of_a_case(self, when: dict[str, Any], first: tuple[Any, ...], then: tuple[Any, ...]) -> None:
        rules = with_rules(simple(when=when, within="2 days", done_by="meeting.held"))
        assert only(rules, told(first), "d").state(at(89)) == "overdue"
        assert only(rules, told(first, then), "d").state(at(91)) == "missed"

    def test_of_a_component_that_proves_to_be_another(self) -> None:
        rules = with_rules(simple(per="external component", since="affect.stated", within="2 days"))
        story = told(("affect.stated", 4, {**AFFECT, "component": "k1"}, {"status": "affected"}),
                     ("affect.stated", 90, {**AFFECT, "component": "k2"}, {"status": "affected"}))  # fmt: skip
        states = {duty.subject: duty.state(at(91)) for duty in duties(rules, story.facts, at(91))}
        assert states == {"k1": "missed", "k2": "open"}

    def test_of_a_product_whose_release_lines_are_named_too_late(self) -> None:
        """What held for the whole product ceases with the first affected line, and its miss stays."""
        rule = simple(per="vulnerability", since="affect.stated", within="2 days", on_branches="supported")
        story = told().affected(4).affected(50, status="not_affected", branch="cam:7").affected(90, branch="cam:8")
        states = {duty.subject: duty.state(at(91)) for duty in duties(with_rules(rule), story.facts, at(91))}
        assert states == {"v1": "missed", "v1/cam:8": "overdue"}


class TestTakenBack:
    """An anchor that is taken back stops its clock, and undoes nothing that was missed or kept by then."""

    FIX = simple(since="fix.available", per="vulnerability", within="2 days", done_by="advisory.published")

    def shipped(self) -> Teller:
        """Tell of a fix that shipped."""
        return told(("remedy.planned", 4, REMEDY, {"kind_": "fix"}), ("remedy.shipped", 5, REMEDY, {}))

    def test_a_fix_taken_back_after_the_limit(self) -> None:
        late = self.shipped().tell("remedy.rolled_back", 90, REMEDY)
        assert only(with_rules(self.FIX), late, "d").state(at(91)) == "missed"
        again = only(with_rules(self.FIX), late.tell("remedy.shipped", 100, REMEDY), "d")
        assert (again.missed, again.state(at(101))) == (1, "open")

    def test_a_fix_taken_back_in_time(self) -> None:
        early = self.shipped().tell("remedy.rolled_back", 9, REMEDY)
        assert only(with_rules(self.FIX), early, "d").state(at(91)) == "not_started"

    def test_what_ran_from_the_shipping_that_another_duty_asked_for(self) -> None:
        ship = {**self.FIX, "id": "ship", "since": "case.confirmed", "done_by": "remedy.shipped"}
        rules = with_rules(ship, {**self.FIX, "since": "kept.ship"})
        late = self.shipped().tell("remedy.rolled_back", 90, REMEDY)
        assert only(rules, late, "ship").kept is None
        assert only(rules, late, "d").state(at(91)) == "missed"

    def test_what_was_published_stays_published(self) -> None:
        story = self.shipped().tell("advisory.published", 9, {**CASE, "advisory": "x"})
        assert only(with_rules(self.FIX), story.tell("remedy.rolled_back", 90, REMEDY), "d").state(at(91)) == "kept"

    def test_a_case_opened_again_still_owed_its_lesson(self) -> None:
        learn = simple(since="case.closed", within="2 days", done_by="case.lesson_recorded")
        story = told(("case.closed", 5, CASE, {"outcome": "resolved"}), ("case.reopened", 90, CASE, {}))
        assert only(with_rules(learn), story, "d").state(at(91)) == "missed"

    @pytest.mark.parametrize(("approved", "state"), [(9, "kept"), (200, "kept_late"), (None, "missed")])
    def test_a_new_draft_makes_no_approval_late(self, approved: int | None, state: str) -> None:
        """“Kept/missed per duty”: the approver of what was published answers for that, not for what is drafted next."""
        about = {**CASE, "advisory": "x"}
        turn = {**about, "approval": "x:programme_manager"}
        story = Teller().confirmed(2).tell("advisory.drafted", 4, about)
        story.tell("advisory.approval_asked", 5, turn, role="programme_manager")
        if approved:
            story.tell("advisory.step_approved", approved, turn, role="programme_manager")
        story.tell("advisory.changed", 900, about)
        duty = only(policy("hoshimi-camera"), story, "approve_1_programme_manager")
        assert duty.state(at(901)) == state

    def test_a_letter_that_came_back_is_owed_again(self) -> None:
        """A7a: “A bounce reopens the duty”: that it had been kept is undone, for the letter never arrived."""
        story = Teller().confirmed(2)
        codes = {"duty": "first_report", "party": "voice_platform", "template": "incident_report"}
        story.tell("notice.sent", 4, {**CASE, "notice": "n"}, **codes)
        story.tell("notice.bounced", 6, {**CASE, "notice": "n"}, **codes)
        assert only(policy("hoshimi-camera"), story, "first_report").state(at(7)) == "open"


class TestNoMissIsWashedAway:
    """The law itself: what once stood as missed stands as missed, whatever is stated afterwards."""

    STATED = st.one_of(
        st.tuples(st.just("severity.assessed"), st.sampled_from([VULNERABILITY, SECOND]),
                  st.fixed_dictionaries({"band": st.sampled_from(["none", "low", "medium", "high"]),
                                         "by": st.just("ourselves")})),
        st.tuples(st.just("affect.stated"), st.sampled_from([AFFECT, {**SECOND, "affect": "a2"}]),
                  st.fixed_dictionaries({"status": st.sampled_from(STATUSES),
                                         "surface": st.sampled_from(["cloud", "app", "firmware"]),
                                         "support": st.sampled_from(["supported", "end_of_life"]),
                                         "market": st.sampled_from(["EU", "JP"]), "product": st.just("hc-drive-2")})),
        st.tuples(st.just("vulnerability.in_component"), st.just(VULNERABILITY),
                  st.sampled_from([{"component": "z", "in": "common_software"},
                                   {"component": "own", "in": "own_product"}])),
        st.tuples(st.just("vulnerability.added"), st.just(SECOND),
                  st.sampled_from([{"component": "own", "found_by": by} for by in ("ourselves", "finder")])),
        st.tuples(st.just("case.kind_set"), st.just(CASE),
                  st.sampled_from([{"kind_": "incident"}, {"kind_": "vulnerability"}])),
        st.tuples(st.sampled_from(["vulnerability.public", "vulnerability.attacked"]), st.just(VULNERABILITY),
                  st.just({})),
        st.tuples(st.sampled_from(REMEDIES), st.just(REMEDY), st.just({"kind_": "fix"})),
        st.tuples(st.sampled_from(["case.closed", "case.reopened"]), st.just(CASE), st.just({"outcome": "resolved"})),
        st.tuples(st.just("case.concern_set"), st.just(CASE),
                  st.fixed_dictionaries({"concern": st.just("own_network"), "holds": st.booleans()})),
        st.tuples(st.sampled_from(["case.escalated", "manager.informed", "meeting.held"]), st.just(CASE), st.just({})),
    )  # fmt: skip

    @given(st.sampled_from(["hoshimi-camera", "aoba-electric", "kestrel-sdk"]),
           st.lists(st.tuples(st.sampled_from([1, 20, 90, 700]), STATED), min_size=2, max_size=9))  # fmt: skip
    @settings(max_examples=120, deadline=None)
    def test_no_later_word_undoes_it(self, name: str, facts: list[Any]) -> None:
        ours, story, hour = policy(name), Teller().confirmed(2), 3
        missed: set[tuple[str, str]] = set()
        for wait, (kind, subjects, codes) in facts:
            hour += wait
            missed |= self.late(duties(ours, story.facts, at(hour - 0.5)), hour - 0.5)
            story.tell(kind, hour, subjects, **codes)
            now = duties(ours, story.facts, at(hour + 0.5))
            gone = missed - self.late(now, hour + 0.5)
            assert not gone, (kind, codes)

    @staticmethod
    def late(owed: tuple[Duty, ...], hour: float) -> set[tuple[str, str]]:
        """Name every duty of which a limit had passed without the deed."""
        late = {"overdue", "missed", "kept_late"}
        return {(duty.id, duty.subject) for duty in owed if duty.missed or duty.state(at(hour)) in late}

    def test_reports_that_are_joined_wash_nothing(self) -> None:
        rules = with_rules(simple(since="case.opened", when={"mailbox": "general"}, within="2 days"))
        story = Teller().tell("report.received", 0, REPORT, mailbox="general").tell("case.opened", 1, CASE)
        story.tell("report.joined", 1, {**REPORT, **CASE}).tell(
            "report.received", 60, {"report": "r2"}, mailbox="security"
        )
        story.tell("report.joined", 61, {**CASE, "report": "r2"})
        assert only(rules, story, "d").state(at(99)) == "missed"


@pytest.mark.parametrize("name", POLICIES)
def test_a_computation_leaves_no_circle_behind(name: str) -> None:
    """Nothing of it waits for a sweep, so that a replay of all cases needs the memory of one, and sweeps seldom."""
    story = Teller().confirmed().judged("high").affected().judged("low", 30).affected(40, status="not_affected")
    duties(policy(name), story.facts, at(50))
    gc.collect()
    gc.disable()
    try:
        duties(policy(name), story.facts, at(50))
        assert gc.collect() == 0
    finally:
        gc.enable()
