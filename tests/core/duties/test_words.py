"""The duty language word by word: pauses, rounds, conditions, reminders, and stories of any kind."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.facts import KINDS
from daybreak.core.policy.duties import duties
from tests.core.duties.teller import (
    AFFECT,
    CASE,
    DAY,
    REMEDY,
    REPORT,
    T0,
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

WAITING: dict[str, Any] = {"pause_while": {"waiting_for": "finder", "at_most": "5 days", "then": "go_on"}}
ASK: dict[str, Any] = {
    "id": "d", "every": "14 days", "until": "upstream.fixed", "since": "upstream.notified",
    "done_by": "upstream.answered",
}  # fmt: skip


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

    @given(st.lists(st.floats(24.1, 400), min_size=1, max_size=6), st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_at_most_so_long_however_often_one_asks(self, again: list[float], noted: bool) -> None:
        """Asked again and again without an answer, before or after the silence was noted: five days, not more."""
        story = Teller().confirmed(0).tell("finder.asked", 24, REPORT)
        for hour in sorted(again):
            story.tell("finder.asked", hour, REPORT)
        if noted:
            story.tell("finder.silent", 6 * 24, REPORT)
        assert only(with_rules(simple(**WAITING)), story, "d").limit == T0 + 15 * DAY

    def test_an_answer_lets_one_wait_again(self) -> None:
        """Two questions, the first of them answered after a day: one day and five."""
        story = Teller().confirmed(0).tell("finder.asked", 24, REPORT).tell("finder.heard", 48, REPORT)
        story.tell("finder.asked", 72, REPORT)
        assert only(with_rules(simple(**WAITING)), story, "d").limit == T0 + 16 * DAY

    def test_another_finder_is_waited_for_on_their_own(self) -> None:
        """The second finder's time begins with the question to them."""
        story = Teller().confirmed(0).tell("report.joined", 1, {"report": "r2", **CASE})
        story.tell("finder.asked", 24, {**CASE, **REPORT}).tell("finder.asked", 8 * 24, {**CASE, "report": "r2"})
        assert only(with_rules(simple(**WAITING)), story, "d").limit == T0 + 20 * DAY

    def test_at_most_so_long_however_often_one_pauses_by_hand(self) -> None:
        """Paused a second time before it went on: the time runs from the first pause."""
        story = Teller().confirmed(0)
        for hour in (24, 100, 140):
            story.tell("duty.paused", hour, CASE, duty="d", subject="c1", reason="finder")
        assert only(with_rules(simple(**WAITING)), story, "d").limit == T0 + 15 * DAY

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


