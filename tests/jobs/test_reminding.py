"""Reminders come ahead of deadlines and after them, once each, also after downtime, and say no detail."""

from __future__ import annotations

import os
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.core.policy.duties import duties
from daybreak.jobs.letters import NEWS_INSIDE, REMINDER
from daybreak.jobs.reactions import react_due
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round
from daybreak.jobs.steps import steps
from daybreak.jobs.sweep import sweep
from daybreak.journal.facts import facts_of_report
from daybreak.notices.actions import content_of
from daybreak.people.actions import grant_role, issue_token, register_person
from daybreak.program.versions import adopt
from daybreak.records.models import DutyRow, Membership, Notice, Person, ReactionCursor
from daybreak.stages.cases.actions import confirm, inform_manager, open_case
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import add_vulnerability, note_world_event
from daybreak.stages.coordination.sending import send_letter
from daybreak.stages.intake.conversation import answer_finder, write_as_finder
from daybreak.vault.data_keys import new_data_key, opened
from daybreak.vault.files import SealedWriter, path_of
from tests.cast import OPERATOR, PASSWORD
from tests.jobs.work import CANARY, report_of_rita

if TYPE_CHECKING:
    from tests.cast import Site

MOMENT = timedelta(seconds=1)
RULE = "answer"
"""The policy's duty to write to a finder."""


def at(site: Site) -> Round:
    """A round at the cast's instant."""
    return Round(lambda: site.at.now)


def reminders(number: str = "") -> list[str]:
    """The bodies of the reminders queued so far about one number."""
    told = [content_of(notice) for notice in Notice.objects.filter(template=REMINDER)]
    return [f"{one.to}\n{one.subject}\n{one.body}" for one in told if number in one.subject]


def about(site: Site, duty: DutyRow) -> list[str]:
    """The reminders of this one duty."""
    name = site.policy.duty(duty.rule).name.in_("en")
    return [one for one in reminders(duty.report.number if duty.report else "") if name in one]


@pytest.fixture
def duty(site: Site) -> DutyRow:
    """The duty to answer Rita."""
    report = report_of_rita(site)
    return DutyRow.objects.get(rule=RULE, report=report)


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


