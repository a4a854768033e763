"""The clauses of the three example policies, as duties computed from facts."""

from __future__ import annotations

from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from daybreak.core.policy.duties import duties
from tests.core.duties.teller import AFFECT, CASE, DAY, HOUR, REMEDY, REPORT, T0, VULNERABILITY, Teller, at, found, only
from tests.shipped import POLICIES as EXAMPLES
from tests.shipped import read_policy as policy

CAMERA, GROUP, SDK = (policy(name) for name in EXAMPLES)
bands = st.sampled_from(["none", "low", "medium", "high", None])


class TestA7aFirstReport:
    """A7a: for every incident, whatever its severity, a first report reaches a named partner within 24 hours."""

    @given(st.floats(0, 2000), bands, st.floats(0, 100))
    @settings(max_examples=40, deadline=None)
    def test_24_hours_from_confirmation_whatever_the_severity(
        self, hours: float, band: str | None, later: float
    ) -> None:
        """The limit is 24 elapsed hours from the anchor, judged or not, also over clock changes."""
        story = Teller().confirmed(hours)
        if band:
            story.judged(band, hours + later)
        duty = only(CAMERA, story, "first_report")
        assert duty.start is not None
        assert duty.limit == duty.start + 24 * HOUR
        assert (duty.to, duty.strength, duty.who) == ("voice_platform", "contract", ("security_team",))

    def test_not_started_before_the_anchor_and_its_anchor_has_a_limit(self) -> None:
        """Before confirmation it has no start; the duty that makes the anchor happen has its own limit."""
        story = Teller().tell("report.received", 0, REPORT).tell("case.opened", 1, CASE)
        story.tell("report.joined", 1, {**REPORT, **CASE})
        assert only(CAMERA, story, "first_report").state(at(999)) == "not_started"
        assert only(CAMERA, story, "confirm").state(at(999)) == "overdue"

    def test_a_bounce_reopens_it(self) -> None:
        """Sent and bounced is not sent; sent again is."""
        sent = {"duty": "first_report", "party": "voice_platform", "template": "incident_report"}
        story = Teller().confirmed().tell("notice.sent", 5, {**CASE, "notice": "n1"}, **sent)
        assert only(CAMERA, story, "first_report").state(at(6)) == "kept"
        story.tell("notice.bounced", 7, {**CASE, "notice": "n1"}, **sent)
        assert only(CAMERA, story, "first_report").state(at(8)) == "open"
        assert only(CAMERA, story, "first_report").state(at(27)) == "overdue"
        story.tell("notice.sent", 28, {**CASE, "notice": "n2"}, **sent)
        assert only(CAMERA, story, "first_report").state(at(29)) == "kept_late"

    def test_another_duty_or_party_does_not_fulfil_it(self) -> None:
        """Only a notice for this duty to this party counts."""
        story = Teller().confirmed()
        story.tell("notice.sent", 5, CASE, duty="second_report", party="voice_platform")
        story.tell("notice.sent", 5, CASE, duty="first_report", party="somebody_else")
        assert only(CAMERA, story, "first_report").kept is None

    def test_an_update_follows_when_severity_is_judged(self) -> None:
        """What was sent without severity is owed again as an update, until it went out."""
        sent = {"duty": "first_report", "party": "voice_platform"}
        story = Teller().confirmed().tell("notice.sent", 5, CASE, **sent)
        assert only(CAMERA, story, "first_report").update_since is None
        story.judged("high", 9)
        assert only(CAMERA, story, "first_report").update_since == at(9)
        story.tell("notice.sent", 10, CASE, **sent)
        assert only(CAMERA, story, "first_report").update_since is None


