"""People's data at the desk: consents, times, holds, marks, two people's word; the stranger sees none of it."""

from __future__ import annotations

import re
import time
from html import unescape
from typing import TYPE_CHECKING

import pytest
from allauth.account.internal.flows.login import user_id_to_str

from daybreak.core.access import Viewer
from daybreak.records.models import StoredFile
from daybreak.stages.cases.actions import close_report
from daybreak.stages.intake.privacy.deciding import ask_for_erasure
from daybreak.stages.intake.privacy.erasing import erase
from tests.stages.intake.test_erasing import home  # noqa: F401 - erased.log lies in a folder of the test's own

if TYPE_CHECKING:
    from django.http import HttpResponse
    from django.test import Client

    from daybreak.records.models import Report
    from tests.cast import Member
    from tests.doors.desk.conftest import Door

CANARY = "canary-secret-reason"
ADDRESS = "rita@finder.example"


def signed_in(desk: Door, member: Member) -> Client:
    """Give a client that has just shown who it is."""
    client = desk.as_(member)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(member.person)
    session.save()
    return client


def page_of(client: Client, report: Report) -> str:
    """Fetch the page about a report's data."""
    answer = client.get(f"/desk/reports/{report.number}/data/")
    assert answer.status_code == 200
    return answer.content.decode()


def did(client: Client, report: Report, what: str, **words: object) -> HttpResponse:
    """Send one of the page's forms."""
    data = {f"{what}-{name}": value for name, value in words.items()}
    return client.post(f"/desk/reports/{report.number}/data/{what}/", data)


class TestErasing:
    """Promises, control 6: two-person purge, with step-up."""

    def test_two_people_erase_and_every_page_says_so(self, desk: Door) -> None:
        report = desk.report("A secret title", address=ADDRESS)
        hana, mina = signed_in(desk, desk.site.hana), signed_in(desk, desk.site.mina)
        road = f"/desk/reports/{report.number}/data/erase/"
        assert "Your word alone erases nothing" in hana.get(road).content.decode()
        assert hana.post(road, {"erase-words": ""}).status_code == 422
        assert hana.post(road, {"erase-words": CANARY}).status_code == 303
        again = hana.post(road, {"erase-words": CANARY})
        assert again.status_code == 422
        assert "A second, different person" in again.content.decode()
        assert "Erase for good" in mina.get(road).content.decode()
        assert mina.post(road, {"erase-words": "Agreed."}).status_code == 303
        for place in (f"/desk/reports/{report.number}/", "/desk/reports/?state=all", "/desk/notices/", "/desk/",
                      f"/desk/reports/{report.number}/data/", "/desk/data/", "/desk/search/?q=secret"):  # fmt: skip
            answer = hana.get(place)
            assert answer.status_code == 200, place
            assert "A secret title" not in answer.content.decode(), place
            assert ADDRESS not in answer.content.decode(), place
        assert "Erased for good on" in page_of(hana, report)

    @pytest.mark.parametrize("kind", ["contact_data", "customer_data"])
    def test_the_reports_journal_says_what_was_erased(self, desk: Door, kind: str) -> None:
        """B8: whoever reads that something was erased reads what."""
        report = desk.report("A secret title", address=ADDRESS)
        StoredFile.objects.filter(report=report).update(customers_data=True)
        erase(actor=desk.site.hana.actor, now=desk.site.at.now, report=report, kind=kind)  # type: ignore[arg-type] # one of three
        hana, road = signed_in(desk, desk.site.hana), f"/desk/reports/{report.number}/"
        words = {"contact_data": ("Who reported", "報告者の情報"), "customer_data": ("Customers' data", "お客様の情報")}
        for language, named in zip(("en", "ja"), words[kind], strict=True):
            hana.cookies["django_language"] = language
            page = unescape(hana.get(road).content.decode())
            what = {"en": "Data erased: ", "ja": "情報の消去"}[language]
            assert re.search(f"{what}[：:]? ?{named}", page), page[-4000:]
        assert signed_in(desk, desk.site.mallory).get(road).status_code == 404

    def test_erased_contact_data_were_given(self, desk: Door) -> None:
        """B8: "Not given" would be said of somebody who gave a name; it was erased, on a day."""
        report, hana = desk.report(address=ADDRESS), signed_in(desk, desk.site.hana)
        road = f"/desk/reports/{report.number}/"
        assert "Name and address" not in hana.get(road).content.decode()
        erase(actor=desk.site.hana.actor, now=desk.site.at.now, report=report, kind="contact_data")
        page = hana.get(road).content.decode()
        told = page.partition("Name and address")[2].partition("</dd>")[0]
        assert "Erased" in told
        assert "2026" in told
        assert "they read with their tracking code" not in page

    def test_an_old_sign_in_is_asked_again(self, desk: Door) -> None:
        report = desk.report()
        client = desk.as_(desk.site.hana)
        session = client.session
        session["account_authentication_methods"] = [{"method": "password", "at": 0}]
        session.save()
        for road in ("data/erase/", "data/unmask/"):
            answer = client.post(f"/desk/reports/{report.number}/{road}", {"erase-words": "x", "unmask-words": "x"})
            assert answer.status_code == 302
            assert answer["Location"].startswith("/accounts/reauthenticate/")

    def test_a_wish_is_shown_and_declined_with_reasons(self, desk: Door) -> None:
        report, hana = desk.report(), signed_in(desk, desk.site.hana)
        rita = Viewer("finder", str(report.id)).actor
        ask_for_erasure(actor=rita, now=desk.site.at.now, report=report, words="", thanks=False)
        assert "The finder asks for erasure" in page_of(hana, report)
        assert "1 matter of people" in hana.get("/desk/").content.decode()
        assert f"/desk/reports/{report.number}/data/#wish" in hana.get("/desk/?who=all").content.decode()
        assert report.number in hana.get("/desk/data/").content.decode()
        assert did(hana, report, "decline", words="").status_code == 422
        assert did(hana, report, "decline", words="The law makes us keep it.").status_code == 303
        assert "The finder asks for erasure" not in page_of(hana, report)
        assert "data waits" not in hana.get("/desk/").content.decode()


