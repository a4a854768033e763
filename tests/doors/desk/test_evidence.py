"""The evidence page of a duty: basis, start, due, what was sent to whom, receipt; for those inside alone."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from daybreak.doors.told import evidence_told
from daybreak.jobs.worker import run_once
from daybreak.records.models import DutyRow, JournalEntry, Product
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.affected import row_words
from daybreak.stages.cases.duties import waive_duty
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.evidence import duty_evidence
from daybreak.stages.cases.restating import Stated, restate_anchor
from daybreak.stages.cases.site_duties import SITE
from daybreak.stages.cases.site_evidence import evidence_of
from daybreak.stages.cases.vulnerabilities import Status, assess, state_affect
from daybreak.stages.coordination.conflicts import decide_conflict, note_leave
from daybreak.stages.coordination.sending import let_letter_go, letter_came_back, receipt_confirmed, send_letter
from daybreak.stages.intake.actions import look_through
from daybreak.stages.intake.conversation import answer_finder
from tests.jobs.work import Ledger

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"

if TYPE_CHECKING:
    from daybreak.records.models import Case, Notice
    from tests.cast import Site
    from tests.doors.desk.conftest import Door


def case_of(desk: Door) -> Case:
    """A confirmed case from a report."""
    site = desk.site
    case = open_case(actor=site.hana.actor, now=site.at.now, title="Parser", report=desk.report())
    confirm(actor=site.hana.actor, now=site.at.later(minutes=5), case=case)
    return case


def sent_letter(site: Site, case: Case) -> Notice:
    """The first report to the partner, let go by a second person and sent."""
    rule = site.policy.duty("first_report")
    assert rule.send is not None
    words = {field: f"about {field}" for field in rule.send.must_say}
    letter = send_letter(actor=site.hana.actor, now=site.at.now, case=case, rule_id=rule.id, words=words)
    let_letter_go(actor=site.mina.actor, now=site.at.now, notice=letter)
    run_once(site.at.later(minutes=1), connector=Ledger())
    letter.refresh_from_db()
    return letter


class TestEvidence:
    """Issue 3: “a printable evidence page per duty: basis, start, due, what was sent to whom, receipt”."""

    def test_basis_start_due_and_entries(self, desk: Door) -> None:
        case = case_of(desk)
        page = desk.as_(desk.site.hana).get(f"/desk/evidence/{case.number}/first_report/")
        assert page.status_code == 200
        confirmed = case.entries.get(kind="case.confirmed")
        assert "Partner agreement" in page.text
        assert confirmed.hash in page.text
        assert "Limit: 24 hours from the start." in page.text
        assert "Entry that started it" in page.text, "one entry is told as one"
        assert JournalEntry.objects.order_by("-position").exclude(kind="restricted.read").first().hash in page.text  # type: ignore[union-attr] # there are some

    def test_of_several_products_each_page_names_its_own(self, desk: Door) -> None:
        """Two printed pages of one duty in one case are told apart; so are the command's and the API's."""
        case, site = case_of(desk), desk.site
        flaw, products = case.vulnerabilities.get(), list(Product.objects.order_by("key")[:2])
        assess(actor=site.hana.actor, now=site.at.now, vulnerability=flaw, vector=VECTOR)
        for product in products:
            stated = Status("affected")
            state_affect(
                actor=site.hana.actor, now=site.at.now, vulnerability=flaw, product=product, release=None, stated=stated
            )
        told, client = {}, desk.as_(site.hana)
        for row in DutyRow.objects.filter(case=case, rule="fix"):
            page = client.get(f"/desk/evidence/{case.number}/fix/?of={row.subject}")
            (heading,) = re.findall("<h1>(.*?)</h1>", page.text)
            found = evidence_of(site.hana.viewer, site.at.now, case.number, "fix", row.subject)
            assert heading.endswith(f"· {html.escape(found.about)}")
            assert evidence_told(found, site.at.now, "en")["about"] == found.about
            told[heading] = found.about
        assert len(told) == len(products)
        assert set(told.values()) == {row_words(product, None, "en") for product in products}

    def test_the_start_is_the_entry_it_follows_from(self, desk: Door) -> None:
        """Under any duty that runs, the entry shown stands at the start's instant, or at the one first stated."""
        case, site = case_of(desk), desk.site
        seen = 0
        for row in DutyRow.objects.filter(case=case, start__isnull=False):
            found = duty_evidence(site.hana.viewer, site.at.now, case.number, row.rule, row.subject)
            assert found.duty.start == row.start
            if not any(kind.startswith("kept.") for kind in found.duty.rule.starts):
                assert found.started_by, row.rule
                assert any(one.happened_at == row.start for one in found.started_by)
                seen += 1
        assert seen > 3

    def test_what_kept_it_and_by_whom(self, desk: Door) -> None:
        case, site = case_of(desk), desk.site
        answer_finder(actor=site.hana.actor, now=site.at.now, report=case.reports.get(), body="Thank you.")
        found = duty_evidence(site.hana.viewer, site.at.now, case.number, "answer")
        assert found.state == "kept"
        assert found.kept_by is not None
        assert found.kept_by.kind == "report.answered"
        assert found.kept_by.who == "Hana"
        entry = JournalEntry.objects.get(position=found.kept_by.position)
        assert entry.hash == found.kept_by.hash

    def test_restated_and_waived_with_their_reasons(self, desk: Door) -> None:
        case, site = case_of(desk), desk.site
        before = site.at.now - timedelta(minutes=2)
        restate_anchor(
            actor=site.hana.actor,
            now=site.at.now,
            case=case,
            what=Stated("case.confirmed"),
            at=before,
            reason="Quinn saw it two minutes earlier",
        )
        row = DutyRow.objects.get(case=case, rule="first_report")
        for member in (site.hana, site.mina):
            waive_duty(actor=member.actor, now=site.at.now, duty=row, words="The partner has asked for nothing more")
        page = desk.as_(site.hana).get(f"/desk/evidence/{case.number}/first_report/").text
        assert "Quinn saw it two minutes earlier" in page
        assert "The partner has asked for nothing more" in page
        assert "Waived by two people" in page
        found = duty_evidence(site.hana.viewer, site.at.now, case.number, "first_report")
        assert found.duty.restated_from is not None
        assert [one.kind for one in found.changes] == ["anchor.restated", "duty.waiver_asked", "duty.waived"]

    def test_an_instant_stated_anew_twice_shows_every_value(self, desk: Door) -> None:
        case, site = case_of(desk), desk.site
        first = site.at.now
        values = [first - timedelta(minutes=minutes) for minutes in (2, 5)]
        for at in values:
            said = {"what": Stated("case.confirmed"), "at": at, "reason": f"canary-{at:%M}"}
            restate_anchor(actor=site.hana.actor, now=site.at.now, case=case, **said)
        page = desk.as_(site.hana).get(f"/desk/evidence/{case.number}/first_report/").text
        for at in (first, *values):
            assert f'datetime="{at:%Y-%m-%dT%H:%M:%SZ}"' in page
        assert page.count("stated anew as") == len(values)
        assert all(f"canary-{at:%M}" in page for at in values)
        assert (
            "訂正後"
            in desk.as_(site.hana)
            .get(f"/desk/evidence/{case.number}/first_report/", headers={"Accept-Language": "ja"})
            .text
        )

    def test_what_was_decided_between_it_and_an_embargo(self, desk: Door) -> None:
        """A duty that two people leave unkept: whoever reads the evidence later finds who decided, what, and why."""
        case, site = case_of(desk), desk.site
        until = site.at.now + timedelta(days=30)
        propose_embargo(actor=site.hana.actor, now=site.at.now, case=case, until=until, asked_by="jp_coordinator")
        accept_embargo(actor=site.hana.actor, now=site.at.now, case=case)
        told: dict[str, Any] = {"now": site.at.now, "case": case, "rule_id": "first_report"}
        note_leave(actor=site.hana.actor, given=False, words="canary-no", **told)
        for member in (site.hana, site.mina):
            decide_conflict(actor=member.actor, decision="keep_silent", reason=f"canary-{member.actor.id}", **told)
        road = f"/desk/evidence/{case.number}/first_report/"
        page = desk.as_(site.hana).get(road).text
        assert "Leave refused to keep a duty under the embargo" in page
        assert "Two people decided between duty and embargo: Keep silent" in page
        for canary in ("canary-no", f"canary-{site.hana.actor.id}", f"canary-{site.mina.actor.id}"):
            assert canary in page
        assert desk.as_(site.mallory).get(road).status_code == 404
        other = desk.as_(site.hana).get(f"/desk/evidence/{case.number}/fix/").text
        assert "canary-no" not in other, "another duty's evidence tells nothing of it"

    def test_what_was_sent_to_whom_and_the_receipt(self, desk: Door) -> None:
        case, site = case_of(desk), desk.site
        letter = sent_letter(site, case)
        page = desk.as_(site.hana).get(f"/desk/evidence/{case.number}/first_report/").text
        assert "security@voice.example" in page
        assert letter.message_id.strip("<>") in page
        assert "250 " in page

    def test_the_receivers_reference_and_what_a_returned_mail_says(self, desk: Door) -> None:
        """“what was sent to whom, receipt”; the number that a receiver gave is what the evidence is for."""
        case, site = case_of(desk), desk.site
        letter = sent_letter(site, case)
        receipt_confirmed(actor=site.hana.actor, now=site.at.now, notice=letter, reference="canary-REF-0042, Ms Sato")
        letter_came_back(actor=site.hana.actor, now=site.at.now, notice=letter, reason="550 no such mailbox")
        for road in (f"/desk/evidence/{case.number}/first_report/", f"/desk/notices/{letter.id}/"):
            page = desk.as_(site.hana).get(road).text
            assert "canary-REF-0042, Ms Sato" in page
            assert "550 no such mailbox" in page
            assert "canary-REF-0042" not in desk.as_(site.mallory).get(road).text

    def test_linked_from_the_board_and_the_case(self, desk: Door) -> None:
        case = case_of(desk)
        client = desk.as_(desk.site.hana)
        for road in ("/desk/?who=all", f"/desk/cases/{case.number}/duties/"):
            assert f"/desk/evidence/{case.number}/first_report/" in client.get(road).text

    def test_the_calendar_names_the_country(self, desk: Door) -> None:
        """A reader of the evidence need not know that JP is Japan."""
        case = case_of(desk)
        road = f"/desk/evidence/{case.number}/second_report/"
        client = desk.as_(desk.site.hana)
        assert "public holidays of Japan" in client.get(road).text
        assert "日本の祝日" in client.get(road, headers={"accept-language": "ja"}).text

    def test_in_japanese(self, desk: Door) -> None:
        case = case_of(desk)
        page = desk.as_(desk.site.hana).get(
            f"/desk/evidence/{case.number}/first_report/", headers={"accept-language": "ja"}
        )
        assert "義務の履行記録" in page.text
        assert "期限：起点から24時間。" in page.text
        assert "時点の内容です。" in page.text


