"""Every tab of a case opens under every policy, shows the rail, and the list finds the case."""

from __future__ import annotations

import csv
import io
from html import unescape
from typing import TYPE_CHECKING

from tests.doors.desk_case.conftest import CANARY

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

TABS = (
    "",
    "vulnerabilities/",
    "products/",
    "remedies/",
    "conversation/",
    "outside/",
    "members/",
    "duties/",
    "journal/",
)


def test_every_tab_opens_under_every_policy_with_header_and_rail(any_desk: CaseDesk) -> None:
    for tab in TABS:
        page = any_desk.page(tab)
        assert CANARY in page
        assert 'class="rail"' in page
        assert any_desk.case.number in page


def test_tabs_open_in_japanese_with_the_policys_words(desk: CaseDesk) -> None:
    desk.as_(desk.site.hana).post("/i18n/setlang/", {"language": "ja", "next": "/desk/"})
    for tab in TABS:
        assert 'lang="ja"' in desk.page(tab)
    assert "脆弱性かどうかの確認" in desk.page("duties/")


def test_every_deed_of_every_tab_opens_its_form_under_every_policy(any_desk: CaseDesk) -> None:
    """A form that cannot be built is found here; deeds without fields are buttons and open nothing."""
    from daybreak.doors.desk.case_tabs import TABS as PAGES

    desk = any_desk
    targets = {
        "assess": desk.vulnerability, "describe": desk.vulnerability, "event": desk.vulnerability,
        "cve": desk.vulnerability, "no_cve": desk.vulnerability, "cve_off": desk.vulnerability,
        "answer": str(desk.report.id),
        "explain_severity": str(desk.report.id), "explain_closure": str(desk.report.id),
        "concern": next(iter(desk.site.policy.concerns), "x"),
    }  # fmt: skip
    on_the_case = {"summarise", "kind", "manager", "convene", "propose", "end", "lesson", "close", "reopen", "add",
                   "state", "release", "plan", "let_in", "restate", "ask", "coordinator", "date", "moved"}  # fmt: skip
    for name, tab in PAGES.items():
        for deed in tab.deeds:
            if deed in targets or deed in on_the_case:
                part = "" if name == "case" else f"{name.removeprefix('case_')}/"
                page = desk.page(part, do=deed, on=targets.get(deed, ""))
                assert 'id="do"' in page, deed


def test_list_filters_search_and_csv(desk: CaseDesk) -> None:
    hana = desk.as_(desk.site.hana)

    def found(**query: str) -> bool:
        return CANARY in hana.get("/desk/cases/", query).content.decode()

    assert found()
    assert found(q="HEAP overflow")
    assert found(q=desk.report.number)
    assert found(band="unknown")
    assert found(stage="examined")
    assert not found(q="nothing like it")
    assert not found(state="closed")
    assert not found(band="high")
    assert not found(stage="published")
    assert "No case fits" in hana.get("/desk/cases/?q=zzz").content.decode()
    table = list(csv.reader(io.StringIO(hana.get("/desk/cases/cases.csv?q=heap").content.decode("utf-8-sig"))))
    assert table[1][:2] == [desk.case.number, CANARY]


def test_an_empty_list_says_what_a_case_is(desk: CaseDesk) -> None:
    assert "No open case" in desk.as_(desk.site.mallory).get("/desk/cases/").content.decode()


def test_what_starts_clocks_for_good_is_confirmed_first(desk: CaseDesk) -> None:
    """interface.md: each deed that cannot be taken back has its confirmation."""
    for deed, said in (("confirm", "It is real."), ("escalate", "It is escalated.")):
        assert said in desk.page(f"?do={deed}")
        assert "Confirm that you want this." in desk.refused("", deed, code=422)
        desk.refused("", deed, code=404, by=desk.site.mallory, sure="on")
    assert not {"case.confirmed", "case.escalated"} & set(desk.kinds())
    desk.do("", "confirm", sure="on")
    assert "case.confirmed" in desk.kinds()


def test_the_rail_offers_the_deed_and_the_deed_moves_it_on(desk: CaseDesk) -> None:
    """interface.md: the rail names who, by when and on what basis, and each line has its deed."""
    before = desk.page()
    assert "Find out whether it is real" in before
    assert "?do=confirm#do" in before
    desk.do("", "confirm", sure="on")
    after = desk.page()
    assert "Judge the severity" in after
    assert f"do=assess&amp;on={desk.vulnerability}" in after
    assert "First report to the partner" in after
    assert "Partner agreement, section 4" in after


def test_what_is_not_possible_yet_is_shown_with_the_sentence_why(desk: CaseDesk) -> None:
    desk.do("", "confirm", sure="on")
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["hc-drive-2"], status="affected", note="")
    assert "No remedy is planned for it yet. Plan one first." in desk.page()


def test_the_calculator_shows_the_score_before_anything_is_recorded(desk: CaseDesk) -> None:
    road = desk.road(f"vulnerabilities/{desk.vulnerability}/calculator/")
    hana = desk.as_(desk.site.hana)
    empty = hana.get(road).content.decode()
    assert empty.count('type="radio"') == 3 * 6 + 4 + 2 + 2 + 3 + 3
    partly = hana.get(road, {"version": "3.1", "AV": "N"}).content.decode()
    assert "Choose one." in partly
    chosen = {"version": "3.1", "AV": "N", "AC": "L", "PR": "N", "UI": "R", "S": "U", "C": "H", "I": "H", "A": "H"}
    page = hana.get(road, chosen).content.decode()
    assert "8.8" in page
    assert 'value="CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"' in page
    assert "severity.assessed" not in desk.kinds()
    for wrong in ({"version": "9"}, {"AV": "Q"}, {"AV": "\x00"}):
        assert hana.get(road, wrong).status_code == 200


