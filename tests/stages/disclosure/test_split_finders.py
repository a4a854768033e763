"""After a split a finder keeps number, date and credit for all they told of, in whichever case it lies now."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.core.policy.finder_day import finder_day
from daybreak.journal.facts import facts_of_case
from daybreak.records.models import DutyRow, Notice
from daybreak.records.on_behalf import Looking, looking_as
from daybreak.stages.cases.actions import join
from daybreak.stages.cases.finder_dates import finder_dates
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import MovingRefused
from daybreak.stages.cases.reported import reports_telling, say_reports
from daybreak.stages.cases.timeline import timeline
from daybreak.stages.cases.vulnerabilities import add_vulnerability, give_cve
from daybreak.stages.disclosure.content import thanks_of
from daybreak.stages.disclosure.desk_page import advisory_page
from daybreak.stages.disclosure.merging import merge_case
from daybreak.stages.disclosure.queries import finder_draft
from daybreak.stages.disclosure.splitting import Leaving, split_case, split_plan
from daybreak.stages.intake.finder_date import name_day
from daybreak.stages.intake.queries import report_page
from daybreak.stages.publication.actions import note_public
from daybreak.stages.publication.page import page_of
from daybreak.stages.publication.queries import public_advisory
from tests.received import received
from tests.stages.disclosure.telling import Telling, a_tuesday, tell
from tests.stages.disclosure.test_moving import reported
from tests.stages.disclosure.test_own_part import box, two_in_one
from tests.stages.publication.wishing import wish

if TYPE_CHECKING:
    from daybreak.records.models import Case, Report, Vulnerability
    from tests.cast import Site

NAME = "Rita Okafor"
KEEP = "Cases merge and split: finders keep number, date and credit, the earliest date rules."


def part(site: Site, case: Case, flaws: list[Vulnerability], reports: list[Report] | None = None) -> Case:
    """Split a case, and give the new one."""
    keys, along = [str(row.id) for row in flaws], [str(row.id) for row in reports or ()]
    leaving = Leaving(keys, along, "Another matter", "Two after all.")
    return split_case(actor=site.hana.actor, now=site.at.later(minutes=1), case=case, leaving=leaving)


@pytest.fixture
def told(site: Site) -> Telling:
    """The flaw with the advisory left; the report that told of it, and of a second one, stayed."""
    told = tell(site)
    add_vulnerability(actor=site.hana.actor, now=site.at.now, case=told.case, title="A second flaw")
    name_day(actor=site.hana.actor, now=site.at.now, report=told.report, day=(site.at.now + timedelta(days=80)).date())
    told.case = part(site, told.case, [told.vulnerability])
    for row in (told.vulnerability, told.advisory, told.report):
        row.refresh_from_db()
    return told


def thanked(told: Telling) -> list[str]:
    """Give who is thanked in the advisory, composed from the case as it stands."""
    return [name for one in thanks_of(told.advisory, told.site.policy, ()) for name in one.names]


class TestCredit:
    __doc__ = KEEP

    def test_the_preview_says_where_the_finder_is_thanked(self, site: Site) -> None:
        told = tell(site)
        second = add_vulnerability(actor=site.hana.actor, now=site.at.now, case=told.case, title="A second flaw")
        for reports, leaves in ((), False), ((str(told.report.id),), True):
            plan = split_plan(site.hana.viewer, site.at.now, told.case.number, [str(second.id)], reports)
            assert plan.thanked_elsewhere == ((told.report.number, leaves),)
            assert plan.why_not is None

    def test_the_advisory_that_left_thanks_and_goes_out(self, told: Telling) -> None:
        """A11: “Finders are thanked by name, with their permission only.”"""
        assert told.report.case_id != told.case.id
        assert thanked(told) == [NAME]
        instant = told.arm(a_tuesday(told.site))
        public = public_advisory(instant, told.advisory.number)
        assert public is not None
        assert NAME in repr(page_of(public, "en"))

    def test_a_name_taken_back_is_shown_nowhere(self, told: Telling) -> None:
        later = told.arm(a_tuesday(told.site)) + timedelta(days=1)
        wish(told, later, "anonymous")
        public = public_advisory(later + timedelta(seconds=1), told.advisory.number)
        assert public is not None
        assert NAME not in repr(page_of(public, "en"))
        page = advisory_page(told.site.hana.viewer, later + timedelta(seconds=1), told.advisory.number)
        assert page is not None
        assert page.thanks_differ

    def test_the_gate_refuses_a_name_without_consent(self, told: Telling) -> None:
        told.write()
        wish(told, told.now, "anonymous")
        page = advisory_page(told.site.hana.viewer, told.now, told.advisory.number)
        assert page is not None
        credit = next(gate for gate in page.gates if gate.id == "credit")
        assert NAME in str(credit.missing)

    def test_whoever_is_inside_the_new_case_alone_composes_the_same_thanks(self, told: Telling) -> None:
        """Row security hides the report of the other case from them; the thanks are public by consent."""
        site = told.site
        let_in(
            actor=site.hana.actor, now=told.now, case=told.case, person=site.mallory.person, role="", basis="invited"
        )
        with looking_as(Looking("person", str(site.mallory.person.id), told.now.isoformat())):
            assert thanked(told) == [NAME]
            assert list(reports_telling(told.case).elsewhere) == [str(told.vulnerability.id)]

    def test_a_report_that_leaves_is_thanked_for_what_stays(self, site: Site) -> None:
        told = tell(site)
        second = add_vulnerability(actor=site.hana.actor, now=site.at.now, case=told.case, title="A second flaw")
        new = part(site, told.case, [second], [told.report])
        told.report.refresh_from_db()
        assert told.report.case_id == new.id
        assert thanked(told) == [NAME]
        assert told.arm(a_tuesday(site))

    def test_it_outlives_a_second_split_and_a_merge(self, told: Telling) -> None:
        site, hana = told.site, told.site.hana.actor
        third = add_vulnerability(actor=hana, now=told.now, case=told.case, title="A third flaw")
        told.case = part(site, told.case, [told.vulnerability])
        told.advisory.refresh_from_db()
        assert thanked(told) == [NAME]
        home = told.report.case
        assert home is not None
        merge_case(actor=hana, now=site.at.later(minutes=1), case=third.case, other=told.case, reason="One.")
        told.advisory.refresh_from_db()
        assert thanked(told) == [NAME]
        merge_case(actor=hana, now=site.at.later(minutes=1), case=home, other=third.case, reason="One.")
        told.advisory.refresh_from_db()
        assert thanked(told) == [NAME]

    def test_naming_reports_anew_drops_none_of_another_case(self, told: Telling) -> None:
        say_reports(actor=told.site.hana.actor, now=told.now, vulnerability=told.vulnerability, reports=[])
        assert thanked(told) == [NAME]


class TestDateAndNews:
    __doc__ = KEEP

    def test_their_day_counts_down_in_both_cases_and_moves_in_both(self, told: Telling) -> None:
        site = told.site
        for days in (80, 70):
            day = (site.at.now + timedelta(days=days)).date()
            name_day(actor=site.hana.actor, now=site.at.later(minutes=1), report=told.report, day=day)
            found = {finder_day(facts_of_case(case)) for case in (told.case.id, told.report.case_id)}
            assert len(found) == 1
            assert None not in found
            rows = DutyRow.objects.filter(case__in=[told.case.id, told.report.case_id])
            assert finder_dates(rows) == dict.fromkeys((told.case.id, told.report.case_id), *found)

    def test_it_counts_down_until_all_they_told_of_is_public(self, told: Telling) -> None:
        home, instant = told.report.case_id, told.arm(a_tuesday(told.site))
        assert home is not None
        rows = DutyRow.objects.filter(case__in=[told.case.id, home])
        assert set(finder_dates(rows)) == {told.case.id, home}
        note_public(actor=told.site.hana.actor, now=instant, revision_id=told.revision.id)
        assert set(finder_dates(rows)) == {home}
        assert finder_day(facts_of_case(told.case.id)) is None
        assert finder_day(facts_of_case(home)) is not None

    def test_each_journal_says_it_once(self, told: Telling) -> None:
        site, home = told.site, told.report.case
        assert home is not None
        day = (site.at.now + timedelta(days=60)).date()
        name_day(actor=site.hana.actor, now=site.at.later(hours=1), report=told.report, day=day)
        for case in (told.case, home):
            said = [one for one in timeline(site.hana.viewer, site.at.now, case.number) if one.at == site.at.now]
            assert [one.kind for one in said] == ["finder.deadline_set"]
        page = report_page(site.hana.viewer, site.at.now, told.report.number)
        assert page is not None
        assert [one.kind for one in page.happenings if one.at == site.at.now] == ["finder.deadline_set"]

    def test_nothing_is_owed_twice(self, told: Telling) -> None:
        assert told.report.case_id is not None
        for case in (told.case.id, told.report.case_id):
            rows = DutyRow.objects.filter(case=case, scope="case")
            assert {row.subject for row in rows} == {str(case)}
            assert rows.count() == rows.values("rule").distinct().count()

    def test_they_go_on_reading_of_it(self, told: Telling) -> None:
        give_cve(actor=told.site.hana.actor, now=told.now, vulnerability=told.vulnerability, cve="CVE-2026-52525")
        page = box(told.site, told.report)
        assert page.cves == ("CVE-2026-52525",)
        assert page.number == told.report.number
        assert len(page.severities) == 1

    def test_they_read_its_advisory_and_hear_when_it_is_public(self, told: Telling) -> None:
        viewer = Viewer("finder", str(told.report.id))
        assert [one.number for one in finder_draft(viewer, told.now)] == [told.advisory.number]
        instant = told.arm(a_tuesday(told.site))
        before = set(Notice.objects.filter(template="news").values_list("id", flat=True))
        assert note_public(actor=told.site.hana.actor, now=instant, revision_id=told.revision.id)
        fresh = Notice.objects.filter(template="news").exclude(id__in=before)
        assert [row.report_id for row in fresh] == [told.report.id]


class TestOthers:
    """Promises: who reported what is between them and us; “show only what concerns their report”."""

    def test_another_finder_reads_and_earns_nothing(self, site: Site) -> None:
        case, mine, theirs, flaw = two_in_one(site)
        new = part(site, case, [flaw])
        flaw.refresh_from_db()
        assert flaw.case_id == new.id
        assert box(site, mine).cves == ()
        assert box(site, theirs).cves == (flaw.cve_id,)
        facts = facts_of_case(new.id)
        assert str(theirs.id) in {fact.subjects.get("report") for fact in facts}
        assert str(mine.id) not in repr(facts)

    def test_where_nobody_said_whose_it_is_somebody_has_to(self, site: Site) -> None:
        case, hana = reported(site, "first"), site.hana.actor
        later = received(site, "second").report
        join(actor=hana, now=site.at.later(hours=1), report=later, case=case)
        doubtful = add_vulnerability(actor=hana, now=site.at.now, case=case, title="Whose is this")
        plan = split_plan(site.hana.viewer, site.at.now, case.number, [str(doubtful.id)])
        assert "Nobody has said which reports tell of Whose is this." in str(plan.why_not)
        with pytest.raises(MovingRefused):
            part(site, case, [doubtful])
        say_reports(actor=hana, now=site.at.now, vulnerability=doubtful, reports=[later.number])
        assert split_plan(site.hana.viewer, site.at.now, case.number, [str(doubtful.id)]).why_not is None
        new = part(site, case, [doubtful])
        assert reports_telling(new).elsewhere == {str(doubtful.id)}
