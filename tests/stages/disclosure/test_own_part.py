"""In a merged case each finder's page, mail and thanks are of what they told, and nothing leaks of another's."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.records.models import DutyRow, Notice, Vulnerability
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.reported import reports_telling, say_reports
from daybreak.stages.cases.vulnerabilities import add_vulnerability, assess, give_cve, note_world_event
from daybreak.stages.coordination.longer import extend_and_tell
from daybreak.stages.disclosure.actions import draft_advisory
from daybreak.stages.disclosure.content import thanks_of
from daybreak.stages.disclosure.merging import merge_case
from daybreak.stages.intake.queries.finder_box import FinderBox, finder_box
from tests.stages.disclosure.telling import VECTOR
from tests.stages.disclosure.test_moving import reported

if TYPE_CHECKING:
    from daybreak.records.models import Case, Report
    from tests.cast import Site

CVE = "CVE-2026-41414"


def box(site: Site, report: Report) -> FinderBox:
    """Open a finder's page."""
    found = finder_box(Viewer("finder", str(report.id)), site.at.now)
    assert found is not None
    return found


def two_in_one(site: Site) -> tuple[Case, Report, Report, Vulnerability]:
    """Merge two reported cases; give the case, both reports, and the flaw of the second, judged, numbered, public."""
    case, other = reported(site, "first"), reported(site, "second")
    mine, theirs = case.reports.get(), other.reports.get()
    flaw = other.vulnerabilities.get()
    hana = site.hana.actor
    assess(actor=hana, now=site.at.now, vulnerability=flaw, vector=VECTOR)
    give_cve(actor=hana, now=site.at.now, vulnerability=flaw, cve=CVE)
    merge_case(actor=hana, now=site.at.later(hours=1), case=case, other=other, reason="One product.")
    flaw.refresh_from_db()
    note_world_event(actor=hana, now=site.at.now, vulnerability=flaw, event="public", at=site.at.now)
    for report in (mine, theirs):
        report.refresh_from_db()
    return case, mine, theirs, flaw


def extended(site: Site, case: Case, flaw: Vulnerability) -> None:
    """Extend the duty to publish of one flaw."""
    row = DutyRow.objects.get(case=case, rule="publish", subject=str(flaw.id))
    assert row.limit is not None
    until = row.limit + timedelta(days=40)
    by = {"actor": site.mina.actor, "now": site.at.now}
    extend_and_tell(**by, duty=row, until=until, reason="embargo", words="Canary words")  # type: ignore[arg-type]


class TestMerged:
    """Promises: who reported what is between them and us; “show only what concerns their report”."""

    def test_each_page_shows_its_own(self, site: Site) -> None:
        case, mine, theirs, flaw = two_in_one(site)
        extended(site, case, flaw)
        assert (box(site, mine).cves, box(site, mine).severities, box(site, mine).longer) == ((), (), ())
        other = box(site, theirs)
        assert other.cves == (CVE,)
        assert [one.cve for one in other.severities] == [CVE]
        assert len(other.longer) == 1

    def test_only_whom_it_concerns_gets_mail(self, site: Site) -> None:
        case, mine, theirs, flaw = two_in_one(site)
        before = set(Notice.objects.filter(template="news").values_list("id", flat=True))
        extended(site, case, flaw)
        fresh = Notice.objects.filter(template="news").exclude(id__in=before)
        assert [row.report_id for row in fresh] == [theirs.id]
        assert mine.id not in {row.report_id for row in fresh}

    def test_the_next_date_is_not_anothers(self, site: Site) -> None:
        case, mine, theirs, flaw = two_in_one(site)
        soon = site.at.now + timedelta(minutes=5)
        DutyRow.objects.filter(case=case, limit__isnull=False).exclude(rule="publish").update(kept=site.at.now)
        DutyRow.objects.filter(case=case, rule="publish", subject=str(flaw.id)).update(limit=soon)
        hearing = box(site, theirs).hearing
        assert hearing is not None
        assert hearing.by == soon
        other = box(site, mine).hearing
        assert other is None or other.by != soon

    def test_thanks_stand_in_the_advisory_about_what_they_told(self, site: Site) -> None:
        """A11: “finders are thanked by name.”"""
        case, _mine, theirs, flaw = two_in_one(site)
        advisory = draft_advisory(actor=site.hana.actor, now=site.at.now, case=case, vulnerabilities=[flaw])
        assert [one.reports for one in thanks_of(advisory, site.policy, ())] == [(str(theirs.id),)]


class TestSaid:
    """Where several reports lie in one case, a person says whose a further flaw is."""

    def test_a_word_counts_and_can_be_changed(self, site: Site) -> None:
        case, mine, theirs, _flaw = two_in_one(site)
        hana, now = site.hana.actor, site.at.now
        third = add_vulnerability(actor=hana, now=now, case=case, title="A third")
        give_cve(actor=hana, now=now, vulnerability=third, cve="CVE-2026-52525")
        assert "CVE-2026-52525" in box(site, mine).cves
        say_reports(actor=hana, now=now, vulnerability=third, reports=[theirs.number])
        assert "CVE-2026-52525" not in box(site, mine).cves
        assert "CVE-2026-52525" in box(site, theirs).cves
        assert reports_telling(case).of[str(third.id)] == (theirs.number,)
        say_reports(actor=hana, now=now, vulnerability=third, reports=[])
        assert "CVE-2026-52525" not in (*box(site, mine).cves, *box(site, theirs).cves)
        with pytest.raises(WordsRefused):
            say_reports(actor=hana, now=now, vulnerability=third, reports=["HC-R-2026-00000"])
