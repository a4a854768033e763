"""The report form through its door, from the policy's questions to the receipt."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from daybreak.core.identifiers import read_tracking_code
from daybreak.journal.facts import facts_of_report
from daybreak.records.models import Notice, Report, StoredFile
from daybreak.stages.intake.actions import hand_over
from daybreak.stages.intake.queries import ReportFilter, reports
from daybreak.vault.data_keys import opened
from daybreak.vault.files import read
from daybreak.vault.sealed import open_json, open_text
from tests.cast import Site
from tests.doors.portal.finding import filled, hidden, raw_of, reported, sent


class TestForm:
    """B6: "The report asks for: product, version, type of vulnerability, …"; B12: English and Japanese."""

    @pytest.mark.parametrize("language", ["en", "ja"])
    def test_asks_what_the_policy_asks(self, any_site: Site, client: Client, language: str) -> None:
        page = client.get(f"/{language}/report").content.decode()
        policy = any_site.policy
        for asked in policy.intake.ask:
            assert asked.label.in_(language, policy.language) in page
        for product in policy.products:
            assert product.name.in_(language, policy.language) in page
        assert policy.intake.privacy is None or policy.intake.privacy.version in page

    @pytest.mark.usefixtures("site")
    def test_needs_no_script(self, client: Client) -> None:
        page = client.get("/en/report").content.decode()
        assert "onclick" not in page
        assert "<form" in page
        assert 'enctype="multipart/form-data"' in page

    @pytest.mark.usefixtures("site")
    def test_may_be_posted_by_a_browser(self, client: Client) -> None:
        """Under "no-referrer" a browser sends "Origin: null" with a form, which would be refused."""
        assert client.get("/en/report")["Referrer-Policy"] == "same-origin"

    @pytest.mark.usefixtures("site")
    def test_keeps_what_was_entered_and_says_beside_the_field_what_is_wrong(self, client: Client) -> None:
        response = sent(client, ask_version="", ask_steps="line one\nline two", address="rita at example")
        page = response.content.decode()
        assert response.status_code == 422
        assert "line one\nline two" in page
        assert "rita at example" in page
        assert "This is no mail address." in page
        assert 'href="#id_ask_version"' in page
        assert not Report.objects.exists()

    @pytest.mark.usefixtures("site")
    def test_refuses_a_day_that_has_passed(self, client: Client) -> None:
        response = sent(client, ask_finder_date="2020-01-01")
        assert "This day has passed" in response.content.decode()

    @pytest.mark.usefixtures("site")
    def test_asks_which_product_where_the_list_has_it_not(self, client: Client) -> None:
        assert "Say which product it is" in sent(client, ask_product="other").content.decode()
        report, _code = reported(ask_product="other", ask_product_other="An old cradle")
        assert open_json(report, "answers_sealed")["product_other"] == "An old cradle"
        assert "An old cradle" in open_text(report, "title_sealed")

    @pytest.mark.usefixtures("site")
    def test_refuses_consent_to_words_that_changed(self, client: Client) -> None:
        response = sent(client, statement="1999-01")
        assert response.status_code == 422
        assert "privacy statement has changed" in response.content.decode()


class TestReceipt:
    """A1: "none is lost, each gets an acknowledgement"."""

    def test_every_policy_takes_a_report(self, any_site: Site, client: Client) -> None:
        data = hidden(client)
        for asked in any_site.policy.intake.ask:
            if asked.required:
                data[f"ask_{asked.id}"] = any_site.policy.products[0].key if asked.kind == "product" else "something"
        response = client.post("/ja/report", data)
        assert response.status_code == 201, response.content.decode()

    @pytest.mark.usefixtures("site")
    def test_tells_number_code_time_hash_and_what_comes_next(self, client: Client) -> None:
        response = sent(client)
        receipt, page = response.context["receipt"], response.content.decode()
        assert response.status_code == 201
        assert response["Cache-Control"] == "no-store"
        assert read_tracking_code(receipt.tracking_code) in page
        for shown in (receipt.report.number, receipt.report.raw_sha256, "JST", "You hear from us at the latest by"):
            assert shown in page
        assert receipt.report.raw_sha256 == hashlib.sha256(raw_of(receipt.report)).hexdigest()

    def test_an_anonymous_report_is_a_report(self, site: Site) -> None:
        report, _code = reported()
        assert not report.finder_known
        assert not Notice.objects.exists()
        assert [line.number for line in reports(site.hana.viewer, site.at.now, wanted=ReportFilter())] == [
            report.number
        ]

    def test_who_reports_is_sealed_and_a_receipt_is_mailed(self, site: Site) -> None:
        report, code = reported(
            name="Rita", address="Rita@Example.org", credit="name", co_finders="Ada\nGrace", pass_on_coordinator="on"
        )
        finder = open_json(report, "finder_sealed")
        assert finder["credit_name"] == "Rita"
        assert finder["co_finders"] == ["Ada", "Grace"]
        assert finder["pass_on"] == ["coordinator"]
        assert finder["statement_version"] == site.policy.intake.privacy.version
        letter = open_json(Notice.objects.get(), "content_sealed")
        assert letter["to"] == "Rita@example.org"
        assert code in letter["body"]
        assert "{" not in letter["body"]

    @pytest.mark.usefixtures("site")
    def test_the_finders_own_date_becomes_a_fact_with_a_zone(self) -> None:
        day = (datetime.now(UTC) + timedelta(days=40)).date()
        report, _code = reported(ask_finder_date=day.isoformat())
        until = next(one.codes["until"] for one in facts_of_report(report.id) if one.kind == "finder.deadline_set")
        assert str(until).endswith("+00:00")
        assert datetime.fromisoformat(str(until)) == datetime.fromisoformat(f"{day}T00:00:00+09:00")


class TestSentTwice:
    """P2: "The same report sent again becomes one report with one acknowledgement"."""

    @pytest.mark.usefixtures("site")
    def test_a_double_click_is_one_report_with_one_code(self, client: Client) -> None:
        data = filled(client, address="rita@example.org")
        first, second = client.post("/en/report", data), client.post("/en/report", data)
        assert (first.status_code, second.status_code) == (201, 200)
        assert first.context["receipt"].tracking_code == second.context["receipt"].tracking_code
        assert Report.objects.count() == 1
        assert Notice.objects.count() == 1

    @pytest.mark.usefixtures("site")
    def test_other_words_in_the_same_form_are_another_report(self, client: Client) -> None:
        """Somebody goes back, corrects the form and sends it again: nothing may be lost."""
        data = filled(client)
        client.post("/en/report", data)
        client.post("/en/report", {**data, "ask_steps": "It also happens without the clip."})
        assert Report.objects.count() == 2

    @pytest.mark.usefixtures("site")
    def test_a_sign_that_is_not_ours_opens_nobodys_receipt(self, client: Client) -> None:
        data = filled(client, repeat="guessed")
        first, second = client.post("/en/report", data), client.post("/en/report", data)
        assert first.context["receipt"].tracking_code != second.context["receipt"].tracking_code
        assert Report.objects.count() == 2


class TestFiles:
    """A1 with attachments: sealed while they stream, stored unchanged."""

    @pytest.mark.usefixtures("site")
    def test_arrive_unchanged(self) -> None:
        body = bytes(range(256)) * 5000
        files = [SimpleUploadedFile("poc.bin", body), SimpleUploadedFile("empty.log", b"")]
        report, _code = reported(ask_proof=files)
        rows = {open_text(row, "name_sealed"): row for row in StoredFile.objects.filter(report=report)}
        assert set(rows) == {"poc.bin", "empty.log"}
        assert b"".join(read(opened(report.data_key), rows["poc.bin"].id)) == body
        assert rows["empty.log"].size == 0
        told = json.loads(raw_of(report))["files"]
        assert [one["sha256"] for one in told] == [hashlib.sha256(body).hexdigest(), hashlib.sha256(b"").hexdigest()]

    @pytest.mark.usefixtures("site")
    def test_pass_the_check_against_forgery_only_with_its_sign(self) -> None:
        strict = Client(enforce_csrf_checks=True)
        data = filled(strict, ask_proof=SimpleUploadedFile("poc.bin", b"x" * 100_000))
        assert strict.post("/en/report", data).status_code == 403
        assert not Report.objects.exists()
        data = filled(strict, ask_proof=SimpleUploadedFile("poc.bin", b"x" * 100_000))
        data["csrfmiddlewaretoken"] = strict.cookies["csrf"].value
        assert strict.post("/en/report", data).status_code == 201
        assert StoredFile.objects.get().size == 100_000


class TestContactForm:
    """A2: "Two front doors: a general contact form and a security mailbox"."""

    @pytest.mark.usefixtures("site")
    def test_fills_the_general_mailbox(self, client: Client) -> None:
        data = hidden(client, "/ja/contact") | {
            "ask_subject": "A question",
            "ask_message": "My camera speaks to strangers",
        }
        response = client.post("/ja/contact", data)
        assert response.status_code == 201, response.content.decode()
        report = response.context["receipt"].report
        assert (report.mailbox, report.door) == ("general", "contact_form")
        assert open_text(report, "title_sealed") == "A question"

    def test_who_asks_something_general_is_told_nothing_of_vulnerabilities(self, site: Site, client: Client) -> None:
        """A3: until somebody flags it and hands it over, an inquiry is none, and its page promises no advisory."""
        form = client.get("/en/contact").content.decode()
        assert "A report without a name" not in form
        sent = client.post("/en/contact", hidden(client, "/en/contact") | {"ask_subject": "Q", "ask_message": "Why?"})
        told = sent.content.decode()
        assert "Your message is stored. Thank you." in told
        assert "A person reads your message." in told
        assert "A person reads your report." not in told
        receipt = sent.context["receipt"]
        client.post("/en/box", {"code": receipt.tracking_code})
        theirs = ("Your own plans", "Thanks and consent", "Advisory ready", "Security team", "Your report")
        page = client.get("/en/box/open").content.decode()
        assert [words for words in theirs if words in page] == []
        assert "Your message is stored. A person will read it next." in page
        hand_over(actor=site.hana.actor, now=site.at.now, report=receipt.report)
        page = client.get("/en/box/open").content.decode()
        assert [words for words in theirs if words not in page] == ["Security team"]

    def test_is_not_there_where_the_policy_has_none(self, any_site: Site, client: Client) -> None:
        has = any(door.door == "web" and door.for_ == "general" for door in any_site.policy.intake.doors)
        assert client.get("/en/contact").status_code == (200 if has else 404)
