"""Drills: played by a fast clock, in a world of their own."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from daybreak.core.access import PUBLIC
from daybreak.core.drill.story import stories
from daybreak.core.metrics.period import days
from daybreak.core.verdict import Refusal
from daybreak.jobs.worker import run_once
from daybreak.journal.verify import verify
from daybreak.notices.actions import content_of
from daybreak.program.replay import Past, how_many, past_stories
from daybreak.records.models import Case, Drill, DutyRow, Notice, Report
from daybreak.stages.cases.actions import confirm, inform_manager, join, open_case
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.drill_page import drill_page, drills
from daybreak.stages.cases.drills import end_drill, play_next, start_drill
from daybreak.stages.cases.figures import site_figures
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.refusals import (
    DrillAndReal,
    DrillNotYours,
    DrillOver,
    NotInADrill,
    SpeedOutOfRange,
    StoryUnknown,
)
from daybreak.stages.cases.vulnerabilities import assess, give_cve, note_world_event
from daybreak.stages.coordination.sending import send_letter
from daybreak.stages.disclosure.refusals import NothingLeavesADrill, StillSentBack
from daybreak.stages.disclosure.release import vote_release
from daybreak.stages.disclosure.sending_back import send_back
from daybreak.stages.disclosure.turns import ask_approval
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.conversation import answer_finder
from daybreak.stages.intake.submission import Submission
from daybreak.stages.publication.truth import whats_public
from tests.derived import rebuild
from tests.jobs.work import Ledger
from tests.stages.disclosure.telling import VECTOR, a_tuesday, tell_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cast import Site

SPEED = 144
STORY = "attack_at_night"
OF_THE_HEAD = re.compile("journal.head|this host saw")
"""What the check says of the signed head, which comes with a commit: here every test rolls back."""


def begun(site: Site, story: str = STORY, speed: int = SPEED) -> Drill:
    """Start a drill as Hana."""
    return start_drill(actor=site.hana.actor, now=site.at.now, story_id=story, speed=speed, language="en")


def case_of(site: Site, drill: Drill) -> Case:
    """Open the case of the drill's first report."""
    first = drill.reports.order_by("received_at").first()
    assert first is not None
    return open_case(actor=site.hana.actor, now=site.at.now, report=first)


def real_report(site: Site) -> Report:
    """A report that is no drill."""
    submission = Submission("web", "security", "en", b"x", "Real", {"steps": "x"})
    return receive(actor=PUBLIC.actor, now=site.at.now, submission=submission).report


class TestPlaying:
    """Issue 3: a drill plays “a fictitious incident with a fast clock in a marked, separate case”."""

    def test_a_day_is_played_in_ten_minutes_beat_by_beat(self, any_site: Site) -> None:
        site, story = any_site, stories()[STORY]
        drill = begun(site)
        assert drill.ends_at - drill.started_at == timedelta(minutes=10)
        seen = [drill.told]
        for _ in range(40):
            run_once(site.at.later(seconds=15), connector=Ledger())
            drill.refresh_from_db()
            seen.append(drill.told)
        assert seen == sorted(seen)
        assert seen[0] == 1
        assert seen[-1] == len(story.beats)
        assert drill.ended_at == drill.ends_at
        assert drill.reports.count() == sum(beat.what == "report" for beat in story.beats)

    def test_a_beat_is_played_once_and_in_its_hour(self, site: Site) -> None:
        drill = begun(site)
        second = stories()[STORY].beats[1]
        due = drill.started_at + second.after / SPEED
        assert not play_next(actor=site.hana.actor, now=due - timedelta(seconds=1), drill=drill)
        assert play_next(actor=site.hana.actor, now=due, drill=drill)
        assert not play_next(actor=site.hana.actor, now=due, drill=drill)

    def test_duties_are_due_by_the_fast_clock_and_shown_in_real_time(self, site: Site) -> None:
        drill = begun(site)
        case = case_of(site, drill)
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        partner = DutyRow.objects.get(case=case, rule="first_report")
        assert partner.start is not None
        assert partner.limit is not None
        assert partner.limit - partner.start == timedelta(minutes=10), "24 hours in ten minutes"

    def test_numbers_are_marked_and_letters_too(self, site: Site) -> None:
        drill = begun(site)
        case = case_of(site, drill)
        run_once(site.at.later(minutes=9), connector=Ledger())
        assert {one.number.partition("-")[0] for one in (drill, case, *drill.reports.all())} == {"DRILL"}
        told = [content_of(one) for one in Notice.objects.filter(case=case)]
        assert told
        assert all(one.subject.startswith("[DRILL] ") for one in told)

    def test_a_rebuilt_projection_is_the_same(self, site: Site) -> None:
        drill = begun(site)
        confirm(actor=site.hana.actor, now=site.at.later(seconds=20), case=case_of(site, drill))
        before = set(DutyRow.objects.values_list("rule", "subject", "start", "aim", "limit", "kept"))
        rebuild(site.at.now)
        assert set(DutyRow.objects.values_list("rule", "subject", "start", "aim", "limit", "kept")) == before

    def test_what_was_kept_and_missed_is_told_at_the_end(self, site: Site) -> None:
        drill = begun(site, "a_date_is_set")
        case = case_of(site, drill)
        report = drill.reports.get()
        answer_finder(actor=site.hana.actor, now=site.at.later(seconds=30), report=report, body="Thank you.")
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        run_once(site.at.later(minutes=31), connector=Ledger())
        page = drill_page(site.hana.viewer, site.at.now, drill.number)
        told = {(one.number, one.rule): one for one in page.duties}
        answered = told[case.number, "answer"]
        assert answered.state == "kept"
        assert answered.done_after == timedelta(seconds=30) * SPEED
        assert told[case.number, "first_report"].due_after == timedelta(hours=24)
        assert told[case.number, "first_report"].state == "overdue"
        assert page.counts["kept"] >= 1
        assert page.counts["overdue"] >= 1
        assert page.line.played == timedelta(hours=72)

    def test_ended_it_is_over(self, site: Site) -> None:
        drill = begun(site)
        case = case_of(site, drill)
        end_drill(actor=site.hana.actor, now=site.at.later(seconds=5), drill=drill)
        with pytest.raises(DrillOver):
            end_drill(actor=site.hana.actor, now=site.at.now, drill=drill)
        case = Case.objects.get(id=case.id)
        with pytest.raises(DrillOver):
            confirm(actor=site.hana.actor, now=site.at.now, case=case)


