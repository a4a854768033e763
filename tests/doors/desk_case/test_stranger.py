"""Mallory gets the same bytes for a case that exists and for one that does not (promises P4, control 5)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.cast import own_case
from tests.doors.desk_case.conftest import CANARY
from tests.doors.desk_case.test_pages import TABS

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

NOWHERE = "HC-2026-00000"


def test_every_tab_answers_mallory_as_if_the_case_were_not(desk: CaseDesk) -> None:
    mallory = desk.as_(desk.site.mallory)
    calculator = f"vulnerabilities/{desk.vulnerability}/calculator/"
    for tab in (*TABS, calculator, "?do=close", "vulnerabilities/?do=assess&on=" + desk.vulnerability):
        real, made_up = mallory.get(desk.road(tab)), mallory.get(f"/desk/cases/{NOWHERE}/{tab}")
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert real.content == made_up.content
        assert CANARY.encode() not in real.content


def test_a_deed_of_mallory_is_not_done_and_tells_nothing(desk: CaseDesk) -> None:
    before = desk.kinds()
    mallory = desk.as_(desk.site.mallory)
    for tab in TABS:
        sent = {"do": "confirm", "on": ""}
        real, made_up = mallory.post(desk.road(tab), sent), mallory.post(f"/desk/cases/{NOWHERE}/{tab}", sent)
        assert (real.status_code, made_up.status_code) == (404, 404)
        assert real.content == made_up.content
    assert desk.kinds() == before


def test_list_and_csv_show_mallory_nothing(desk: CaseDesk) -> None:
    mallory = desk.as_(desk.site.mallory)
    for road in ("/desk/cases/", "/desk/cases/?state=all&q=heap", "/desk/cases/cases.csv"):
        page = mallory.get(road).content.decode()
        assert CANARY not in page
        assert desk.case.number not in page


def test_a_thing_of_another_case_cannot_be_named_through_ones_own(desk: CaseDesk) -> None:
    """Somebody inside one case reaches nothing of another by sending its keys."""
    other = own_case(desk.site.mallory, desk.site.at.now, "Mallory's own")
    mallory = desk.as_(desk.site.mallory)
    road = f"/desk/cases/{other.number}/"
    for tab, deed in (("vulnerabilities/", "assess"), ("vulnerabilities/", "describe"), ("vulnerabilities/", "cve")):
        assert mallory.get(f"{road}{tab}?do={deed}&on={desk.vulnerability}").status_code == 404
        sent = {"do": deed, "on": desk.vulnerability, "vector": "x", "title": "x", "cve": "CVE-2026-12345"}
        assert mallory.post(f"{road}{tab}", sent).status_code == 404
    assert mallory.get(f"{road}vulnerabilities/{desk.vulnerability}/calculator/").status_code == 404
    assert mallory.get(f"{road}conversation/?do=answer&on={desk.report.id}").status_code == 404
    assert (
        mallory.post(f"{road}conversation/", {"do": "answer", "on": str(desk.report.id), "body": "x"}).status_code
        == 404
    )


def test_whoever_is_let_out_sees_nothing_more_and_an_ended_stay_ends(desk: CaseDesk) -> None:
    mallory = desk.site.mallory
    desk.do("members/", "let_in", person=str(mallory.person.id), role="", until="2026-11-24T12:00")
    assert CANARY in desk.page(member=mallory)
    desk.later(hours=3)
    assert desk.as_(mallory).get(desk.road()).status_code == 404
    desk.do("members/", "let_in", person=str(mallory.person.id), role="", until="")
    desk.page(member=mallory)
    desk.do("members/", "let_out", str(mallory.person.id), sure="on")
    assert desk.as_(mallory).get(desk.road()).status_code == 404


def test_one_may_let_oneself_out_and_lands_on_the_list(desk: CaseDesk) -> None:
    desk.do("members/", "let_in", person=str(desk.site.mallory.person.id), role="", until="")
    answer = desk.send("members/", "let_out", str(desk.site.mallory.person.id), by=desk.site.mallory, sure="on")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/desk/cases/")


def test_reading_leaves_its_trace_once_an_hour(desk: CaseDesk) -> None:
    for _time in range(3):
        desk.page()
    desk.page("journal/", desk.site.mina)
    assert desk.kinds().count("restricted.read") == 2


def test_pages_of_a_case_are_not_stored_and_ask_for_a_sign_in(desk: CaseDesk) -> None:
    from django.test import Client

    assert desk.as_(desk.site.hana).get(desk.road()).headers["Cache-Control"] == "no-store"
    for tab in TABS:
        answer = Client().get(desk.road(tab))
        assert answer.status_code == 302
        assert re.match(r"/accounts/login/\?next=/desk/cases/", answer.headers["Location"])


def test_a_cve_id_that_a_hidden_case_names_is_recorded_as_if_nothing_was_there(desk: CaseDesk) -> None:
    """P4: no "existence of a case, is visible to anyone outside it"; two worlds that differ in it answer alike."""
    mallory, now = desk.site.mallory, desk.site.at.now
    told = []
    for given in (False, True):
        if given:
            desk.do("vulnerabilities/", "cve", desk.vulnerability, cve="CVE-2026-12345")
        other = own_case(mallory, now, "Mallory's own")
        flaw = str(other.vulnerabilities.get().id)
        road = f"/desk/cases/{other.number}/vulnerabilities/"
        answer = desk.as_(mallory).post(road, {"do": "cve", "on": flaw, "cve": "CVE-2026-12345"})
        assert answer.status_code == 303
        kinds = list(other.entries.order_by("position").values_list("kind", flat=True))
        page = desk.as_(mallory).get(road).content.decode()
        assert desk.case.number not in page
        told.append((answer.headers["Location"].replace(other.number, ""), kinds, page))
        other.vulnerabilities.update(cve_id=None)
    assert told[0][:2] == told[1][:2]
    assert not any("Another case names it" in page for *_, page in told)


def test_those_inside_both_cases_read_that_both_name_one_cve_id(desk: CaseDesk) -> None:
    """Two divisions may honestly name the same CVE; only who sees both cases is told."""
    hana, now = desk.site.hana, desk.site.at.now
    desk.do("vulnerabilities/", "cve", desk.vulnerability, cve="CVE-2026-12345")
    assert "Another case names it" not in desk.page("vulnerabilities/")
    other = own_case(hana, now, "Of another division")
    sent = {"do": "cve", "on": str(other.vulnerabilities.get().id), "cve": "CVE-2026-12345"}
    assert desk.as_(hana).post(f"/desk/cases/{other.number}/vulnerabilities/", sent).status_code == 303
    page = desk.page("vulnerabilities/")
    assert "Another case names it" in page
    assert f'href="/desk/cases/{other.number}/"' in page
    assert f"/desk/cases/{desk.case.number}/merge/" in page
