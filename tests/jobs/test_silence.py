"""Reminders to a silent finder, the note of their silence, and whom the end of the waiting is told."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import PUBLIC
from daybreak.jobs.worker import run_once
from daybreak.records.models import DutyRow, JournalEntry
from daybreak.stages.cases.actions import close_case, open_case
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.refusals import WorkUnfinished
from daybreak.stages.cases.vulnerabilities import assess
from daybreak.stages.intake.conversation import answer_finder, write_as_finder
from daybreak.stages.intake.submission import Finder
from tests.jobs.work import Ledger
from tests.received import received

if TYPE_CHECKING:
    from daybreak.records.models import Case, Report
    from tests.cast import Site

RITA = "rita@finder.example"
LOW = "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
HIGH = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"


def waiting(site: Site) -> tuple[Case, Report]:
    """Open a case and ask its finder something; the device maker's duty to confirm waits 20 business days at most."""
    report = received(site, "canary overflow", finder=Finder(name="Rita", address=RITA)).report
    case = open_case(actor=site.hana.actor, now=site.at.later(hours=1), report=report)
    answer_finder(actor=site.hana.actor, now=site.at.later(hours=1), report=report, body="Which version?", asks=True)
    return case, report


def worked(site: Site, post: Ledger) -> None:
    """Let the worker do a round, and a second one that must find nothing more to do."""
    for _round in range(2):
        run_once(site.at.now, connector=post, sweeping=False)


def mails(post: Ledger, word: str) -> list[str]:
    """Give to whom mails went whose subject holds a word."""
    return [sent.to for sent in post.taken if word in sent.subject]


class TestReminders:
    """Issue 3: “when the finder falls silent, reminders.”"""

    def test_twice_and_each_once_and_never_a_detail(self, site: Site) -> None:
        _case, _report = waiting(site)
        post = Ledger()
        site.at.later(days=3)
        worked(site, post)
        assert mails(post, "waiting for your answer") == []
        for days in (13, 8):
            site.at.later(days=days)
            worked(site, post)
        assert mails(post, "waiting for your answer") == [RITA, RITA]
        assert not [sent for sent in post.taken if "canary" in f"{sent.subject} {sent.body}"]

    def test_an_answer_ends_them(self, site: Site) -> None:
        _case, report = waiting(site)
        site.at.later(days=1)
        write_as_finder(actor=PUBLIC.actor, now=site.at.now, report=report, body="2.4.0")
        post = Ledger()
        site.at.later(days=40)
        worked(site, post)
        assert mails(post, "waiting for your answer") == []
        assert not JournalEntry.objects.filter(kind="finder.silent").exists()


class TestSilence:
    """“Then the clock resumes without them.”"""

    def test_the_board_needs_no_worker(self, site: Site) -> None:
        waiting(site)
        shown = {line.rule: line.state for line in board(site.hana.viewer, site.at.now, Wanted()).lines}
        assert shown["confirm"] == "paused"
        site.at.later(days=32)
        shown = {line.rule: line.state for line in board(site.hana.viewer, site.at.now, Wanted()).lines}
        assert shown["confirm"] != "paused"

    def test_it_is_noted_once_at_its_own_instant_and_those_who_owe_the_duty_are_told(self, site: Site) -> None:
        case, report = waiting(site)
        until = DutyRow.objects.get(rule="confirm").paused_until
        post = Ledger()
        site.at.later(days=40)
        worked(site, post)
        (noted,) = JournalEntry.objects.filter(kind="finder.silent", report=report, case=case)
        assert noted.happened_at == until
        assert len([sent for sent in post.taken if "clock runs again" in sent.subject]) == 2  # Hana and Mina

    def test_a_case_is_not_closed_for_it(self, site: Site) -> None:
        case, _report = waiting(site)
        site.at.later(days=40)
        worked(site, Ledger())
        with pytest.raises(WorkUnfinished) as refused:
            close_case(actor=site.hana.actor, now=site.at.now, case=case, outcome="not_a_vulnerability", words="")
        assert "silence alone" in str(refused.value)


class TestEscalate:
    """`then: escalate` calls those above, once, and lets them in."""

    def test_the_roles_of_the_steps_are_told(self, site: Site) -> None:
        from daybreak.program.versions import adopt
        from tests.cast import OPERATOR

        changed = []
        for rule in site.policy.duties:
            pause = rule.pause_while.model_copy(update={"then": "escalate"}) if rule.pause_while else None
            changed.append(rule.model_copy(update={"pause_while": pause}))
        policy = site.policy.model_copy(update={"duties": tuple(changed)})
        adopt(actor=OPERATOR, now=site.at.now, policy=policy, in_force_from=site.at.now - timedelta(hours=1))
        waiting(site)
        post = Ledger()
        site.at.later(days=40)
        worked(site, post)
        called = [sent.to for sent in post.taken if "calls for you" in sent.subject]
        assert sorted(called) == ["hana@maker.example", "mina@maker.example"]


class TestSeverityChanged:
    """`when_changed: tell`: the finder hears that there is news, those inside look at what others are told."""

    def test_finder_and_team(self, site: Site) -> None:
        case, _report = waiting(site)
        flaw = case.vulnerabilities.get()
        worked(site, Ledger())
        assess(actor=site.hana.actor, now=site.at.later(hours=1), vulnerability=flaw, vector=LOW)
        assess(actor=site.hana.actor, now=site.at.later(hours=1), vulnerability=flaw, vector=LOW)
        assert not JournalEntry.objects.filter(kind="severity.changed").exists()
        assess(actor=site.hana.actor, now=site.at.later(hours=1), vulnerability=flaw, vector=HIGH)
        post = Ledger()
        worked(site, post)
        site.at.later(hours=2)
        worked(site, post)
        assert "mina@maker.example" in mails(post, "has changed")
        assert RITA in mails(post, "News about your report")
        assert not [sent for sent in post.taken if "9.8" in f"{sent.subject} {sent.body}"]
