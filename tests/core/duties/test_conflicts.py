"""Conflicts between a duty that orders a disclosure and an embargo that forbids it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.policy.conflicts import Conflict, conflicts, latest_end, may_write, silence_towards
from daybreak.core.policy.duties import duties
from daybreak.core.verdict import ALLOWED, Refused
from tests.core.duties.teller import CASE, DAY, REPORT, VULNERABILITY, Teller, at, only
from tests.shipped import read_policy as policy

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from daybreak.core.verdict import Verdict

CAMERA = policy("hoshimi-camera")
RULE = CAMERA.duty("first_report")
BRIEF, FULL = "incident_notice", "incident_report"


def silent(*, by: str = "jp_coordinator", until: float = 1000) -> Teller:
    """Tell of a confirmed case under an embargo that somebody asked for."""
    story = Teller().confirmed()
    story.tell("embargo.proposed", 3, CASE, until=at(until).isoformat(), by=by)
    return story.tell("embargo.accepted", 4, CASE)


def seen(story: Teller, hours: float = 5) -> tuple[Conflict, ...]:
    """Give the conflicts at an instant."""
    now = at(hours)
    return conflicts(CAMERA, story.facts, now, duties(CAMERA, story.facts, now))


def verdict(story: Teller, hours: float = 5, template: str = FULL) -> Verdict:
    """Tell whether the first report may go."""
    return may_write(CAMERA, story.facts, at(hours), RULE, template=template)


def sent(story: Teller, hours: float, template: str) -> Teller:
    """Tell of a sent first report."""
    return story.tell(
        "notice.sent", hours, {**CASE, "notice": f"n{hours}"}, duty=RULE.id, party="voice_platform", template=template
    )


def told(story: Teller, step: str, hours: float, actor: str = "person:hana", **codes: str) -> Teller:
    """Tell of a step towards settling the conflict."""
    return story.tell(f"conflict.{step}", hours, CASE, duty=RULE.id, actor=actor, **codes)


def first(story: Teller, hours: float) -> Duty:
    """Give the first report's duty as it stands."""
    return only(CAMERA, story, RULE.id, at(hours))


class TestConflict:
    """Issue 3: the partner's 24 hours against a coordinator's secrecy stand on the board as a conflict."""

    def test_both_stand_with_their_clocks(self) -> None:
        (one,) = seen(silent())
        assert (one.rule.id, one.party, one.silence.owners) == ("first_report", "voice_platform", ("jp_coordinator",))
        assert one.limit == at(26)
        assert one.silence.until == at(1000)
        assert one.settling.standing == "open"

    def test_our_own_and_the_finders_embargo_forbid_nothing_unless_the_policy_says_so(self) -> None:
        assert not seen(silent(by=""))
        assert not seen(silent(by="finder"))
        strict = CAMERA.disclosure.embargo.model_copy(update={"binds_if_asked_by": ("finder",)})
        rules = CAMERA.model_copy(update={"disclosure": CAMERA.disclosure.model_copy(update={"embargo": strict})})
        assert silence_towards(rules, silent(by="finder").facts, at(5), "voice_platform")
        assert not silence_towards(rules, silent().facts, at(5), "voice_platform")

    def test_whoever_asked_joined_or_is_named_by_the_policy_may_be_told(self) -> None:
        story = silent()
        assert silence_towards(CAMERA, story.facts, at(5), "jp_coordinator") is None
        free = CAMERA.disclosure.embargo.model_copy(update={"may_tell": ("voice_platform",)})
        rules = CAMERA.model_copy(update={"disclosure": CAMERA.disclosure.model_copy(update={"embargo": free})})
        assert silence_towards(rules, story.facts, at(5), "voice_platform") is None
        story.tell("participant.joined", 4, CASE, party="voice_platform")
        assert not seen(story)
        story.tell("participant.removed", 4.5, CASE, party="voice_platform")
        assert seen(story)

    def test_a_team_inside_the_house_is_no_disclosure(self) -> None:
        group = policy("aoba-electric")
        facts = silent(by="us_coordinator").facts
        assert silence_towards(group, facts, at(5), "company_csirt") is None
        assert silence_towards(group, facts, at(5), "jp_coordinator") is not None

    def test_it_ends_with_the_embargo_without_a_deed(self) -> None:
        """Derived: at the embargo's exact end, or when the flaw becomes public, nothing forbids any more."""
        story = silent(until=20)
        assert seen(story, 19)
        assert not seen(story, 20)
        assert not seen(silent().tell("vulnerability.public", 6, VULNERABILITY), 7)
        assert verdict(story, 20) == ALLOWED


