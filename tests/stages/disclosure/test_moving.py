"""Cases merge and split: finders keep number, date and credit, the earliest date rules, duties are derived anew."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.policy.duties import duties
from daybreak.journal.facts import facts_of_case
from daybreak.journal.verify import verify
from daybreak.records.models import Case, DutyRow, JournalEntry, Report
from daybreak.stages.cases.actions import close_case, confirm, open_case, reopen
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import CaseWasMerged, MovingRefused, NoSuchNumber
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess
from daybreak.stages.disclosure.merging import merge_case, merge_plan, went_into
from daybreak.stages.disclosure.splitting import Leaving, split_case, split_plan
from daybreak.stages.intake.queries.finder_box import finder_box
from daybreak.stages.intake.submission import Finder
from tests.derived import rebuild
from tests.received import received
from tests.stages.disclosure.telling import VECTOR, tell

if TYPE_CHECKING:
    from daybreak.core.policy.duty import Duty
    from tests.cast import Site


def reported(site: Site, title: str, *, confirmed: bool = True) -> Case:
    """Open a case from a report of Rita's, and confirm it."""
    rita = Finder(name="Rita", address="rita@finder.example", credit="name", credit_name=f"Rita of {title}")
    report = received(site, title, finder=rita).report
    case = open_case(actor=site.hana.actor, now=site.at.later(hours=1), report=report)
    if confirmed:
        confirm(actor=site.hana.actor, now=site.at.later(hours=1), case=case)
    return case


def owed(site: Site, case: Case) -> dict[str, Duty]:
    """Give the duties of the case as a whole, by id."""
    found = duties(site.policy, facts_of_case(case.id), site.at.now)
    return {duty.id: duty for duty in found if duty.scope == "case"}


def merged(site: Site) -> tuple[Case, Case]:
    """Merge an earlier case into a later one."""
    earlier = reported(site, "first")
    assess(actor=site.hana.actor, now=site.at.now, vulnerability=earlier.vulnerabilities.get(), vector=VECTOR)
    site.at.later(hours=5)
    later = reported(site, "second")
    merge_case(actor=site.hana.actor, now=site.at.later(hours=1), case=later, other=earlier, reason="One overflow.")
    for case in (later, earlier):
        case.refresh_from_db()
    return later, earlier