def test_scores_of_others_stand_beside_and_only_ours_counts(desk: CaseDesk) -> None:
    ours, theirs = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:L/AC:L/PR:N/UI:R/S:U/C:L/I:N/A:N"
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=ours, source="ourselves", reason="")
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=theirs, source="finder", reason="")
    page = desk.page("vulnerabilities/")
    assert ours in page
    assert theirs in page
    assert "8.8" in desk.page().split('class="tabs"')[0]


def test_the_conversation_shows_the_finder_without_a_name_and_is_answered(desk: CaseDesk) -> None:
    from daybreak.core.access import Actor
    from daybreak.stages.intake.conversation import write_as_finder

    finder = Actor("finder", str(desk.report.id))
    write_as_finder(actor=finder, now=desk.site.at.now, report=desk.report, body="Here is a second sample.")
    page = desk.page("conversation/")
    assert "Here is a second sample." in page
    assert "Rita" not in page
    desk.do("conversation/", "answer", str(desk.report.id), body="Thank you.", asks="on")
    assert "finder.asked" in desk.kinds()
    assert "Write something" in desk.refused("conversation/", "answer", str(desk.report.id), code=409, body="  ")


def test_the_journal_speaks_and_filters(desk: CaseDesk) -> None:
    desk.do("", "manager", words="High, we propose a fix.")
    page = desk.page("journal/")
    assert "Reported to the manager" in page
    assert "High, we propose a fix." in page
    assert "Case opened" in page
    assert "Case opened" not in desk.page("journal/", kind="manager").split('class="timeline"')[1]
    assert desk.as_(desk.site.hana).get(desk.road("journal/?kind=nonsense&page=99")).status_code == 200


def test_the_catalogue_lists_products_and_registers_releases(desk: CaseDesk) -> None:
    hana = desk.as_(desk.site.hana)
    assert "Hoshimi Drive 2" in hana.get("/desk/products/").content.decode()
    assert "No product fits" in hana.get("/desk/products/?q=zzz").content.decode()
    assert hana.get("/desk/products/nothing/").status_code == 404
    sent = {"version": "3.0.0", "released_on": "2026-11-20"}
    assert hana.post("/desk/products/hc-drive-2/", sent).status_code == 303
    assert "hc-drive-2:3.0.0" in hana.get("/desk/products/hc-drive-2/").content.decode()
    again = hana.post("/desk/products/hc-drive-2/", sent)
    assert again.status_code == 409
    assert "already" in again.content.decode()
    assert hana.post("/desk/products/hc-drive-2/", {"version": ""}).status_code == 422


def test_the_catalogue_says_what_is_out(desk: CaseDesk) -> None:
    """The newest release that is out stands with its day; what is still ahead says so."""
    hana = desk.as_(desk.site.hana)
    for version, day in (("3.0.0", "2026-11-20"), ("4.0.0", "")):
        sent = {"version": version, "released_on": day}
        assert hana.post("/desk/products/hc-drive-2/", sent).status_code == 303
    listed = hana.get("/desk/products/?q=hc-drive-2").content.decode()
    ahead, out = (listed.split(f">{version}</span>")[1].split("</span>")[0] for version in ("4.0.0", "3.0.0"))
    assert "Not out yet" in ahead
    assert "(2026-11-20)" in out
    assert hana.get("/desk/products/hc-drive-2/").content.decode().count("Not out yet") == 1


def test_a_case_of_our_own_finding_is_opened_from_the_list(desk: CaseDesk) -> None:
    mina = desk.as_(desk.site.mina)
    assert mina.get("/desk/cases/new/").status_code == 200
    assert mina.post("/desk/cases/new/", {"title": "", "kind": "incident"}).status_code == 422
    assert mina.post("/desk/cases/new/", {"title": "a\u202eb", "kind": "incident"}).status_code == 422
    answer = mina.post("/desk/cases/new/", {"title": "Found while testing", "kind": "incident"})
    assert answer.status_code == 303
    assert "Found while testing" in mina.get(answer.headers["Location"]).content.decode()
    assert desk.as_(desk.site.mallory).get(answer.headers["Location"]).status_code == 404


def test_the_journal_names_files_and_releases_as_people_do(desk: CaseDesk) -> None:
    """Pages speak in words: what the journal keeps for machines is not what it shows."""
    from tests.doors.desk_case.test_life import local

    desk.do("", "convene", starts_at=local(desk, hours=4), lasts="45", place="Room 4", roles=["security_team"])
    page = unescape(desk.page("journal/"))
    assert "invite.ics" in page
    assert "sha256" not in page
    assert "{'" not in page


def test_the_board_names_the_product_and_not_its_key(desk: CaseDesk) -> None:
    desk.do("", "confirm", sure="on")
    vector = "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:H/I:H/A:H"
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=vector, source="ourselves", reason="")
    desk.do("products/", "state", vulnerability=desk.vulnerability, rows=["hc-drive-2:2.4.0"], status="affected")
    page = unescape(desk.as_(desk.site.hana).get("/desk/").content.decode())
    assert "Hoshimi Drive 2 2.4.0" in page
    assert "hc-drive-2" not in page


def test_several_names_stand_in_a_row_as_the_language_does_it(desk: CaseDesk) -> None:
    from tests.doors.desk_case.test_life import local

    desk.do("", "convene", starts_at=local(desk, hours=4), roles=["security_team", "engineer"])
    assert "Security team, Engineer in charge" in desk.page()
    page = desk.as_(desk.site.hana).get(desk.road(), headers={"accept-language": "ja"}).content.decode()
    assert "セキュリティチーム、担当エンジニア" in page