class TestReactions:
    """House, law 2: what must happen then goes through the journal to one table, at least once, idempotent."""

    def test_a_report_is_told_to_those_who_watch_its_mailbox(self, site: Site) -> None:
        report = report_of_rita(site)
        assert react_due(at(site)) > 0
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, report=report)]
        assert {one.to for one in told} == {"hana@maker.example", "mina@maker.example"}
        assert all(report.number in one.subject and CANARY not in one.body for one in told)

    def test_read_again_it_writes_nothing_twice(self, site: Site) -> None:
        """A cursor that was lost is at least once; the letters' own names make it once."""
        from daybreak.records.models import ReactionCursor

        report_of_rita(site)
        react_due(at(site))
        written = Notice.objects.count()
        ReactionCursor.objects.update(position=0)
        assert react_due(at(site)) > 0
        assert Notice.objects.count() == written
        assert react_due(at(site)) == 0

    def test_a_reaction_that_is_new_to_a_running_site_tells_nothing_of_its_past(self, site: Site) -> None:
        """An update must not mail a site's whole history: what is new begins where the others stand."""
        from daybreak.records.models import ReactionCursor

        open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        react_due(at(site))
        written = Notice.objects.count()
        Notice.objects.filter(template=NEWS_INSIDE).update(once_key=None)
        ReactionCursor.objects.filter(reaction="let_in").delete()
        react_due(at(site))
        assert Notice.objects.count() == written
        open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        react_due(at(site))
        told = [content_of(one).subject for one in Notice.objects.filter(template=NEWS_INSIDE)]
        assert sum("You are inside" in one for one in told) == 2

    def test_the_manager_is_let_in_and_told(self, site: Site) -> None:
        case = open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        Membership.objects.filter(case=case, person=site.mina.person).delete()
        inform_manager(actor=site.hana.actor, now=site.at.now, case=case, words="It is bad.")
        react_due(at(site))
        assert Membership.objects.filter(case=case, person=site.mina.person).exists()
        letters = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, case=case)]
        assert [one.to for one in letters if "informed" in one.subject] == ["mina@maker.example"], "not Hana, who told"
        assert "It is bad." not in "".join(one.body for one in letters)

    def test_whoever_a_duty_lets_into_a_case_hears_of_it(self, site: Site) -> None:
        """A6h: what is to begin at once is not first heard of when it is late; nobody hears it of their own deed."""
        case = open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        react_due(at(site))
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, case=case)]
        inside = set(Person.objects.filter(memberships__case=case).values_list("email", flat=True))
        heard = [one.to for one in told if "You are inside" in one.subject]
        assert sorted(heard) == sorted(inside - {site.hana.person.email})
        assert heard
        assert all(case.number in one.subject and CANARY not in one.body for one in told)

    def test_a_letter_that_waits_for_a_second_person_is_told_to_the_others_who_owe_it(self, site: Site) -> None:
        """A7a within 24 hours needs two people: the other one hears of it, the writer and those outside do not."""
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Overflow")
        confirm(actor=site.hana.actor, now=site.at.now, case=case)
        said = {"description": CANARY, "severity_or_unknown": "not judged yet"}
        send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id="first_report", words=said)
        react_due(at(site))
        letters = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, case=case)]
        asked = [one for one in letters if "second person" in one.subject]
        inside = set(Person.objects.filter(memberships__case=case).values_list("email", flat=True))
        assert {one.to for one in asked} == inside - {site.hana.person.email}
        assert asked
        assert CANARY not in "".join(f"{one.subject}{one.body}" for one in letters)

    def test_the_finders_words_are_told_inside_and_to_no_stranger(self, site: Site) -> None:
        report = report_of_rita(site)
        write_as_finder(actor=OPERATOR, now=site.at.now, report=report, body=CANARY)
        react_due(at(site))
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE)]
        assert [one for one in told if "written" in one.subject]
        assert "mallory@maker.example" not in {one.to for one in told}
        assert CANARY not in "".join(one.body for one in told)

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


class TestSweeping:
    """Decisions, sealing: orphans are swept."""

    def test_only_old_files_that_no_row_knows_go(self, site: Site) -> None:
        from daybreak.jobs.mail_in import import_mail
        from daybreak.records.models import StoredFile

        def orphan() -> uuid.UUID:
            writer = SealedWriter(opened(new_data_key(site.at.now)), uuid.uuid4())
            writer.write(b"cut off")
            writer.close()
            return writer.file_id

        raw = (
            b"Content-Type: multipart/mixed; boundary=B\n\n--B\nContent-Disposition: attachment; filename=a\n\nx\n--B--"
        )
        import_mail(raw, site.at.now)
        kept, old, fresh = StoredFile.objects.get().id, orphan(), orphan()
        for key in (kept, old):
            past = path_of(key).stat().st_mtime - 2 * 24 * 3600
            os.utime(path_of(key), (past, past))
        (settings.HOME / "files" / "notes").mkdir(exist_ok=True)
        assert sweep() >= 1
        assert path_of(kept).exists()
        assert path_of(fresh).exists()
        assert not path_of(old).exists()
        path_of(fresh).unlink()