class TestMerge:
    """Issue 3: “finders keep number, date and credit, the earliest date rules, duties are re-derived.”"""

    def test_reports_go_along_unchanged(self, site: Site) -> None:
        before = {row.number: (row.received_at, bytes(row.finder_sealed)) for row in Report.objects.all()}
        case, _gone = merged(site)
        rows = Report.objects.filter(case=case)
        assert rows.count() == 2
        kept = {row.number: (row.received_at, bytes(row.finder_sealed)) for row in rows}
        assert before.items() <= kept.items()
        assert {row.vulnerabilities.count() for row in Case.objects.filter(id=case.id)} == {2}

    def test_the_earliest_date_rules_and_nothing_is_owed_twice(self, site: Site) -> None:
        case, gone = merged(site)
        confirmed = JournalEntry.objects.filter(kind="case.confirmed").order_by("happened_at").first()
        assert confirmed is not None
        assert owed(site, case)["first_report"].start == confirmed.happened_at
        assert owed(site, case)["report_to_manager"].band == "high"
        assert not owed(site, gone)
        assert not DutyRow.objects.filter(case=gone).exists()
        told = {(row.rule, row.subject, row.start) for row in DutyRow.objects.filter(case=case)}
        rebuild(site.at.now)
        assert told == {(row.rule, row.subject, row.start) for row in DutyRow.objects.filter(case=case)}

    def test_the_journal_says_who_did_what_and_stays_whole(self, site: Site) -> None:
        case, gone = merged(site)
        anew = [fact for fact in facts_of_case(case.id) if fact.codes.get("taken_from") == gone.number]
        assert {"case.confirmed", "severity.assessed", "report.joined"} <= {fact.kind for fact in anew}
        assert not [fact for fact in anew if fact.kind.startswith(("access.", "embargo."))]
        assert [fault for fault in verify() if "journal.head" not in fault] == []

    def test_its_number_leads_on_and_it_is_not_reopened(self, site: Site) -> None:
        case, gone = merged(site)
        assert went_into(gone) == case.number
        with pytest.raises(CaseWasMerged):
            reopen(actor=site.hana.actor, now=site.at.now, case=gone, reason="?")

    def test_what_went_into_another_case_is_moved_there_and_nobody_is_told_to_reopen_it(self, site: Site) -> None:
        case, gone = merged(site)
        plan = merge_plan(site.hana.viewer, site.at.now, case.number, gone.number)
        assert plan.why_not is not None
        assert f"{gone.number} went into {case.number}" in str(plan.why_not)
        with pytest.raises(MovingRefused) as refused:
            merge_case(actor=site.hana.actor, now=site.at.now, case=case, other=gone, reason="Again.")
        assert f"went into {case.number}" in str(refused.value)

    def test_everybody_inside_the_other_is_let_in(self, site: Site) -> None:
        other, case = reported(site, "first"), reported(site, "second")
        let_in(actor=site.hana.actor, now=site.at.now, case=other, person=site.mallory.person, role="", basis="invited")
        plan = merge_plan(site.hana.viewer, site.at.now, case.number, other.number)
        assert plan.newcomers == ("Mallory",)
        with pytest.raises(NotVisible):
            case_for(site.mallory.viewer, site.at.now, case.number)
        merge_case(actor=site.hana.actor, now=site.at.now, case=case, other=other, reason="One.")
        assert case_for(site.mallory.viewer, site.at.now, case.number) == case

    def test_a_case_that_one_may_not_see_is_none(self, site: Site) -> None:
        case, other = reported(site, "first"), reported(site, "second")
        let_in(actor=site.hana.actor, now=site.at.now, case=case, person=site.mallory.person, role="", basis="invited")
        with pytest.raises(NoSuchNumber):
            merge_plan(site.mallory.viewer, site.at.now, case.number, other.number)

    def test_the_stricter_embargo_rules(self, site: Site) -> None:
        case, other = reported(site, "first"), reported(site, "second")
        for one, days, by in ((case, 60, ""), (other, 20, "jp_coordinator")):
            until = site.at.now + timedelta(days=days)
            propose_embargo(actor=site.hana.actor, now=site.at.now, case=one, until=until, asked_by=by)
            accept_embargo(actor=site.hana.actor, now=site.at.now, case=one)
        plan = merge_plan(site.hana.viewer, site.at.now, case.number, other.number)
        assert plan.embargo is not None
        merge_case(actor=site.hana.actor, now=site.at.now, case=case, other=other, reason="One.")
        embargo = embargo_from(facts_of_case(case.id), site.at.now)
        assert (embargo.state, embargo.until, embargo.asked_by) == ("active", plan.embargo.until, "jp_coordinator")
        assert embargo.until == site.at.now + timedelta(days=20)

    def test_an_armed_advisory_forbids_it(self, site: Site) -> None:
        told = tell(site)
        told.arm()
        let_in(actor=site.hana.actor, now=told.now, case=told.case, person=site.mina.person, role="", basis="invited")
        other = reported(site, "second")
        for into, source in ((told.case, other), (other, told.case)):
            with pytest.raises(MovingRefused) as refused:
                merge_case(actor=site.hana.actor, now=told.now, case=into, other=source, reason="One.")
            assert "is armed for its instant" in str(refused.value)

    def test_a_closed_case_and_a_case_itself_are_refused(self, site: Site) -> None:
        case, other = reported(site, "first"), reported(site, "second", confirmed=False)
        close_case(actor=site.hana.actor, now=site.at.now, case=other, outcome="not_a_vulnerability", words="x")
        for source in (case, other):
            with pytest.raises(MovingRefused):
                merge_case(actor=site.hana.actor, now=site.at.now, case=case, other=source, reason="One.")

    def test_the_finder_reads_on(self, site: Site) -> None:
        case, _gone = merged(site)
        for report in case.reports.all():
            box = finder_box(Viewer("finder", str(report.id)), site.at.now)
            assert box is not None
            assert box.number == report.number