class TestA3DailyLook:
    """A3: a day without a look is itself an overdue duty."""

    def adopted(self) -> Teller:
        """Tell of the policy's adoption on Tuesday at 09:00 in Tokyo."""
        return Teller().tell("policy.adopted", 0)

    def look(self, story: Teller, mailbox: str) -> str:
        """Name the state of the look at a mailbox at a given moment by its limit."""
        (duty,) = (d for d in duties(CAMERA, story.facts, T0) if d.id == "look_daily" and d.subject == mailbox)
        assert duty.limit is not None
        return duty.limit.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%d %H:%M")

    def test_silence_is_overdue(self) -> None:
        """Nobody ever looked: the day after the adoption ends, and both mailboxes are overdue."""
        looks = [duty for duty in duties(CAMERA, self.adopted().facts, T0) if duty.id == "look_daily"]
        assert {duty.subject: duty.who for duty in looks} == {
            "security": ("security_team",), "general": ("customer_service",)}  # fmt: skip
        assert {duty.state(at(38.9)) for duty in looks} == {"due_soon"}
        assert {duty.state(at(39.1)) for duty in looks} == {"overdue"}

    def test_every_day_not_every_business_day(self) -> None:
        """A look on Friday must be repeated on Saturday; one mailbox is not the other."""
        story = self.adopted().tell("mailbox.looked_at", 3 * 24, {"mailbox": "security"})
        assert self.look(story, "security") == "29 00:00"
        assert self.look(story, "general") == "26 00:00"

    @given(st.lists(st.floats(0.1, 24 * 9), min_size=1, max_size=8))
    @settings(max_examples=40, deadline=None)
    def test_a_day_without_a_look_is_counted(self, hours: list[float]) -> None:
        """The rounds missed are as many as the gaps between looks that hold a whole day of Tokyo."""
        story = self.adopted()
        for hour in sorted(hours):
            story.tell("mailbox.looked_at", hour, {"mailbox": "security"})
        (duty,) = (d for d in duties(CAMERA, story.facts, T0) if d.id == "look_daily" and d.subject == "security")
        days = [at(hour).astimezone(ZoneInfo("Asia/Tokyo")).date() for hour in (0, *sorted(hours))]
        assert duty.missed == sum((after - before).days > 1 for before, after in pairwise(days))

    def test_business_day(self) -> None:
        """The group looks on business days: after Friday comes Monday, after the holiday the day after."""
        story = self.adopted().tell("mailbox.looked_at", 3 * 24, {"mailbox": "security"})
        (duty,) = (d for d in duties(GROUP, story.facts, T0) if d.id == "look_daily" and d.subject == "security")
        assert duty.limit is not None
        assert duty.limit.astimezone(ZoneInfo("Asia/Tokyo")).strftime("%a %d %H:%M") == "Tue 01 00:00"

    def test_the_facts_of_a_case_alone_speak_of_no_mailbox(self) -> None:
        """Without the policy's adoption there is neither mailbox nor policy."""
        scopes = {duty.scope for duty in duties(CAMERA, Teller().confirmed().facts, T0)}
        assert not scopes & {"mailbox", "policy"}