class TestHoldsAndMarks:
    """B8: retention by kind of data."""

    def test_a_hold_is_placed_and_lifted_with_reasons(self, desk: Door) -> None:
        report, hana = desk.report(), signed_in(desk, desk.site.hana)
        assert did(hana, report, "hold", words=" ").status_code == 422
        assert did(hana, report, "hold", words=CANARY).status_code == 303
        assert CANARY in page_of(hana, report)
        refused = hana.post(f"/desk/reports/{report.number}/data/erase/", {"erase-words": "x"})
        assert "A legal hold keeps this report" in refused.content.decode()
        assert did(hana, report, "lift", words="Settled.").status_code == 303
        assert "A legal hold stops" not in page_of(hana, report)

    def test_under_a_hold_no_day_of_erasure_is_promised(self, desk: Door) -> None:
        """What a hold keeps is not said to go by itself, at the desk or to the finder; nor is its erasure offered."""
        report, hana = desk.report(), signed_in(desk, desk.site.hana)
        close_report(actor=desk.site.hana.actor, now=desk.site.at.now, report=report, outcome="known", body="Known.")
        road = f"/desk/reports/{report.number}/data/erase/"
        free = page_of(hana, report)
        assert "Erased by itself on" in free
        assert road in free
        assert did(hana, report, "hold", words=CANARY).status_code == 303
        kept = page_of(hana, report)
        assert "Kept by the hold. Without it, erased by itself on" in kept
        assert "Erased by itself on" not in kept
        assert f'href="{road}"' not in kept
        assert "Lift it first, with a reason" in kept

    def test_what_is_marked_stays_ticked(self, desk: Door) -> None:
        from daybreak.stages.intake.conversation import write_as_finder

        report, hana = desk.report(), signed_in(desk, desk.site.hana)
        rita = Viewer("finder", str(report.id)).actor
        said = write_as_finder(actor=rita, now=desk.site.at.now, report=report, body="a log of customers")
        assert did(hana, report, "mark", message=[str(said.id)]).status_code == 303
        assert re.search(rf'value="{said.id}"[^>]* checked', page_of(hana, report))
        assert did(hana, report, "mark", message=["nonsense"]).status_code == 422
        assert not StoredFile.objects.exists()


class TestStranger:
    """Control 5: "404 for what one may not see, the same bytes as for what does not exist"."""

    @pytest.mark.parametrize("road", ["data/", "data/erase/"])
    def test_mallory_sees_nothing(self, desk: Door, road: str) -> None:
        report, mallory = desk.report("A secret title"), signed_in(desk, desk.site.mallory)
        seen = mallory.get(f"/desk/reports/{report.number}/{road}")
        none = mallory.get(f"/desk/reports/XX-R-2026-00000/{road}")
        assert seen.status_code == none.status_code == 404
        assert "secret" not in seen.content.decode()
        for what in ("hold", "lift", "mark", "decline", "unmask", "nonsense"):
            assert did(mallory, report, what, words="x").status_code == 404
        assert mallory.post(f"/desk/reports/{report.number}/data/erase/", {"erase-words": "x"}).status_code == 404
        assert report.number not in mallory.get("/desk/data/").content.decode()
