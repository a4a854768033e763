"""What happened is told inside to those it concerns: once, to nobody else, without detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.letters import NEWS_INSIDE
from daybreak.jobs.reactions import react_due
from daybreak.notices.actions import content_of
from daybreak.records.models import Membership, Notice, Person, ReactionCursor
from daybreak.stages.cases.actions import confirm, inform_manager, open_case
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess, note_world_event
from daybreak.stages.coordination.sending import send_letter
from daybreak.stages.disclosure.merging import merge_case
from daybreak.stages.disclosure.splitting import Leaving, split_case
from daybreak.stages.intake.conversation import write_as_finder
from tests.cast import OPERATOR
from tests.jobs.reminded import at
from tests.jobs.work import CANARY, report_of_rita

if TYPE_CHECKING:
    from tests.cast import Site

HIGH, LOW = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"


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
        report_of_rita(site)
        react_due(at(site))
        written = Notice.objects.count()
        ReactionCursor.objects.update(position=0)
        assert react_due(at(site)) > 0
        assert Notice.objects.count() == written
        assert react_due(at(site)) == 0

    def test_a_reaction_that_is_new_to_a_running_site_tells_nothing_of_its_past(self, site: Site) -> None:
        """An update must not mail a site's whole history: what is new begins where the others stand."""
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

    @pytest.mark.parametrize("moved", ["merged", "split"])
    def test_what_was_told_then_is_not_told_again_where_it_is_told_anew(self, site: Site, moved: str) -> None:
        """Reminders and news “never twice”: a merge or split tells no finder again that their severity changed."""
        hana, now = site.hana.actor, site.at.now
        case = open_case(actor=hana, now=now, report=report_of_rita(site))
        flaw = case.vulnerabilities.get()
        assess(actor=hana, now=now, vulnerability=flaw, vector=HIGH)
        assess(actor=hana, now=now, vulnerability=flaw, vector=LOW)
        react_due(at(site))
        assert Notice.objects.filter(template="news").exists()
        other = open_case(actor=hana, now=now, title="The same")
        add_vulnerability(actor=hana, now=now, case=case, title="Another")
        react_due(at(site))
        before = Notice.objects.count()
        if moved == "merged":
            merge_case(actor=hana, now=now, case=other, other=case, reason="One.")
        else:
            leaving = Leaving([str(flaw.id)], [str(case.reports.get().id)], "Apart", "Two.")
            split_case(actor=hana, now=now, case=case, leaving=leaving)
        react_due(at(site))
        assert Notice.objects.count() == before

    def test_the_finders_words_are_told_inside_and_to_no_stranger(self, site: Site) -> None:
        report = report_of_rita(site)
        write_as_finder(actor=OPERATOR, now=site.at.now, report=report, body=CANARY)
        react_due(at(site))
        told = [content_of(one) for one in Notice.objects.filter(template=NEWS_INSIDE)]
        assert [one for one in told if "written" in one.subject]
        assert "mallory@maker.example" not in {one.to for one in told}
        assert CANARY not in "".join(one.body for one in told)


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