class TestTwoOwners:
    """After a merge both coordinators' silence stands (1.4: the earliest date, for all who asked)."""

    BOTH = "jp_coordinator\nus_coordinator"

    def test_neither_may_be_told_what_the_other_wants_kept(self) -> None:
        group, facts = policy("aoba-electric"), silent(by=self.BOTH).facts
        for party, other in (("jp_coordinator", "us_coordinator"), ("us_coordinator", "jp_coordinator")):
            silence = silence_towards(group, facts, at(5), party)
            assert silence is not None
            assert silence.owners == (other,)

    def test_each_must_give_leave(self) -> None:
        story = silent(by=self.BOTH)
        story = told(told(story, "leave_asked", 5, owner="jp_coordinator"), "leave_asked", 5, owner="us_coordinator")
        assert seen(story, 6)[0].silence.owners == ("jp_coordinator", "us_coordinator")
        assert seen(story, 6)[0].settling.standing == "asked"
        told(story, "leave_given", 6, owner="jp_coordinator")
        assert seen(story, 7)[0].settling.standing == "asked"
        assert isinstance(verdict(story, 7), Refused)
        told(story, "leave_given", 7, owner="us_coordinator")
        assert verdict(story, 8) == ALLOWED
        told(story, "leave_refused", 8, owner="jp_coordinator")
        assert isinstance(verdict(story, 9), Refused)

    def test_one_of_them_naming_a_new_end_does_not_put_the_other_out(self) -> None:
        story = silent(by=self.BOTH).tell("embargo.proposed", 6, CASE, until=at(900).isoformat(), by="us_coordinator")
        story.tell("embargo.accepted", 7, CASE)
        assert embargo_from(story.facts).owners == ("jp_coordinator", "us_coordinator")


class TestNothingIsSentByItself:
    """Issue 3: with three deeds (ask leave, send without detail, decide by two people); nothing is sent by itself."""

    def test_undecided_only_the_variant_without_detail_may_go(self) -> None:
        assert isinstance(verdict(silent()), Refused)
        assert verdict(silent(), template=BRIEF) == ALLOWED

    def test_leave_lets_the_detail_go_and_a_refusal_does_not(self) -> None:
        story = told(silent(), "leave_asked", 5)
        assert seen(story, 6)[0].settling.standing == "asked"
        assert isinstance(verdict(story, 6), Refused)
        told(story, "leave_refused", 6)
        assert isinstance(verdict(story, 7), Refused)
        told(story, "leave_given", 7)
        assert verdict(story, 8) == ALLOWED

    def test_one_person_decides_nothing(self) -> None:
        story = told(silent(), "decision_asked", 5, decision="tell")
        told(story, "decided", 6, decision="tell")
        assert seen(story, 7)[0].settling.standing == "tell_proposed"
        assert isinstance(verdict(story, 7), Refused)
        told(story, "decided", 7, "person:mina", decision="tell")
        assert verdict(story, 8) == ALLOWED

    def test_what_two_decided_stands_when_it_is_said_again_and_waits_when_another_thing_is(self) -> None:
        story = told(silent(), "decision_asked", 5, decision="tell")
        told(story, "decided", 6, "person:mina", decision="tell")
        told(story, "decision_asked", 7, "person:otto", decision="tell")
        assert verdict(story, 8) == ALLOWED
        told(story, "decision_asked", 8, "person:otto", decision="keep_silent")
        assert isinstance(verdict(story, 9), Refused)

    def test_a_second_person_agrees_to_what_was_proposed_and_to_nothing_else(self) -> None:
        story = told(silent(), "decision_asked", 5, decision="keep_silent")
        told(story, "decided", 6, "person:mina", decision="tell")
        assert seen(story, 7)[0].settling.standing == "silence_proposed"
        told(story, "decided", 7, "person:mina", decision="keep_silent")
        assert seen(story, 8)[0].settling.settled
        assert isinstance(verdict(story, 8), Refused)

    def test_a_decision_under_an_earlier_embargo_is_void_under_the_next(self) -> None:
        story = told(silent(), "leave_given", 5).tell("embargo.ended", 6, CASE)
        fresh = silent()
        for fact in story.facts[len(fresh.facts) :]:
            fresh.facts.append(fact)
        assert verdict(fresh, 7) == ALLOWED
        early = Teller().confirmed()
        told(early, "leave_given", 2.5)
        early.tell("embargo.proposed", 3, CASE, until=at(1000).isoformat(), by="jp_coordinator")
        early.tell("embargo.accepted", 4, CASE)
        assert isinstance(verdict(early), Refused)

    @settings(max_examples=200)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(["leave_asked", "leave_given", "leave_refused", "decision_asked", "decided"]),
                st.sampled_from(["tell", "keep_silent"]),
                st.sampled_from(["person:hana", "person:mina"]),
            ),
            max_size=8,
        )
    )
    def test_detail_leaves_only_by_leave_or_by_two_different_people(self, steps: list[tuple[str, str, str]]) -> None:
        """Whatever was done: a letter may go only if the last effective step is leave, or a second person's word."""
        story = silent()
        for number, (step, decision, actor) in enumerate(steps):
            told(story, step, 5 + number, actor, decision=decision)
        if verdict(story, 50) == ALLOWED:
            last = [step for step, _, _ in steps]
            by_leave = "leave_given" in last
            agreed = {actor for step, decision, actor in steps if decision == "tell" and step.startswith("deci")}
            assert by_leave or len(agreed) == 2
        if not any(step in {"leave_given", "decided"} for step, _, _ in steps):
            assert isinstance(verdict(story, 50), Refused)