class TestNeedToKnow:
    """Promise P4, and P8: reading it is journalled."""

    def test_mallory_gets_what_does_not_exist(self, desk: Door) -> None:
        case = case_of(desk)
        mallory = desk.as_(desk.site.mallory)
        real = mallory.get(f"/desk/evidence/{case.number}/first_report/")
        unknown = mallory.get("/desk/evidence/HC-2026-00000/first_report/")
        assert real.status_code == unknown.status_code == 404
        assert real.content.replace(case.number.encode(), b"") == unknown.content.replace(b"HC-2026-00000", b"")

    def test_an_unknown_duty_is_not_there(self, desk: Door) -> None:
        case = case_of(desk)
        assert desk.as_(desk.site.hana).get(f"/desk/evidence/{case.number}/no_such/").status_code == 404

    def test_reading_it_is_noted(self, desk: Door) -> None:
        case = case_of(desk)
        desk.as_(desk.site.hana).get(f"/desk/evidence/{case.number}/first_report/")
        assert JournalEntry.objects.filter(kind="restricted.read", case=case).count() == 1


class TestOfTheSite:
    """A3: “a day without a look is itself an overdue duty”; its proof is a page as for any other duty."""

    def test_each_look_is_an_entry_of_it(self, desk: Door) -> None:
        site = desk.site
        look_through(actor=site.hana.actor, now=site.at.now, mailbox="security")
        first = JournalEntry.objects.filter(kind="mailbox.looked_at").order_by("position").last()
        look_through(actor=site.mina.actor, now=site.at.later(hours=20), mailbox="security")
        found = evidence_of(site.hana.viewer, site.at.now, SITE, "look_daily", "security")
        assert [one.who for one in found.done][-2:] == ["Hana", "Mina"]
        assert found.kept_by is not None
        assert found.kept_by.who == "Mina"
        row = DutyRow.objects.get(rule="look_daily", subject="security")
        assert (found.duty.start, found.duty.limit) == (row.start, row.limit)
        page = desk.as_(site.hana).get("/desk/evidence/site/look_daily/?of=security")
        assert page.status_code == 200
        assert first is not None
        assert first.hash[:16] in page.text
        assert "The site as a whole" in page.text
        assert "Entries that kept it" in page.text
        assert "Each day: by the end of the day after the last deed, in Asia/Tokyo." in page.text

    def test_every_running_duty_of_the_site_leads_to_its_page(self, desk: Door) -> None:
        site = desk.site
        rows = [row for row in DutyRow.objects.filter(case=None, report=None) if set(row.who) & site.hana.viewer.roles]
        assert {row.scope for row in rows} >= {"mailbox", "policy"}
        for row in rows:
            found = evidence_of(site.hana.viewer, site.at.now, SITE, row.rule, row.subject)
            assert (found.duty.start, found.duty.limit) == (row.start, row.limit)
        assert "/desk/evidence/site/look_daily/" in desk.as_(site.hana).get("/desk/?who=all").text

    def test_looking_at_it_opens_nothing(self, desk: Door) -> None:
        """A look by a triage deed names a report: its number and its words are on no page of the site's duties."""
        report = desk.report()
        desk.as_(desk.site.hana).get(f"/desk/reports/{report.number}/")
        before = JournalEntry.objects.filter(kind="restricted.read").count()
        page = desk.as_(desk.site.hana).get("/desk/evidence/site/look_daily/?of=security")
        assert report.number not in page.text
        assert str(report.id) not in page.text
        assert JournalEntry.objects.filter(kind="restricted.read").count() == before

    def test_a_stranger_finds_nothing(self, desk: Door) -> None:
        for road in ("look_daily/?of=security", "review_policy/", "no_such_duty/"):
            assert desk.as_(desk.site.mallory).get(f"/desk/evidence/site/{road}").status_code == 404
        assert desk.as_(desk.site.hana).get("/desk/evidence/site/no_such_duty/").status_code == 404
        assert desk.as_(desk.site.hana).get("/desk/evidence/site/look_daily/?of=elsewhere").status_code == 404
