"""B8 at the portal: what is held and until when, a copy of it, consent and its withdrawal, a wish for erasure."""

from __future__ import annotations

import io
import json
import zipfile
from typing import TYPE_CHECKING

import pytest
from django.test import Client

from daybreak.core.access import Viewer
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.actions import close_report
from daybreak.stages.intake.consent import consents_of
from daybreak.stages.intake.conversation import answer_finder, write_as_finder
from daybreak.stages.intake.privacy.holding import mark_customers_data, place_hold
from tests.doors.portal.finding import filled, mailbox, raw_of, reported

if TYPE_CHECKING:
    from tests.cast import Site

RITA = {"name": "Rita Okafor", "address": "rita@finder.example", "credit": "name"}


def words_of(client: Client, road: str) -> str:
    """Fetch a page of the mailbox."""
    answer = client.get(road)
    assert answer.status_code == 200
    return answer.content.decode()


class TestTheStatement:
    """B8: "statement version kept with the report"; a changed one changes nothing about it."""

    def test_it_is_shown_with_its_version_in_both_languages(self, site: Site) -> None:
        _report, code = reported(**RITA)
        privacy = site.policy.intake.privacy
        assert privacy is not None
        for language in ("en", "ja"):
            page = words_of(mailbox(code), f"/{language}/box/data")
            assert privacy.version in page
            first = privacy.statement.in_(language, "ja").split("\n")[0]
            assert first[:20] in page


@pytest.mark.usefixtures("site")
class TestConsent:
    """A11, B8."""

    def test_only_what_the_policy_asks_is_asked(self) -> None:
        page = words_of(Client(), "/en/report")
        assert "You may tell a coordinator my name and address." in page
        assert "a partner" not in page

    def test_it_is_given_in_the_form_and_withdrawn_in_the_box(self) -> None:
        report, code = reported(**RITA, pass_on_coordinator="on")
        assert set(consents_of(report)) == {"thanks", "coordinator"}
        box = mailbox(code)
        assert "A coordinator may learn who you are" in words_of(box, "/en/box/data")
        assert box.post("/en/box/credit", {"credit-credit": "anonymous"}).status_code == 303
        assert consents_of(report) == {}
        assert "Nothing: you are not named" in words_of(box, "/en/box/data")

    def test_a_consent_nobody_asked_for_is_none(self) -> None:
        report, _code = reported(**RITA, pass_on_partner="on")
        assert set(consents_of(report)) == {"thanks"}


class TestACopy:
    """B8: access to what is held."""

    def test_it_holds_everything_and_is_journalled(self, site: Site) -> None:
        report, code = reported(**RITA)
        answer_finder(actor=site.hana.actor, now=site.at.now, report=report, body="We are looking.")
        answer = mailbox(code).post("/en/box/data/copy")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == f'attachment; filename="{report.number}.zip"'
        packed = zipfile.ZipFile(io.BytesIO(answer.content))
        told = json.loads(packed.read("data.json"))
        assert told["you"]["name"] == "Rita Okafor"
        assert [one["words"] for one in told["conversation"]] == ["We are looking."]
        assert packed.read("as-received.bin") == raw_of(report)
        assert JournalEntry.objects.filter(kind="data.copied", report=report).count() == 1

    @pytest.mark.usefixtures("site")
    def test_nobody_else_gets_it(self) -> None:
        reported(**RITA)
        assert Client().post("/en/box/data/copy").status_code == 302
        other = mailbox(reported()[1]).post("/en/box/data/copy")
        assert b"Rita" not in zipfile.ZipFile(io.BytesIO(other.content)).read("data.json")


@pytest.mark.usefixtures("site")
class TestAWish:
    """B8: erasure, asked for in the box."""

    def test_it_is_asked_once_and_waits(self) -> None:
        report, code = reported(**RITA)
        box = mailbox(code)
        assert "Ask for erasure?" in words_of(box, "/en/box/data/erase")
        answer = box.post("/en/box/data/erase", {"erase-body": "Please.", "erase-thanks": "on"})
        assert answer.status_code == 303
        assert "You have asked for erasure" in words_of(box, "/en/box/data")
        assert consents_of(report) == {}
        again = box.post("/en/box/data/erase", {"erase-body": ""})
        assert again.status_code == 422
        assert "You have asked for erasure already" in again.content.decode()

    def test_a_closed_report_says_until_when_it_is_kept(self, site: Site) -> None:
        report, code = reported(**RITA)
        assert "The work goes on" in words_of(mailbox(code), "/en/box/data")
        close_report(actor=site.hana.actor, now=site.at.now, report=report, outcome="known", body="Known.")
        assert "2029" in words_of(mailbox(code), "/en/box/data")

    def test_of_customers_data_it_says_from_which_step_the_time_counts(self, site: Site) -> None:
        """B8: "after: remedy.verified" is not the end of the work."""
        report, code = reported(**RITA)
        actor = Viewer("finder", str(report.id)).actor
        said = write_as_finder(actor=actor, now=site.at.now, report=report, body="a log of customers")
        before = words_of(mailbox(code), "/en/box/data")
        mark_customers_data(actor=site.hana.actor, now=site.at.now, report=report, files=(), messages=(said.id,))
        after = words_of(mailbox(code), "/en/box/data")
        assert "The time begins when every remedy is verified" not in before
        assert "The time begins when every remedy is verified" in after
        assert before.count("the time begins when it ends") == after.count("the time begins when it ends") == 2

    def test_under_a_hold_no_day_is_promised_to_the_finder(self, site: Site) -> None:
        report, code = reported(**RITA)
        close_report(actor=site.hana.actor, now=site.at.now, report=report, outcome="known", body="We know it.")
        place_hold(actor=site.hana.actor, now=site.at.now, report=report, words="canary-court")
        page = words_of(mailbox(code), "/en/box/data")
        assert "As long as the law makes us keep it" in page
        assert "Until" not in page
        assert "canary-court" not in page

    def test_without_a_code_nothing_opens(self) -> None:
        for road in ("/en/box/data", "/en/box/data/erase"):
            assert Client().get(road).status_code == 302
        assert filled(Client())["statement"]