class TestWithoutDetail:
    """A7a: the variant without detail keeps the limit as far as the policy says, and the rest is owed later."""

    def test_partly_keeps_the_limit_and_owes_the_detail_once_silence_ends(self) -> None:
        story = sent(silent(until=100), 10, BRIEF)
        assert first(story, 11).kept == at(10)
        assert first(story, 11).update_since is None
        assert not seen(story, 11)
        assert first(story, 101).update_since == at(100)
        sent(story, 102, FULL)
        assert first(story, 103).update_since is None

    def test_wholly_owes_nothing_more(self) -> None:
        assert RULE.send is not None
        assert RULE.send.without_detail is not None
        whole = RULE.send.without_detail.model_copy(update={"fulfils": "wholly"})
        rule = RULE.model_copy(update={"send": RULE.send.model_copy(update={"without_detail": whole})})
        rules = CAMERA.model_copy(update={"duties": (rule,)})
        story = sent(silent(until=100), 10, BRIEF)
        (duty,) = (one for one in duties(rules, story.facts, at(101)) if one.id == RULE.id)
        assert duty.kept == at(10)
        assert duty.update_since is None

    def test_an_update_owed_under_silence_is_a_conflict_again(self) -> None:
        story = sent(silent(), 10, BRIEF)
        story.tell("severity.assessed", 12, VULNERABILITY, band="high", by="ourselves")
        (one,) = [one for one in seen(story, 13) if one.rule.id == RULE.id]
        assert one.duties[0].update_since == at(12)


class TestSeveral:
    """Several duties of one rule, several owners of one silence, several who joined: which of them counts."""

    def test_the_soonest_limit_among_its_duties(self) -> None:
        (one,) = seen(silent())
        later = one.duties[0]._replace(limit=at(90))
        assert one._replace(duties=(later, *one.duties)).limit == at(26)
        assert one._replace(duties=(later._replace(limit=None),)).limit is None

    def test_a_duty_conflicts_from_the_instant_of_its_start(self) -> None:
        story = silent()
        (begun,) = (duty for duty in duties(CAMERA, story.facts, at(5)) if duty.id == RULE.id)
        now = at(5)
        assert conflicts(CAMERA, story.facts, now, [begun._replace(start=now)])
        assert not conflicts(CAMERA, story.facts, now, [begun._replace(start=at(5.1))])

    def test_one_owner_whose_silence_binds_is_enough(self) -> None:
        """Merged cases have several owners: ours binds nobody, the coordinator's does."""
        merged = silent(by="jp_coordinator\nfinder")
        assert silence_towards(CAMERA, merged.facts, at(5), "voice_platform") is not None
        assert not seen(silent(by="finder"))

    def test_who_joined_and_then_declined_is_bound_by_nothing_and_told_nothing(self) -> None:
        story = silent().tell("participant.joined", 4, {**CASE, "party": "voice_platform"})
        assert not seen(story)
        assert seen(story.tell("participant.declined", 4.5, {**CASE, "party": "voice_platform"}))


class TestTheLongest:
    """`embargo: {longest, longer_if_asked_by}`: counted from the first report, in the organisation's zone."""

    def test_from_the_first_report_else_from_the_beginning(self) -> None:
        story = (
            Teller().tell("case.opened", 1, CASE).tell("report.received", 5, REPORT).tell("report.joined", 6, REPORT)
        )
        end = latest_end(CAMERA, story.facts, "")
        assert end == at(5) + 180 * DAY
        assert str(end.tzinfo) == "Asia/Tokyo"
        assert latest_end(CAMERA, Teller().tell("case.opened", 1, CASE).facts, "") == at(1) + 180 * DAY
        assert latest_end(CAMERA, [], "") is None

    def test_nobody_holds_a_coordinator_to_it_where_the_policy_says_so(self) -> None:
        rule = CAMERA.disclosure.embargo.model_copy(update={"longer_if_asked_by": ("coordinator",)})
        free = CAMERA.model_copy(update={"disclosure": CAMERA.disclosure.model_copy(update={"embargo": rule})})
        facts = Teller().tell("case.opened", 1, CASE).facts
        assert latest_end(free, facts, "jp_coordinator") is None
        assert latest_end(free, facts, "finder\njp_coordinator") is None
        assert latest_end(free, facts, "finder") == at(1) + 180 * DAY
