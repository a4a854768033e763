"""Reminders come ahead of deadlines and after them, once each, also after downtime, and say no detail."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.policy.duties import duties
from daybreak.jobs.letters import REMINDER
from daybreak.jobs.remind import remind_due
from daybreak.jobs.steps import steps
from daybreak.journal.facts import facts_of_report
from daybreak.people.actions import register_person
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow, Membership, Notice
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.evidence import duty_evidence
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.intake.conversation import answer_finder
from tests.cast import OPERATOR, PASSWORD
from tests.jobs.reminded import MOMENT, RULE, about, at, reminders
from tests.jobs.work import CANARY, report_of_rita

if TYPE_CHECKING:
    from tests.cast import Site


class TestReminders:
    """Promises, P11: a deadline is never lost and warns before it passes, also across downtime."""

    def test_nobody_is_reminded_before_the_warning(self, site: Site, duty: DutyRow) -> None:
        assert duty.warn is not None
        site.at.now = duty.warn - MOMENT
        remind_due(at(site))
        assert not about(site, duty)
        site.at.now = duty.warn
        remind_due(at(site))
        assert len(about(site, duty)) == 2, "Hana and Mina once each"

    def test_each_step_is_told_once_to_each_person(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + MOMENT
        first = remind_due(at(site))
        assert first > 0
        assert remind_due(at(site)) == 0
        site.at.later(days=3)
        remind_due(at(site))
        assert len(about(site, duty)) == 2, "Hana and Mina once each"

    def test_after_downtime_only_the_last_step_is_told(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + timedelta(days=1)
        remind_due(at(site))
        assert len(about(site, duty)) == 2
        assert all("Overdue" in one for one in about(site, duty))

    def test_at_the_limit_itself_it_is_not_late(self, site: Site, duty: DutyRow) -> None:
        """Decisions: late is `limit < now`."""
        assert duty.limit is not None
        site.at.now = duty.limit
        remind_due(at(site))
        assert not [one for one in about(site, duty) if "Overdue" in one]

    def test_a_kept_duty_is_silent(self, site: Site, duty: DutyRow) -> None:
        answer_finder(actor=site.hana.actor, now=site.at.now, report=duty.report, body="Thank you.")
        site.at.later(days=30)
        remind_due(at(site))
        assert not about(site, duty)

    def test_they_say_number_duty_and_link_and_no_detail(self, site: Site, duty: DutyRow) -> None:
        """Promises, control 9."""
        site.at.later(days=30)
        remind_due(at(site))
        told = reminders(duty.report.number)
        assert all(f"/desk/reports/{duty.report.number}/" in one for one in told)
        assert CANARY not in "".join(reminders())
        assert "rita" not in "".join(reminders()).lower()
        assert not Notice.objects.filter(template=REMINDER).exclude(duty="").exists(), "a reminder fulfils no duty"

    def test_the_evidence_of_a_case_s_duty_names_who_was_reminded(self, site: Site) -> None:
        """“everything that shows how a duty was kept or missed”: that its limit was warned of, and to whom."""
        case = open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        row = DutyRow.objects.filter(case=case, limit__isnull=False, start__isnull=False, kept=None).earliest("limit")
        site.at.now = row.limit + MOMENT
        remind_due(at(site))
        found = duty_evidence(site.hana.viewer, site.at.now, case.number, row.rule, row.subject)
        assert {one.line.to for one in found.letters} >= {"hana@maker.example", "mina@maker.example"}
        assert all("Overdue" in one.line.subject for one in found.letters)
        with pytest.raises(NotVisible):
            duty_evidence(site.mallory.viewer, site.at.now, case.number, row.rule, row.subject)

    def test_mallory_is_reminded_of_nothing(self, any_site: Site) -> None:
        report = report_of_rita(any_site)
        open_case(actor=any_site.hana.actor, now=any_site.at.now, report=report)
        any_site.at.later(days=60)
        assert remind_due(at(any_site)) > 0
        assert "mallory@" not in "".join(reminders())

    def test_an_escalation_lets_its_reader_in(self, site: Site) -> None:
        """Need to know: whom the policy escalates to becomes a member, journalled."""
        case = open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        Membership.objects.filter(case=case, person=site.mina.person).delete()
        site.at.later(days=60)
        remind_due(at(site))
        told = [one for one in reminders(case.number) if one.startswith("mina@")]
        assert bool(told) == Membership.objects.filter(case=case, person=site.mina.person).exists()
        assert told

    def test_steps_are_those_of_the_core(self, any_site: Site) -> None:
        """The rows' steps are the instants that the core's duties name: warnings, limit and escalations."""
        report = report_of_rita(any_site)
        seen = 0
        for one in duties(any_site.policy, facts_of_report(report.id), any_site.at.now):
            row = DutyRow.objects.filter(report=report, rule=one.id, kept=None, limit__isnull=False).first()
            if row is None:
                continue
            seen += 1
            assert row.limit is not None
            found = steps(row, one.rule, any_site.policy.calendar(), row.limit + MOMENT)
            assert {step.at for step in found if not step.escalates} == {*one.warns, row.limit}
            assert {(step.at, step.roles) for step in found if step.escalates} == {
                (instant, roles) for _name, instant, roles in one.escalations
            }
        assert seen > 0

    def test_a_reminder_of_the_daily_look_names_its_mailbox(self, site: Site) -> None:
        """A3: two mailboxes, two duties of one name; who watches both must know which one waits."""
        site.mina.person.language = "ja"
        site.mina.person.save()
        site.at.later(days=3)
        remind_due(at(site))
        told = [one.splitlines()[:2] for one in reminders() if site.policy.duty("look_daily").name.in_("ja") in one]
        subjects = {subject for to, subject in told if to == "mina@maker.example"}
        assert {subject.rpartition(" · ")[2] for subject in subjects} == {"一般", "セキュリティ"}

    def test_letters_speak_the_readers_language(self, site: Site) -> None:
        person = register_person(
            actor=OPERATOR, now=site.at.now, email="jun@maker.example", name="Jun", password=PASSWORD, language="ja"
        )
        assert person.language == "ja"
        duty = DutyRow.objects.get(rule=RULE, report=report_of_rita(site))
        assert duty.limit is not None
        site.mina.person.language = "ja"
        site.mina.person.save()
        site.at.now = duty.limit + MOMENT
        remind_due(at(site))
        name = site.policy.duty(RULE).name
        mine = "".join(one for one in reminders() if one.startswith("mina@"))
        assert name.in_("ja") in mine
        assert name.in_("en") not in mine


class TestOfAnAim:
    """“Reminders and escalations as notices, never twice”: of a duty that has only an aim by the time up to the aim."""

    def test_it_is_told_as_an_aim_and_once(self, site: Site) -> None:
        rules = [rule.model_copy(update={"aim": rule.within, "within": None}) for rule in site.policy.duties[:4]]
        hoped = site.policy.model_copy(update={"duties": tuple(rule for rule in rules if rule.id == RULE)})
        adopt(actor=OPERATOR, now=site.at.now, policy=hoped, in_force_from=site.at.now)
        row = DutyRow.objects.get(rule=RULE, report=report_of_rita(site))
        assert (row.limit, row.next_step) == (None, row.warn)
        assert row.warn is not None
        assert row.aim is not None
        for instant in (row.warn, row.aim + MOMENT, row.aim + MOMENT):
            site.at.now = instant
            remind_due(at(site))
        told = about(site, row)
        assert sum("Aim comes soon: " in one for one in told) == 2, "Hana and Mina once each"
        assert sum("Aim passed: " in one for one in told) == 2
        assert all("\nAim: " in one and "Limit" not in one and "Overdue" not in one for one in told)
        assert "mallory@" not in "".join(reminders())