class TestA6tTable:
    """A6t: the deadline by severity x surface."""

    @pytest.mark.parametrize(
        ("band", "surface", "days"),
        [("high", "cloud", 3), ("high", "app", 30), ("high", "firmware", 60), ("medium", "cloud", 14),
         ("medium", "app", 60), ("medium", "firmware", 90), ("low", "cloud", 90), ("low", "firmware", 180)],
    )  # fmt: skip
    def test_cells(self, band: str, surface: str, days: int) -> None:
        """Each cell counts from confirmation; over the air ends with the offer to all, the cloud with shipping."""
        story = Teller().confirmed().judged(band).affected(surface=surface)
        duty = only(CAMERA, story, "fix")
        assert duty.limit == at(2) + days * DAY
        assert duty.deeds == (("remedy.offered_to_all",) if surface == "firmware" else ("remedy.shipped",))

    def test_unjudged_waits_for_severity(self) -> None:
        """No guess: started, without a limit, saying what it waits for."""
        duty = only(CAMERA, Teller().confirmed().affected(), "fix")
        assert (duty.limit, duty.waiting_for, duty.state(at(9999))) == (None, "severity", "open")

    def test_only_affected_products(self) -> None:
        """Under investigation or not affected: nothing to fix."""
        for status in ("under_investigation", "not_affected"):
            assert "fix" not in found(CAMERA, Teller().confirmed().judged("high").affected(status=status))
            assert "prepare" not in found(GROUP, Teller().confirmed().judged("high").affected(status=status)), (
                "best effort is for affected products past their end of life, not for those that are not affected"
            )

    def test_a_roll_back_reopens_it(self) -> None:
        """Offered to all ends the duty; a roll-back opens it again with its old limit."""
        story = Teller().confirmed().judged("high").affected().tell("remedy.planned", 5, REMEDY, kind_="fix")
        story.tell("remedy.shipped", 50, REMEDY, kind_="fix")
        assert only(CAMERA, story, "fix").kept is None
        story.tell("remedy.offered_to_all", 60, REMEDY, kind_="fix")
        assert only(CAMERA, story, "fix").state(at(61)) == "kept"
        story.tell("remedy.rolled_back", 70, REMEDY, kind_="fix")
        duty = only(CAMERA, story, "fix")
        assert (duty.state(at(71)), duty.limit) == ("open", at(2) + 60 * DAY)

    def test_end_of_life_is_best_effort(self) -> None:
        """A13: promises hold for supported products; the rest has an aim and no limit."""
        duty = only(CAMERA, Teller().confirmed().judged("high").affected(support="end_of_life"), "fix")
        assert duty.best_effort
        assert (duty.limit, duty.aim) == (None, at(2) + 60 * DAY)

    def test_nobody_hopes_for_a_fix_that_was_decided_against(self) -> None:
        """“‘No plan’ as an answer”: it ends a best effort, no promise; given up, it is hoped for again."""
        for support, left in (("end_of_life", False), ("supported", True)):
            story = Teller().confirmed().judged("high").affected(support=support)
            story.tell("remedy.planned", 5, REMEDY, kind_="none_planned")
            assert ("fix" in found(CAMERA, story)) == left
        story = Teller().confirmed().judged("high").affected(support="end_of_life")
        story.tell("remedy.planned", 5, REMEDY, kind_="none_planned").tell("remedy.dropped", 6, REMEDY)
        assert "fix" in found(CAMERA, story)


class TestA6Meetings:
    """A6h, A6m, A6l: who meets, how soon; for low the manager consults, without a meeting."""

    def test_high_and_medium(self) -> None:
        """High at once (four hours here) with the head of engineering, medium in three business days."""
        high = only(CAMERA, Teller().confirmed().judged("high"), "meet")
        assert (high.limit, high.with_[0]) == (at(7), "engineering_head")
        medium = only(CAMERA, Teller().confirmed().judged("medium"), "meet")
        assert medium.limit == at(3) + 3 * DAY
        assert "engineering_head" not in medium.with_

    @pytest.mark.parametrize("band", ["low", None])
    def test_low_and_unjudged(self, band: str | None) -> None:
        """No meeting."""
        story = Teller().confirmed()
        assert "meet" not in found(CAMERA, story.judged(band) if band else story)

    def test_born_of_a_raise_it_is_not_late_at_birth(self) -> None:
        """Low for a week, then high: the meeting is due four hours from then."""
        duty = only(CAMERA, Teller().confirmed().judged("low").judged("high", 170), "meet")
        assert duty.start == at(170)
        assert duty.limit == at(174)
        back = Teller().confirmed().judged("low").judged("high", 50).judged("low", 60).judged("high", 170)
        assert only(CAMERA, back, "meet").start == at(170)

    def test_a_product_that_is_found_later_is_not_late_at_birth(self) -> None:
        """A6h: “cloud fixes begin immediately”, from when it is known that the cloud is affected; a judgement first."""
        story = Teller().confirmed().judged("high", 5).affected(100, surface="cloud")
        begin = only(CAMERA, story, "start_cloud")
        assert (begin.start, begin.limit) == (at(100), at(104))
        assert only(CAMERA, story, "plan").start == at(100)
        assert only(CAMERA, Teller().confirmed().affected(2, surface="cloud").judged("high", 5), "plan").start == at(5)

    def test_highest_of_several_vulnerabilities(self) -> None:
        """A case takes the highest band; a vulnerability its own."""
        story = Teller().confirmed().judged("low")
        second = {**CASE, "vulnerability": "v2"}
        story.tell("vulnerability.added", 4, second).tell("severity.assessed", 5, second, band="high")
        assert only(CAMERA, story, "meet").band == "high"
        story.affected(6)
        assert only(CAMERA, story, "plan").band == "low"