class TestEndings:
    """“Endings that avoid Fridays or shutdowns.”"""

    def test_a_limit_on_a_friday_comes_a_day_earlier(self) -> None:
        """Tuesday and three days is Friday: due on Thursday at the same hour, its aim too."""
        rules = with_rules(simple(within="3 days", aim="3 days", never_ends_on=["fri", "closed day"]))
        duty = only(rules, Teller().confirmed(0), "d")
        assert (duty.start, duty.limit, duty.aim) == (at(0), at(48), at(48))
        assert duty.state(at(48)) != "overdue"
        assert duty.state(at(48.1)) == "overdue"

    def test_it_may_move_to_a_later_day_but_never_before_its_start(self) -> None:
        """Later skips Friday and the weekend; a limit that could only lie before its start stays."""
        later = with_rules(simple(within="3 days", never_ends_on={"days": ["fri", "closed day"], "move": "later"}))
        assert only(later, Teller().confirmed(0), "d").limit == at(6 * 24)
        short = with_rules(simple(within="1 hour", never_ends_on=["fri"]))
        assert only(short, Teller().confirmed(72), "d").limit == at(73)

    def test_a_pause_moves_it_on_and_a_granted_instant_stands(self) -> None:
        """After a pause the same days are avoided; what a person granted is not moved."""
        waits = {"waiting_for": "finder", "at_most": "5 days"}
        rules = with_rules(simple(within="2 days", never_ends_on=["fri"], pause_while=waits, extend_for="complexity"))
        story = Teller().confirmed(0).tell("finder.asked", 10, {**REPORT, **CASE})
        story.tell("finder.heard", 34, {**REPORT, **CASE})
        assert only(rules, story, "d").limit == at(48), "Friday is avoided after the day of waiting, too"
        friday = at(75)
        story.tell("duty.extended", 40, CASE, duty="d", until=friday.isoformat(), reason="complexity")
        assert only(rules, story, "d").limit == friday


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
        gone = Teller()
        gone.facts = [*story.facts]
        assert found(rules, gone.tell("case.concern_set", 53, CASE, concern="own_network", holds=False)) == {}
        late = story.tell("case.concern_set", 60, CASE, concern="own_network", holds=False)
        assert only(rules, late, "d").state(at(99)) == "missed"

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
        assert (duty.waiver_by, duty.spared, duty.limit) == (("programme_manager",), True, at(2) + 10 * DAY)
        due = only(rules, Teller().confirmed().affected(), "d")
        assert (due.waiver_by, due.spared) == (("programme_manager",), False)

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

    def test_an_unknown_surface_waits_only_where_a_row_is_waiting(self) -> None:
        """A product without surface waits for it at a band that has rows, and owes nothing at a band without."""
        rules = with_rules(simple(per="affected product", within={"high": {"cloud": "3 days", "app": "9 days"}}))
        high = Teller().confirmed().judged("high").affected(surface="")
        assert only(rules, high, "d").waiting_for == "surface"
        assert found(rules, Teller().confirmed().judged("low").affected(surface="")) == {}

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

    def test_a_line_that_is_not_affected_owes_nothing(self) -> None:
        """The last word about each product counts; a line stays while one of its releases is supported and affected."""
        rules = with_rules(simple(per="vulnerability", on_branches="supported", done_by="remedy.shipped"))
        story = Teller().confirmed()
        for key, status, support in (
            ("a1", "affected", "supported"),
            ("a2", "affected", "end_of_life"),
            ("a3", "not_affected", "supported"),
        ):
            line = "web:3.x" if key == "a3" else "core:9.x"
            story.tell("affect.stated", 5, {**AFFECT, "affect": key}, status=status, branch=line, support=support)
        assert [duty.subject for duty in duties(rules, story.facts, T0)] == ["v1/core:9.x"]
        story.tell("affect.stated", 7, {**AFFECT, "affect": "a1"}, status="not_affected", branch="core:9.x")
        assert duties(rules, story.facts, T0) == ()

    def test_the_newest_line_of_each_product_alone(self) -> None:
        """`on_branches: latest`."""
        rules = with_rules(simple(per="vulnerability", on_branches="latest", done_by="remedy.shipped"))
        story = Teller().confirmed()
        for key, line in (("a1", "core:9.x"), ("a2", "core:10.x"), ("a3", "web:3.x")):
            story.tell("affect.stated", 5, {**AFFECT, "affect": key}, status="affected", branch=line)
        assert {duty.subject for duty in duties(rules, story.facts, T0)} == {"v1/core:10.x", "v1/web:3.x"}


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

    @given(st.integers(1, 400), st.lists(st.integers(1, 99), min_size=1, max_size=4, unique=True))
    @settings(max_examples=60, deadline=None)
    def test_an_aim_alone_warns_and_escalates_by_its_share(self, hours: int, parts: list[int]) -> None:
        """“aim and limit on one duty … escalation steps (75 % used, due, overdue)”: of the aim where it is all."""
        steps = {"overdue": ["programme_manager"], f"{parts[0]}%": ["security_team"]}
        shares = [f"{part}%" for part in parts]
        rule = simple(aim=f"{hours} hours", warn_at=shares, warn_before=["30 minutes"], escalate=steps)
        duty = only(
            with_rules({key: value for key, value in rule.items() if key != "within"}), Teller().confirmed(0), "d"
        )
        wanted = {T0 + (at(hours) - T0) * (part / 100) for part in parts} | {at(hours - 0.5)}
        assert (duty.aim, duty.limit, set(duty.warns)) == (at(hours), None, wanted)
        assert {when for step, when, _roles in duty.escalations if step == "overdue"} == {at(hours)}
        assert duty.state(at(hours + 1)) == "due_soon", "what is only hoped for is never late"

    def test_beside_a_limit_the_aim_warns_of_nothing(self) -> None:
        """The limit counts where there is one, and what is best effort or waits for its limit reminds nobody."""
        both = only(with_rules(simple(aim="1 day", warn_at=["50%"])), Teller().confirmed(0), "d")
        assert both.warns == (T0 + 5 * DAY,)
        table = simple(aim="1 day", within={"high": "3 days"}, warn_at=["50%"])
        assert only(with_rules(table), Teller().confirmed(0), "d").warns == ()


class TestWhatWasCounted:
    """“basis, start, due”: a duty says from which spans its instants were counted, whatever decides them."""

    @pytest.mark.parametrize(("support", "days"), [("supported", 30), ("end_of_life", 90)])
    def test_a_table_of_support_alone(self, support: str, days: int) -> None:
        table = {"supported": "30 days", "end_of_life": "90 days"}
        rules = with_rules(simple(per="affected product", since="affect.stated", within=table))
        duty = only(rules, Teller().confirmed().affected(10, support=support), "d")
        assert duty.limit == at(10) + days * DAY
        assert [str(span) for span in duty.spans or () if span] == [f"{days} days"]

    def test_of_what_recurs_and_of_what_has_not_begun(self) -> None:
        story = Teller().confirmed()
        assert only(with_rules(ASK), story, "d").spans is None
        asked = only(with_rules(ASK), story.tell("upstream.notified", 10, CASE), "d")
        assert [str(span) for span in asked.spans or () if span] == ["14 days"]


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


class TestLettersAboutOneThing:
    """A notice keeps a duty that exists per thing only for the thing it names."""

    @given(st.lists(st.booleans(), min_size=2, max_size=5))
    @settings(max_examples=30, deadline=None)
    def test_each_vulnerability_needs_its_own(self, written: list[bool]) -> None:
        """Of several attacked vulnerabilities exactly those are reported that a letter named."""
        rule = {"id": "d", "per": "vulnerability", "since": "vulnerability.attacked", "within": "24 hours"}
        sending = {**rule, "to": "eu_platform", "send": {"template": "cra_early_warning", "by": "hand"}}
        story = Teller().confirmed(0)
        for number, said in enumerate(written):
            about = {**CASE, "vulnerability": f"v{number}"}
            story.tell("vulnerability.added", 1, about).tell("vulnerability.attacked", 2, about)
            if said:
                story.tell("notice.sent", 3, {**about, "notice": f"n{number}"}, duty="d", party="eu_platform")
        story.tell("notice.sent", 4, CASE, duty="d", party="eu_platform")
        found = {duty.subject: duty.kept is not None for duty in duties(with_rules(sending), story.facts, T0)}
        assert [found[f"v{number}"] for number in range(len(written))] == written