class TestApart:
    """Invented and real work are never mixed."""

    def test_a_real_report_joins_no_drill_and_a_drills_report_no_case(self, site: Site) -> None:
        drill = begun(site)
        practice = case_of(site, drill)
        real = open_case(actor=site.hana.actor, now=site.at.now, report=real_report(site))
        run_once(site.at.later(minutes=3), connector=Ledger())
        invented = drill.reports.filter(case=None).first()
        assert invented is not None
        with pytest.raises(DrillAndReal):
            join(actor=site.hana.actor, now=site.at.now, report=invented, case=real)
        with pytest.raises(DrillAndReal):
            join(actor=site.hana.actor, now=site.at.now, report=real_report(site), case=practice)
        join(actor=site.hana.actor, now=site.at.now, report=invented, case=practice)

    def test_the_board_of_real_work_shows_none_of_it(self, site: Site) -> None:
        real_report(site)
        before = board(site.hana.viewer, site.at.now, Wanted("all"))
        drill = begun(site)
        case_of(site, drill)
        assert board(site.hana.viewer, site.at.now, Wanted("all")) == before
        own = board(site.hana.viewer, site.at.now, Wanted("all", drill=drill.id))
        assert own.found > 0
        assert {line.number.partition("-")[0] for line in own.lines} == {"DRILL"}

    def test_the_look_at_the_mailbox_is_not_kept_by_a_drill(self, site: Site) -> None:
        """“The real duties of the site are unaffected.”"""
        looks = list(DutyRow.objects.filter(scope="mailbox").values_list("subject", "start", "limit", "kept"))
        drill = begun(site)
        case_of(site, drill)
        site.at.later(minutes=5)
        assert list(DutyRow.objects.filter(scope="mailbox").values_list("subject", "start", "limit", "kept")) == looks

    def test_a_release_is_rehearsed_until_just_before(self, any_site: Site) -> None:
        site = any_site
        drill = begun(site, speed=1)
        told = tell_of(site, drill.reports.get())
        told.write()
        told.agree(a_tuesday(site))
        told.approve_all()
        with pytest.raises(NothingLeavesADrill):
            told.release(a_tuesday(site))
        assert told.revision.released_at is None
        assert not told.revision.votes.exists()
        assert told.advisory.number.startswith("DRILL-SA-")

    def test_an_approver_sends_back_as_in_earnest(self, site: Site) -> None:
        """“Every gate is open and your word would count”: so does a no."""
        told = tell_of(site, begun(site, speed=1).reports.get())
        told.write()
        role = site.policy.disclosure.approvals[0].by
        for _again in range(2):
            ask_approval(actor=site.hana.actor, now=told.now, revision=told.revision)
            send_back(actor=site.mina.actor, now=told.now, revision=told.revision, role=role, reason="Too short.")
        with pytest.raises(StillSentBack):
            told.approve_all()
        told.write("; more")
        told.approve_all()

    def test_no_cve_id_is_used_up(self, site: Site) -> None:
        case = case_of(site, begun(site))
        with pytest.raises(NotInADrill):
            give_cve(
                actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), cve="CVE-2026-1234"
            )