class TestC6Ranges:
    """C6: a target range, earliest aim and latest limit, counted from escalation."""

    @pytest.mark.parametrize(
        ("band", "aim", "limit"),
        [("critical", "2026-12-01", "2026-12-22"), ("high", "2026-12-24", "2027-01-24"),
         ("medium", None, "2027-02-24"), ("low", "2027-02-24", "2027-05-24")],
    )  # fmt: skip
    def test_ranges(self, band: str, aim: str | None, limit: str) -> None:
        """1-4 weeks, 1-2 months, a quarter, 1-2 quarters; same wall clock in Lisbon."""
        story = Teller().confirmed().judged(band).tell("case.escalated", 10, CASE)
        duty = only(SDK, story, "resolve")
        lisbon = ZoneInfo("Europe/Lisbon")
        assert duty.start == at(10)
        assert (duty.aim and duty.aim.astimezone(lisbon).date().isoformat()) == aim
        assert duty.limit is not None
        assert duty.limit.astimezone(lisbon).isoformat(timespec="minutes")[:16] == f"{limit}T10:00"

    def test_none_is_no_plan(self) -> None:
        """No plan is an answer, for ever."""
        story = Teller().confirmed().judged("none").tell("case.escalated", 10, CASE)
        assert only(SDK, story, "resolve").state(at(99999)) == "no_plan"

    def test_the_clock_starts_at_escalation(self) -> None:
        """Judged and confirmed is not escalated."""
        assert only(SDK, Teller().confirmed().judged("high"), "resolve").state(at(9999)) == "not_started"


class TestB3Divisions:
    """B3: one question goes to many divisions; the table shows who has not answered; passing on keeps the clock."""

    def asked(self) -> Teller:
        """Tell of three divisions asked at different hours."""
        story = Teller().confirmed()
        for hours, division in ((5, "network"), (6, "compute"), (7, "aoba_pos")):
            story.tell("division.asked", hours, {**CASE, "division": division})
        return story

    def test_one_duty_per_asked_division(self) -> None:
        """Each has its own start and desk."""
        asked = [duty for duty in duties(GROUP, self.asked().facts, T0) if duty.id == "investigate"]
        assert [(duty.subject, duty.start) for duty in asked] == [
            ("network", at(5)), ("compute", at(6)), ("aoba_pos", at(7))]  # fmt: skip

    def test_an_answer_is_for_its_own_division(self) -> None:
        """What one answers leaves the others open; passing on answers nothing."""
        (rule,) = (rule for rule in GROUP.duties if rule.id == "investigate")
        story = self.asked().tell("division.passed_on", 8, {**CASE, "division": "compute"})
        for kind in rule.fulfilled_by():
            story.tell(kind, 9, {**CASE, "division": "network"}, status="not_affected")
        kept = {duty.subject: duty.kept for duty in duties(GROUP, story.facts, T0) if duty.id == "investigate"}
        assert kept == {"network": at(9), "compute": None, "aoba_pos": None}


