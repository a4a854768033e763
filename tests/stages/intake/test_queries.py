"""What the desk and the finder may ask about reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from daybreak.core.access import PUBLIC, Actor, Viewer
from daybreak.people.actions import grant_role, register_person
from daybreak.people.queries import viewer_of
from daybreak.products.actions import register_catalogue
from daybreak.records.models import Notice, StoredFile
from daybreak.stages.cases.actions import close_report, join, open_case
from daybreak.stages.intake.actions import hand_over
from daybreak.stages.intake.conversation import answer_finder, write_as_finder
from daybreak.stages.intake.hearing import next_hearing
from daybreak.stages.intake.queries import (
    ReportFilter,
    file_of,
    finder_box,
    mailboxes_to_look,
    report_by_code,
    report_for,
    report_page,
    reports,
)
from daybreak.stages.intake.submission import Finder, SealedFile
from daybreak.vault.data_keys import destroy, new_data_key, opened
from daybreak.vault.files import SealedWriter, path_of
from daybreak.vault.sealed import open_json, open_text
from tests.cast import OPERATOR, PASSWORD, own_case
from tests.received import received

if TYPE_CHECKING:
    from tests.cast import Site

ALL = ReportFilter(state="all")


def uploaded(site: Site, body: bytes, name: str = "poc.bin") -> SealedFile:
    """Seal a file as the upload handler does, under a key of its own."""
    key = new_data_key(site.at.now)
    writer = SealedWriter(opened(key), uuid4())
    writer.write(body)
    return SealedFile(writer.file_id, name, len(body), writer.close(), key)


class TestReports:
    """A1: "every submission is looked at, none is lost"."""

    def test_a_report_is_in_exactly_one_of_three_lists(self, site: Site) -> None:
        waiting, taken, closed = (received(site, title).report for title in ("One", "Two", "Three"))
        deed = {"actor": site.hana.actor, "now": site.at.now}
        case = open_case(**deed, report=taken)
        close_report(**deed, report=closed, outcome="known", body="We know.")
        found = {
            state: [line.number for line in reports(site.hana.viewer, site.at.now, wanted=ReportFilter(state=state))]
            for state in ("undecided", "joined", "closed", "all")
        }
        assert found["undecided"] == [waiting.number]
        assert found["joined"] == [taken.number]
        assert found["closed"] == [closed.number]
        assert sorted(found["all"]) == sorted([waiting.number, taken.number, closed.number])
        line = reports(site.hana.viewer, site.at.now, wanted=ReportFilter(state="joined"))[0]
        assert (line.case_number, line.state) == (case.number, "joined")
        assert next(one for one in reports(site.hana.viewer, site.at.now, wanted=ALL) if one.state == "closed").answered

    def test_words_are_found_in_title_number_and_product(self, site: Site) -> None:
        report = received(site, "Überlauf beim Öffnen").report
        received(site, "Something else", answers={"product": "hc-cloud"})

        def found(words: str) -> list[str]:
            wanted = ReportFilter(words=words)
            return [line.number for line in reports(site.hana.viewer, site.at.now, wanted=wanted)]

        assert found("überlauf öffnen") == [report.number]
        assert found(report.number.lower()) == [report.number]
        assert found("Hoshimi Drive") == [report.number]
        assert found("überlauf cloud") == []

    def test_the_nearest_limit_and_the_files_stand_beside_it(self, site: Site) -> None:
        file = uploaded(site, b"x")
        report = received(site, files=(file,), data_key=file.data_key).report
        line = reports(site.hana.viewer, site.at.now, wanted=ALL)[0]
        assert line.files == 1
        assert line.due == min(limit for limit in report.duties.values_list("limit", flat=True) if limit)

    def test_only_those_who_watch_the_mailbox_see_it(self, site: Site) -> None:
        report = received(site).report
        everybody = (site.mallory.viewer, site.quinn.viewer, PUBLIC, Viewer("finder", str(uuid4())))
        for stranger in everybody:
            assert reports(stranger, site.at.now, wanted=ALL) == ()
            assert report_page(stranger, site.at.now, report.number) is None
            assert report_for(stranger, site.at.now, report.number) is None
        assert report_for(site.hana.viewer, site.at.now, report.number) == report

    def test_customer_service_sees_the_general_mailbox_until_it_hands_over(self, site: Site) -> None:
        """A3: "marks what is security-related and hands it over to the security team"."""
        clerk = register_person(
            actor=OPERATOR, now=site.at.now, email="clerk@maker.example", name="Clerk", password=PASSWORD
        )
        grant_role(actor=OPERATOR, now=site.at.now, person=clerk, role="customer_service")
        viewer = viewer_of(clerk, site.at.now)
        received(site)
        general = received(site, "My camera speaks", mailbox="general", door="contact_form").report
        assert [line.number for line in reports(viewer, site.at.now, wanted=ALL)] == [general.number]
        assert [(one.mailbox, one.waiting) for one in mailboxes_to_look(viewer, site.at.now)] == [("general", 1)]
        hand_over(actor=Actor("person", str(clerk.id)), now=site.at.now, report=general)
        assert reports(viewer, site.at.now, wanted=ALL) == ()
        assert len(reports(site.hana.viewer, site.at.now, wanted=ReportFilter(mailbox="security"))) == 2

    def test_a_mailbox_says_when_the_next_look_is_due(self, site: Site) -> None:
        received(site)
        lines = {line.mailbox: line for line in mailboxes_to_look(site.hana.viewer, site.at.now)}
        assert set(lines) == {"general", "security"}
        assert lines["security"].waiting == 1
        assert lines["security"].due is not None


class TestReportPage:
    """B6 and B12: answers stand beside the policy's questions, in the reader's language."""

    def test_shows_labels_choices_and_templates(self, site: Site) -> None:
        answers = {"product": "hc-drive-2", "type": "CWE-119", "already_public": "no", "steps": "Do this."}
        finder = Finder(name="Rita", address="rita@example.org")
        report = received(site, answers=answers, finder=finder).report
        page = report_page(site.hana.viewer, site.at.now, report.number)
        assert page is not None
        told = {answer.id: (answer.label, answer.words) for answer in page.answers}
        assert told["product"] == ("Product", "Hoshimi Drive 2")
        assert told["type"][1].startswith("Memory corruption")
        assert told["already_public"] == ("Is it already public?", "No")
        assert page.finder == replace(finder, statement_version=site.policy.intake.privacy.version)  # type: ignore[union-attr] # it has one
        assert [one.kind for one in page.happenings][:2] == ["report.received", "report.acknowledged"]
        bodies = {one.id: one.body for one in page.templates}
        assert report.number in bodies["not_a_vulnerability"]
        assert "{reason}" in bodies["not_a_vulnerability"]

    def test_names_the_known_invalid_pattern_and_its_answer(self, site: Site) -> None:
        report = received(site, answers={"steps": "Your domain has no DMARC policy, please pay."}).report
        page = report_page(site.hana.viewer, site.at.now, report.number)
        assert page is not None
        assert [(hit.id, hit.words, hit.answer) for hit in page.known_invalid] == [
            ("missing_mail_record", ("no DMARC policy",), "not_a_vulnerability")
        ]

    def test_suggests_what_reads_alike_and_nothing_one_may_not_see(self, site: Site) -> None:
        earlier = received(site, "Heap overflow in the clip parser of Drive 2").report
        received(site, "Weak session cookie in the cloud")
        case = open_case(actor=site.hana.actor, now=site.at.now, title="Clip parser heap overflow, Drive 2")
        hidden = own_case(site.quinn, site.at.now, "Heap overflow in the clip parser of Drive 2")
        report = received(site, "heap overflow in clip parser, drive 2").report
        page = report_page(site.hana.viewer, site.at.now, report.number)
        assert page is not None
        assert {like.number for like in page.duplicates} == {earlier.number, case.number}
        assert hidden.number not in {like.number for like in page.duplicates}
        assert page.duplicates == tuple(sorted(page.duplicates, key=lambda like: -like.likeness))

    def test_an_erased_report_is_listed_as_erased(self, site: Site) -> None:
        report = received(site).report
        destroy(report.data_key, site.at.now)
        page = report_page(site.hana.viewer, site.at.now, report.number)
        assert page is not None
        assert page.erased
        assert page.answers == ()
        assert reports(site.hana.viewer, site.at.now, wanted=ALL)[0].title == "Erased"

    def test_every_policy_words_its_answers(self, any_site: Site) -> None:
        register_catalogue(actor=OPERATOR, now=any_site.at.now, policy=any_site.policy)
        key = any_site.policy.products[0].key
        report = received(any_site, answers={"product": key}).report
        page = report_page(any_site.hana.viewer, any_site.at.now, report.number)
        assert page is not None
        assert page.answers[0].words == any_site.policy.products[0].name.in_("en", any_site.policy.language)


class TestFiles:
    """B8: erasing the finder erases what they sent, later files too."""

    def test_a_later_file_moves_under_the_reports_key(self, site: Site) -> None:
        receipt = received(site)
        body = bytes(range(256)) * 9000
        file = uploaded(site, body)
        finder = report_by_code(receipt.tracking_code)
        assert finder is not None
        write_as_finder(actor=finder.actor, now=site.at.now, report=receipt.report, body="", files=[file])
        row = StoredFile.objects.get(report=receipt.report)
        assert not path_of(file.file_id).exists()
        found = file_of(finder, site.at.now, row.id)
        assert found is not None
        assert b"".join(found.chunks) == body
        assert found.sha256 == file.sha256
        destroy(receipt.report.data_key, site.at.now)
        assert file_of(finder, site.at.now, row.id) is None

    def test_nobody_else_opens_it(self, site: Site) -> None:
        file = uploaded(site, b"canary")
        received(site, files=(file,), data_key=file.data_key)
        other = report_by_code(received(site, "Another").tracking_code)
        assert other is not None
        for stranger in (other, site.mallory.viewer, site.quinn.viewer, PUBLIC):
            assert file_of(stranger, site.at.now, file.file_id) is None
        assert file_of(site.hana.viewer, site.at.now, file.file_id) is not None


class TestFinderBox:
    """P4 for finders: their own report, and of its case only what is told to them."""

    def test_a_code_opens_one_report_and_no_other_words_do(self, site: Site) -> None:
        receipt = received(site)
        finder = report_by_code(receipt.tracking_code)
        assert finder == Viewer("finder", str(receipt.report.id))
        assert report_by_code(receipt.tracking_code[:-1]) is None
        assert report_by_code("") is None
        assert report_by_code(str(receipt.report.tracking_hash)) is None
        assert finder_box(site.hana.viewer, site.at.now) is None
        assert finder_box(Viewer("finder", str(uuid4())), site.at.now) is None

    def test_follows_the_report_into_its_case(self, site: Site) -> None:
        receipt = received(site)
        finder = report_by_code(receipt.tracking_code)
        assert finder is not None

        def stage() -> str:
            box = finder_box(finder, site.at.now)
            assert box is not None
            return box.stage

        assert stage() == "received"
        answer_finder(actor=site.hana.actor, now=site.at.now, report=receipt.report, body="We look into it.")
        assert stage() == "examined"
        other = received(site, "Another one").report
        case = open_case(actor=site.hana.actor, now=site.at.now, report=other)
        join(actor=site.hana.actor, now=site.at.now, report=receipt.report, case=case)
        assert stage() == "examined"


class TestHearing:
    """Product page: "silence is an overdue duty"; the receipt names the date."""

    def test_the_next_date_is_the_nearest_promise_and_moves_on_when_kept(self, site: Site) -> None:
        report = received(site).report
        first = next_hearing(report, site.at.now)
        assert first is not None
        assert first.by == min(report.duties.filter(rule__in=["answer", "confirm"]).values_list("limit", flat=True))
        assert not first.late
        late = next_hearing(report, first.by + timedelta(seconds=1))
        assert late is not None
        assert late.late
        answer_finder(actor=site.hana.actor, now=site.at.now, report=report, body="Thank you.")
        following = next_hearing(report, site.at.now)
        assert following is not None
        assert following.promise == "Find out whether it is real"

    def test_sorting_a_general_inquiry_promises_its_sender_nothing(self, site: Site) -> None:
        """A hand-over inside the house is not heard by whoever wrote (A3)."""
        report = received(site, mailbox="general").report
        assert report.duties.filter(rule="hand_over").exists()
        first = next_hearing(report, site.at.now)
        assert first is not None
        assert first.promise == "First answer by a person"
        answer_finder(actor=site.hana.actor, now=site.at.now, report=report, body="Thank you.")
        assert next_hearing(report, site.at.now) is None

    def test_the_mailed_receipt_says_it_in_the_finders_language(self, any_site: Site) -> None:
        for language in ("en", "ja"):
            Notice.objects.all().delete()
            finder = Finder(address="rita@example.org")
            title = f"In {language}"
            answers = {"steps": "x"}
            receipt = received(any_site, title, language=language, finder=finder, answers=answers)
            letter = open_json(Notice.objects.get(), "content_sealed")
            assert receipt.tracking_code in letter["body"]
            assert "{" not in letter["body"]
            assert ("年" in letter["body"]) == (language == "ja")

    @pytest.mark.parametrize("title", ["Überlauf", "クリップ解析の不具合", "x" * 300])
    def test_titles_stay_as_they_are(self, site: Site, title: str) -> None:
        assert open_text(received(site, title).report, "title_sealed") == title