class TestRefusals:
    """A drill that cannot begin says why."""

    def test_unknown_story_speed_and_starter(self, site: Site) -> None:
        def start(story: str = STORY, speed: int = SPEED, by: str = "hana") -> None:
            actor = getattr(site, by).actor
            start_drill(actor=actor, now=site.at.now, story_id=story, speed=speed, language="en")

        with pytest.raises(StoryUnknown):
            start(story="no_such")
        for speed in (0, 1441):
            with pytest.raises(SpeedOutOfRange):
                start(speed=speed)
        with pytest.raises(DrillNotYours):
            start(by="mallory")
        assert not Drill.objects.exists()

    def test_mallory_sees_no_drill(self, site: Site) -> None:
        drill = begun(site)
        case_of(site, drill)
        assert drills(site.mallory.viewer, site.at.now) == ()
        with pytest.raises(NotVisible):
            drill_page(site.mallory.viewer, site.at.now, drill.number)


def _answer(site: Site, case: Case) -> None:
    answer_finder(actor=site.hana.actor, now=site.at.now, report=case.reports.all()[0], body="Thank you.", asks=True)


def _letters(site: Site, case: Case) -> None:
    for rule in site.policy.duties:
        if rule.send is None:
            continue
        words = dict.fromkeys(rule.send.must_say, "Words of the drill")
        with suppress(Refusal):
            send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id=rule.id, words=words)


def _release(site: Site, case: Case) -> None:
    from daybreak.stages.disclosure.actions import draft_advisory
    from daybreak.stages.disclosure.queries import revision_of

    advisory = case.advisories.first() or draft_advisory(
        actor=site.hana.actor, now=site.at.now, case=case, vulnerabilities=[case.vulnerabilities.get()]
    )
    for member in (site.hana, site.mina):
        vote_release(
            actor=member.actor,
            now=site.at.now,
            revision=revision_of(advisory, 1),
            public_at=site.at.now + timedelta(days=1),
        )


DEEDS: tuple[Callable[[Site, Case], object], ...] = (
    lambda site, case: confirm(actor=site.hana.actor, now=site.at.now, case=case),
    lambda site, case: assess(
        actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), vector=VECTOR
    ),
    lambda site, case: note_world_event(
        actor=site.hana.actor,
        now=site.at.now,
        vulnerability=case.vulnerabilities.get(),
        event="attacked",
        at=site.at.now,
    ),
    lambda site, case: inform_manager(actor=site.hana.actor, now=site.at.now, case=case, words="It is bad."),
    lambda site, case: give_cve(
        actor=site.hana.actor, now=site.at.now, vulnerability=case.vulnerabilities.get(), cve="CVE-2026-5555"
    ),
    _answer,
    _letters,
    _release,
)


class TestNothingLeaves:
    """Issue 3: “drills never count, leave or notify the real world”, whatever is done in them."""

    @hypothesis_settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        turns=st.lists(st.tuples(st.integers(0, len(DEEDS) - 1), st.integers(1, 120)), max_size=12),
        story=st.sampled_from(sorted(stories())),
    )
    def test_through_no_door(self, any_site: Site, turns: list[tuple[int, int]], story: str) -> None:
        site, then = any_site, any_site.at.now
        ledger = Ledger()
        with transaction.atomic():
            run_once(site.at.now, connector=ledger)
            before, sent, outbox = self._world(site), len(ledger.taken), self._outbox()
            drill = begun(site, story)
            case = case_of(site, drill)
            for turn, seconds in turns:
                site.at.later(seconds=seconds)
                with suppress(Refusal), transaction.atomic():
                    DEEDS[turn](site, Case.objects.get(id=case.id))
                run_once(site.at.now, connector=ledger)
            run_once(site.at.later(hours=2), connector=ledger)
            site.at.now = then
            assert len(ledger.taken) == sent, [one.subject for one in ledger.taken[sent:]]
            assert self._outbox() == outbox
            assert self._world(site) == before
            assert not Notice.objects.filter(case=None, report=None, queued_at__gt=then).exists()
            assert [fault for fault in verify() if not OF_THE_HEAD.search(fault)] == []
            transaction.set_rollback(True)

    @staticmethod
    def _outbox() -> set[Path]:
        return set((settings.HOME / "outbox").glob("*.eml"))

    @staticmethod
    def _world(site: Site) -> tuple[object, ...]:
        """Everything that the drill must leave as it is: what the public reads, what is counted, what is due."""
        period = days(None, None, site.policy.organisation.time_zone)
        every = Past(closed_only=False)
        pages = [Client().get(road).content for road in ("/en/", "/en/feed.atom", "/.well-known/csaf/index.txt")]
        return (
            site_figures(site.at.now, period),
            how_many(every),
            [one.number for one in past_stories(every)],
            whats_public(site.at.now + timedelta(days=400)),
            [page.replace(b"\r", b"") for page in pages],
            list(
                DutyRow.objects.filter(case=None, report=None)
                .order_by("rule", "subject")
                .values_list("rule", "subject", "start", "limit", "kept")
            ),
            board(site.hana.viewer, site.at.now, Wanted("all")),
        )