class TestC2AnotherPerson:
    """C2, C3c: a fix is verified by somebody who did not make it; review comes before the official branch."""

    def story(self) -> Teller:
        """Tell of a remedy made by one person."""
        story = Teller().confirmed().judged("high").affected()
        story.tell("remedy.planned", 5, REMEDY, kind_="fix")
        return story.tell("remedy.started", 6, REMEDY, kind_="fix", author="person:dev", actor="person:dev")

    def test_the_author_does_not_count(self) -> None:
        """Only a colleague's verification fulfils it."""
        story = self.story().tell("remedy.verified", 7, REMEDY, actor="person:dev")
        assert only(CAMERA, story, "verify").kept is None
        assert only(CAMERA, story.tell("remedy.verified", 8, REMEDY, actor="person:quinn"), "verify").kept == at(8)

    def test_review_before_merging(self) -> None:
        """In time before the merge; missed when the merge came first; late when done afterwards."""
        in_time = self.story().tell("remedy.reviewed", 7, REMEDY, actor="person:ann").tell("remedy.merged", 8, REMEDY)
        assert only(SDK, in_time, "peer_review").state(at(9)) == "kept"
        skipped = self.story().tell("remedy.merged", 8, REMEDY)
        assert only(SDK, skipped, "peer_review").state(at(9)) == "overdue"
        skipped.tell("remedy.reviewed", 8, REMEDY, actor="person:ann")
        assert only(SDK, skipped, "peer_review").state(at(9)) == "kept_late"


class TestA8Publication:
    """A8: the advisory is public from its instant, by the clock and not by a worker."""

    def test_kept_by_the_instant(self) -> None:
        """An armed, unheld advisory counts as published from its instant on."""
        story = Teller().confirmed().judged("high").affected().tell("vulnerability.public", 5, VULNERABILITY)
        told = {**CASE, "advisory": "s1"}
        for hours, kind in enumerate(("advisory.drafted", "advisory.approved", "advisory.released"), 6):
            story.tell(kind, hours, told)
        story.tell("advisory.armed", 10, told, public_at=at(20).isoformat())
        assert only(CAMERA, story, "publish", at(19.9)).kept is None
        assert only(CAMERA, story, "publish", at(20)).kept == at(20)
        story.tell("advisory.held", 15, told)
        assert only(CAMERA, story, "publish", at(30)).kept is None


class TestExamplesAsAWhole:
    """No policy is special: every duty of each example appears for some story, and none breaks the engine."""

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_a_full_story(self, name: str) -> None:
        """Each duty has a name, somebody who does it and a known state at every hour."""
        story = Teller().tell("policy.adopted", 0, {"policy": "p"}).confirmed().judged("high").affected()
        story.tell("division.asked", 5, {**CASE, "division": "network"}).tell("case.escalated", 5, CASE)
        story.tell("remedy.planned", 6, REMEDY, kind_="fix").tell("vulnerability.attacked", 7, VULNERABILITY)
        story.tell("affect.stated", 8, {**AFFECT, "affect": "a2"}, status="affected", surface="cloud")
        states = set()
        for hours in (0, 9, 30, 24 * 40, 24 * 400):
            for duty in duties(policy(name), story.facts, at(hours)):
                assert duty.who
                assert duty.name.in_("en")
                states.add(duty.state(at(hours)))
        assert {"open", "overdue", "kept", "not_started"} <= states

    def test_closing_is_no_escape(self) -> None:
        """A closed case keeps what had started; what never started goes, and what was nothing, missed if late."""
        fixed = Teller().confirmed().judged("high").affected().tell("case.closed", 9, CASE, outcome="fixed")
        assert "fix" in found(CAMERA, fixed)
        assert "second_report" not in found(CAMERA, fixed)
        nothing = Teller().confirmed().judged("high").affected()
        nothing.tell("case.closed", 9, CASE, outcome="not_a_vulnerability")
        assert "fix" not in found(CAMERA, nothing)
        assert "first_report" in found(CAMERA, nothing)
        assert only(CAMERA, nothing, "meet").state(at(10)) == "missed"