class TestNarrowing:
    """A round reads the duties whose next step has come, and loses none of the others."""

    def test_a_quiet_round_reads_no_duty(self, site: Site, duty: DutyRow, django_assert_max_num_queries: Any) -> None:
        assert duty.limit is not None
        remind_due(at(site))
        with django_assert_max_num_queries(4):
            assert remind_due(at(site)) == 0
        site.at.now = duty.limit + MOMENT
        assert remind_due(at(site)) > 0

    def test_a_duty_moves_on_from_step_to_step_and_then_rests(self, site: Site, duty: DutyRow) -> None:
        assert duty.next_step is not None
        assert duty.limit is not None
        seen = []
        for _ in range(20):
            duty.refresh_from_db()
            if duty.next_step is None:
                break
            seen.append(duty.next_step)
            site.at.now = duty.next_step + MOMENT
            remind_due(at(site))
        assert seen == sorted(set(seen))
        assert seen[-1] == duty.limit
        assert duty.next_step is None

    def test_a_new_holder_of_a_role_hears_of_what_is_overdue_already(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + MOMENT
        remind_due(at(site))
        before = len(about(site, duty))
        grant_role(actor=OPERATOR, now=site.at.now, person=site.mallory.person, role=duty.who[0])
        remind_due(at(site))
        assert len(about(site, duty)) == before + 1

    def test_neither_a_policy_nor_a_token_stirs_what_keeps_its_policy_and_its_people(
        self, site: Site, duty: DutyRow
    ) -> None:
        remind_due(at(site))
        later = site.policy.model_copy(update={"products": ()})
        adopt(actor=OPERATOR, now=site.at.now, policy=later, in_force_from=site.at.now)
        issue_token(actor=site.hana.actor, now=site.at.now, person=site.hana.person, label="ci", scopes=("cases:read",))
        with CaptureQueriesContext(connection) as questions:
            remind_due(at(site))
        told = " ".join(one["sql"] for one in questions)
        assert "records_dutyrow" in told
        assert str(duty.pk) not in told
        assert duty.pk.hex not in told

    def test_more_duties_ask_no_more_who_is_called(self, site: Site) -> None:
        def asked(count: int) -> int:
            for _place in range(count):
                report_of_rita(site)
            ReactionCursor.objects.update(position=0)
            with CaptureQueriesContext(connection) as questions:
                assert remind_due(at(site)) == 0
            return sum('FROM "records_rolegrant"' in one["sql"] for one in questions)

        few = DutyRow.objects.filter(rule=RULE, report=report_of_rita(site)).get()
        assert few.warn is not None
        assert few.limit is not None
        site.at.now = few.limit - MOMENT
        remind_due(at(site))
        first = asked(0)
        assert first > 0
        site.at.now -= timedelta(hours=1)
        assert asked(3) <= first

    def test_duties_from_before_the_upgrade_are_looked_at_in_the_first_round(self, site: Site, duty: DutyRow) -> None:
        """The migration leaves `next_step` empty; the worker's first round reads every duty once."""
        assert duty.limit is not None
        DutyRow.objects.update(next_step=None)
        remind_due(at(site))
        duty.refresh_from_db()
        assert duty.next_step is not None
        site.at.now = duty.limit + MOMENT
        remind_due(at(site))
        assert len(about(site, duty)) == 2

    def test_a_letter_that_could_not_be_written_is_tried_again(self, site: Site, duty: DutyRow) -> None:
        assert duty.limit is not None
        site.at.now = duty.limit + MOMENT
        address = site.mina.person.email
        type(site.mina.person).objects.filter(pk=site.mina.person.pk).update(email="no address")
        remind_due(at(site))
        duty.refresh_from_db()
        assert duty.next_step is not None, "it has not moved on"
        type(site.mina.person).objects.filter(pk=site.mina.person.pk).update(email=address)
        remind_due(at(site))
        assert len(about(site, duty)) == 2


class TestWhatTheWorldKnows:
    """Forced consequences: the vulnerability becomes public, an exploit appears, attacks are seen."""

    @pytest.mark.parametrize("event", ["public", "exploit_public", "attacked"])
    def test_those_inside_are_told_once_without_detail_and_nobody_else(self, site: Site, event: str) -> None:
        case = open_case(actor=site.hana.actor, now=site.at.now, title=CANARY)
        let_in(actor=site.hana.actor, now=site.at.now, case=case, person=site.quinn.person, role="", basis="invited")
        flaw = add_vulnerability(actor=site.hana.actor, now=site.at.now, case=case, title=CANARY)
        note_world_event(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, event=event, at=site.at.now)
        react_due(at(site))
        react_due(at(site))
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE, case=case)]
        heard = [one.to for one in told if "The world knows more" in one.subject]
        assert heard.count(site.quinn.person.email) == 1
        assert site.hana.person.email not in heard, "whoever noted it knows"
        assert site.mallory.person.email not in heard
        assert all(CANARY not in f"{one.subject}{one.body}" for one in told)