class TestSplit:
    """What leaves is owed elsewhere from its own instants, and here no more."""

    def test_a_vulnerability_leaves_with_all_that_happened_to_it(self, site: Site) -> None:
        case, new, at = split(site)
        assert [row.number for row in case.reports.all()]
        assert new.vulnerabilities.count() == case.vulnerabilities.count() == 1
        assert owed(site, new)["first_report"].start == owed(site, case)["first_report"].start
        assert owed(site, new)["assess"].kept == at
        assert owed(site, case)["assess"].kept is None
        assert [fault for fault in verify() if "journal.head" not in fault] == []

    def test_the_embargo_is_inherited_and_everybody_inside_goes_along(self, site: Site) -> None:
        case, new, _at = split(site, embargo=True)
        inherited = embargo_from(facts_of_case(new.id), site.at.now)
        assert inherited.in_force
        assert inherited.until == embargo_from(facts_of_case(case.id), site.at.now).until
        assert case_for(site.mina.viewer, site.at.now, new.number) == new
        with pytest.raises(NotVisible):
            case_for(site.mallory.viewer, site.at.now, new.number)

    def test_a_report_that_leaves_keeps_number_and_date(self, site: Site) -> None:
        case, other = reported(site, "first"), reported(site, "second")
        merge_case(actor=site.hana.actor, now=site.at.now, case=case, other=other, reason="One.")
        moved = case.reports.order_by("-received_at").first()
        flaw = case.vulnerabilities.order_by("-added_at").first()
        assert moved is not None
        assert flaw is not None
        leaving = Leaving([str(flaw.id)], [str(moved.id)], "Another", "Two after all.")
        new = split_case(actor=site.hana.actor, now=site.at.later(hours=1), case=case, leaving=leaving)
        again = Report.objects.get(id=moved.id)
        assert (again.case_id, again.number, again.received_at) == (new.id, moved.number, moved.received_at)
        answers = [duty for duty in duties(site.policy, facts_of_case(new.id), site.at.now) if duty.id == "answer"]
        assert [duty.subject for duty in answers] == [str(moved.id)]
        stays = [duty for duty in duties(site.policy, facts_of_case(case.id), site.at.now) if duty.id == "answer"]
        assert str(moved.id) not in {duty.subject for duty in stays}

    def test_a_report_brings_no_duty_of_the_case_that_it_was_in_before(self, site: Site) -> None:
        """What has not begun counts as well: each duty, and each letter, stands once in either case."""
        case, gone = merged(site)
        moved, flaw = case.reports.order_by("received_at")[0], case.vulnerabilities.order_by("added_at")[0]
        leaving = Leaving([str(flaw.id)], [str(moved.id)], "Another", "Two after all.")
        new = split_case(actor=site.hana.actor, now=site.at.later(hours=1), case=case, leaving=leaving)
        for one in (case, new):
            subjects = [duty.subject for duty in duties(site.policy, facts_of_case(one.id), site.at.now)
                        if duty.scope == "case"]  # fmt: skip
            assert set(subjects) == {str(one.id)}
        assert str(gone.id) not in set(DutyRow.objects.values_list("subject", flat=True))

    def test_what_belongs_to_both_forbids_it(self, site: Site) -> None:
        told = tell(site)
        other = add_vulnerability(actor=site.hana.actor, now=told.now, case=told.case, title="Another")
        told.advisory.vulnerabilities.add(other)
        plan = split_plan(site.hana.viewer, told.now, told.case.number, [str(other.id)])
        assert plan.why_not is not None
        with pytest.raises(MovingRefused) as refused:
            split_case(
                actor=site.hana.actor,
                now=told.now,
                case=told.case,
                leaving=Leaving([str(other.id)], [], "Another", "Two."),
            )
        assert told.advisory.number in str(refused.value)

    def test_somebody_elses_vulnerability_is_none(self, site: Site) -> None:
        case, other = reported(site, "first"), reported(site, "second")
        foreign = str(other.vulnerabilities.get().id)
        with pytest.raises(NotVisible):
            split_plan(site.hana.viewer, site.at.now, case.number, [foreign])


def split(site: Site, *, embargo: bool = False) -> tuple[Case, Case, datetime]:
    """Split a case of two vulnerabilities, one of them judged; gives both and the instant of judging."""
    case = reported(site, "first")
    hana = site.hana.actor
    second = add_vulnerability(actor=hana, now=site.at.now, case=case, title="Another")
    judged = assess(actor=hana, now=site.at.later(hours=1), vulnerability=second, vector=VECTOR)
    if embargo:
        propose_embargo(actor=hana, now=site.at.now, case=case, until=site.at.now + timedelta(days=30))
        accept_embargo(actor=hana, now=site.at.now, case=case)
    leaving = Leaving([str(second.id)], [], "Another", "Two after all.")
    new = split_case(actor=hana, now=site.at.later(hours=1), case=case, leaving=leaving)
    return case, new, judged.assessed_at
