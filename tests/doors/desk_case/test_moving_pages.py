"""Merging and splitting at the desk: the page tells what will happen, the deed asks again who one is."""

from __future__ import annotations

import re
from datetime import date, timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.records.models import Answer, Case
from daybreak.stages.cases.actions import confirm, open_case, set_kind
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import add_vulnerability, give_cve, note_world_event
from daybreak.stages.coordination.sending import send_letter, take_back
from daybreak.stages.disclosure.merging import merge_case
from daybreak.stages.disclosure.splitting import Leaving, split_case
from daybreak.stages.intake.finder_date import name_day
from tests.cast import own_case
from tests.doors.desk_case.conftest import CANARY

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

WHY = {"reason": "One parser, one overflow.", "sure": "on"}


@pytest.fixture
def other(desk: CaseDesk) -> Case:
    """A second case, of our own finding."""
    return open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="Second overflow")


def test_the_page_tells_what_will_happen_and_the_number_leads_on(desk: CaseDesk, other: Case) -> None:
    client, road = desk.as_(desk.site.hana), f"/desk/cases/{other.number}/merge/"
    assert f"/desk/cases/{desk.case.number}/merge/" in desk.page()
    assert "Which case comes in?" in client.get(road).content.decode()
    page = unescape(client.get(road, {"other": desk.case.number.lower()}).content.decode())
    assert desk.report.number in page
    assert CANARY in page
    assert "Let into this case" in page
    assert "1 vulnerability" in page
    assert f'<input type="hidden" name="other" value="{desk.case.number}"' in page
    assert client.post(road, {"other": desk.case.number, "reason": "", "sure": "on"}).status_code == 422
    assert client.post(road, {"other": desk.case.number, "reason": "x"}).status_code == 422
    answer = client.post(road, {"other": desk.case.number, **WHY})
    assert answer.status_code == 303, unescape(answer.content.decode())[-2000:]
    for part in ("", "duties/", "journal/"):
        led = client.get(desk.road(part))
        assert (led.status_code, led.headers["Location"]) == (302, f"/desk/cases/{other.number}/{part}")
    stranger = desk.as_(desk.site.mallory)
    assert stranger.get(desk.road()).status_code == 404
    let_in(
        actor=desk.site.hana.actor,
        now=desk.site.at.now,
        case=other,
        person=desk.site.mallory.person,
        role="",
        basis="invited",
    )
    led = stranger.get(desk.road())
    assert (led.status_code, led.headers["Location"]) == (302, f"/desk/cases/{other.number}/"), "let in after the merge"
    client = desk.as_(desk.site.hana)
    journal = unescape(client.get(f"/desk/cases/{other.number}/journal/").content.decode())
    assert "Cases merged" in journal
    assert re.search(rf"Case opened · ← {desk.case.number}", journal), "what was told anew says whence"
    assert len(re.findall(r"Case opened(?! ·)", journal)) == 1
    assert "Merged into another case" in unescape(client.get("/desk/cases/?state=closed").content.decode())
    again = unescape(client.get(road, {"other": desk.case.number}).content.decode())
    assert f"Case {desk.case.number} went into {other.number}." in again
    assert "Reopen it first" not in again
    assert "It cannot be done like this" in again
    assert "What will happen" not in again
    assert "The other number leads here" not in again


def test_it_asks_again_who_one_is(desk: CaseDesk, other: Case) -> None:
    """Control 7: before what cannot be taken back."""
    client = desk.as_(desk.site.hana)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = client.post(f"/desk/cases/{other.number}/merge/", {"other": desk.case.number, **WHY})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    other.refresh_from_db()
    assert other.closed_at is None


def test_another_number_a_strangers_and_itself(desk: CaseDesk, other: Case) -> None:
    """A case that one may not see is none, and says no more than a number that does not exist."""
    client = desk.as_(desk.site.hana)
    road = f"/desk/cases/{desk.case.number}/merge/"
    hidden = own_case(desk.site.mallory, desk.site.at.now, "canary-hidden")
    for number in (hidden.number, "HC-2026-00000", "<script>", "a\0b"):
        page = client.get(road, {"other": number}).content.decode()
        assert "that you may see" in unescape(page)
        assert "canary-hidden" not in page
        answer = client.post(road, {"other": number, **WHY})
        assert answer.status_code in {409, 422}
    assert "not merged into itself" in client.get(road, {"other": desk.case.number}).content.decode()
    assert client.post(road, {"other": desk.case.number, **WHY}).status_code == 409
    stranger = desk.as_(desk.site.mallory)
    assert stranger.get(road, {"other": other.number}).status_code == 404
    assert stranger.post(road, {"other": other.number, **WHY}).status_code == 404


def test_split_shows_what_leaves_and_makes_a_case(desk: CaseDesk) -> None:
    client, road = desk.as_(desk.site.hana), desk.road("split/")
    second = add_vulnerability(actor=desk.site.hana.actor, now=desk.site.at.now, case=desk.case, title="Another flaw")
    assert "Another flaw" in client.get(road).content.decode()
    page = unescape(client.get(road, {"vulnerabilities": str(second.id), "title": "Apart"}).content.decode())
    assert "1 vulnerability leaves" in page
    assert f"{desk.report.number} stays, and tells of what leaves" in page
    along = {"vulnerabilities": str(second.id), "reports": str(desk.report.id), "title": "Apart"}
    assert f"{desk.report.number} leaves, and tells of what stays" in unescape(client.get(road, along).content.decode())
    assert 'value="Apart"' in page
    assert f'<input type="hidden" name="vulnerabilities" value="{second.id}"' in page
    assert "I have read what will happen." not in client.get(road).content.decode()
    assert "Choose at least one vulnerability" in client.get(road, {"title": "Apart"}).content.decode()
    assert client.post(road, {"title": "Apart", **WHY}).status_code == 422
    every = [str(row.id) for row in desk.case.vulnerabilities.all()]
    refused = client.post(road, {"vulnerabilities": every, "title": "Apart", **WHY})
    assert refused.status_code == 409
    assert "It cannot be done like this" in refused.content.decode()
    assert "What will happen" not in refused.content.decode()
    answer = client.post(road, {"vulnerabilities": [str(second.id)], "title": "Apart", **WHY})
    assert answer.status_code == 303
    new = Case.objects.exclude(id=desk.case.id).get()
    assert answer.headers["Location"] == f"/desk/cases/{new.number}/"
    assert "Apart" in client.get(answer.headers["Location"]).content.decode()
    flaws = client.get(f"{answer.headers['Location']}vulnerabilities/").content.decode()
    assert "A report that lies in another case since a split tells of it" in flaws
    assert desk.report.number not in flaws
    members = unescape(client.get(f"{answer.headers['Location']}members/").content.decode())
    assert f"Was inside the case that this one was split from: {desk.case.number}" in members
    stranger = desk.as_(desk.site.mallory)
    assert stranger.get(road).status_code == 404
    assert stranger.get(answer.headers["Location"]).status_code == 404


CVE = "CVE-2026-12345"


def named_twice(desk: CaseDesk, other: Case) -> tuple[str, str]:
    """Let two cases name one CVE ID; gives the keys of both vulnerabilities."""
    flaws = desk.case.vulnerabilities.get(), other.vulnerabilities.get()
    for flaw in flaws:
        give_cve(actor=desk.site.hana.actor, now=desk.site.at.now, vulnerability=flaw, cve=CVE)
    return str(flaws[0].id), str(flaws[1].id)


def test_an_id_that_stands_twice_is_told_and_taken_off_one(desk: CaseDesk, other: Case) -> None:
    """Issue 3: “Cases merge and split”: one CVE ID names one flaw, and who merges can mend what then stands twice."""
    client, road = desk.as_(desk.site.hana), f"/desk/cases/{desk.case.number}/merge/"
    assert "CVE IDs on two vulnerabilities" not in client.get(road, {"other": other.number}).content.decode()
    mine, theirs = named_twice(desk, other)
    assert "CVE IDs on two vulnerabilities" in client.get(road, {"other": other.number}).content.decode()
    alone = desk.refused("vulnerabilities/", "cve_off", mine, code=409, reason="x", sure="on")
    assert f"{CVE} stands on this vulnerability alone" in unescape(alone)
    assert "do=cve_off" not in desk.page("vulnerabilities/")
    assert client.post(road, {"other": other.number, **WHY}).status_code == 303
    page = unescape(desk.page("vulnerabilities/"))
    assert page.count("This CVE ID stands here twice") == 2
    assert page.count("do=cve_off") == 2
    desk.refused("vulnerabilities/", "cve_off", theirs, code=422, reason="", sure="on")
    desk.refused("vulnerabilities/", "cve_off", theirs, code=422, reason="One flaw.")
    stranger = desk.send("vulnerabilities/", "cve_off", theirs, by=desk.site.mallory, reason="x", sure="on")
    assert stranger.status_code == 404
    desk.do("vulnerabilities/", "cve_off", theirs, reason="Both are one flaw.", sure="on")
    page = unescape(desk.page("vulnerabilities/"))
    assert "Both are one flaw." in page
    assert "This CVE ID stands here twice" not in page
    assert "do=cve_off" not in page
    rows = dict(desk.case.vulnerabilities.values_list("id", "cve_id"))
    assert {str(key): cve for key, cve in rows.items()} == {mine: CVE, theirs: None}
    journal = unescape(desk.page("journal/"))
    assert re.search(rf"No CVE ID is assigned[^<]*{CVE}", journal)


def test_an_id_of_a_hidden_case_makes_nothing_stand_twice(desk: CaseDesk) -> None:
    """P4: no "existence of a case, is visible to anyone outside it"; not by what may be taken off, either."""
    named_twice(desk, own_case(desk.site.mallory, desk.site.at.now, "canary-hidden"))
    page = desk.page("vulnerabilities/")
    assert "stands here twice" not in page
    assert "do=cve_off" not in page
    refused = desk.refused("vulnerabilities/", "cve_off", desk.vulnerability, code=409, reason="x", sure="on")
    assert "stands on this vulnerability alone" in unescape(refused)


def test_a_number_leads_through_every_merge(desk: CaseDesk, other: Case) -> None:
    """Issue 3: a merged case's number leads on, also where what took it in went into a third case."""
    hana, now, mallory = desk.site.hana, desk.site.at.now, desk.site.mallory
    third = open_case(actor=hana.actor, now=now, title="Third overflow")
    let_in(actor=hana.actor, now=now, case=desk.case, person=desk.site.mina.person, role="manager")
    merge_case(actor=hana.actor, now=now, case=other, other=desk.case, reason="One.")
    merge_case(actor=hana.actor, now=now, case=third, other=other, reason="One.")
    stranger, numbers = desk.as_(mallory), (desk.case.number, other.number)
    assert [stranger.get(f"/desk/cases/{number}/").status_code for number in numbers] == [404, 404]
    let_in(actor=hana.actor, now=now, case=third, person=mallory.person, role="", basis="invited")
    for number in numbers:
        for part in ("", "duties/"):
            led = stranger.get(f"/desk/cases/{number}/{part}")
            assert (led.status_code, led.headers["Location"]) == (302, f"/desk/cases/{third.number}/{part}")
    formerly = desk.as_(desk.site.mina).get(desk.road(), follow=True)
    assert formerly.redirect_chain[-1][0] == f"/desk/cases/{third.number}/", "inside the first case alone before"
    assert formerly.status_code == 200


def test_the_page_tells_what_becomes_of_kind_and_embargo(desk: CaseDesk, other: Case) -> None:
    """Interface: what cannot be taken back says before what it does: of an incident, an embargo's end, a proposal."""
    hana, now = desk.site.hana, desk.site.at.now
    client, road, asked = desk.as_(hana), f"/desk/cases/{desk.case.number}/merge/", {"other": other.number}
    act = {"actor": hana.actor, "now": now}
    page = unescape(client.get(road, asked).content.decode())
    assert "What this case becomes" not in page
    assert "As this case has it now" in page
    set_kind(**act, case=other, kind="incident")
    propose_embargo(**act, case=other, until=now + timedelta(days=20), asked_by="finder")
    page = unescape(client.get(road, asked).content.decode())
    assert "What this case becomes" in page
    assert "Stays proposed: until" in page
    assert "asked for by the finder" in page
    propose_embargo(**act, case=desk.case, until=now + timedelta(days=10))
    accept_embargo(**act, case=desk.case)
    note_world_event(**act, vulnerability=other.vulnerabilities.get(), event="public", at=now)
    page = unescape(client.get(road, asked).content.decode())
    assert "None any more: the vulnerability is public." in page
    assert "As this case has it now" not in page
    client.cookies["django_language"] = "ja"
    page = unescape(client.get(road, asked).content.decode())
    assert "None any more" not in page
    assert "the vulnerability is public" not in page
    stranger = desk.as_(desk.site.mallory).get(road, asked)
    assert stranger.status_code == 404


def test_an_answer_about_a_cve_comes_along(desk: CaseDesk, other: Case) -> None:
    """C9: what we say publicly about a CVE stays with the case that carries its vulnerability."""
    answer = Answer.objects.create(cve_id=CVE, case=desk.case, drafted_at=desk.site.at.now)
    act = {"actor": desk.site.hana.actor, "now": desk.site.at.now}
    flaw = desk.case.vulnerabilities.get()
    give_cve(**act, vulnerability=flaw, cve=CVE)
    merge_case(**act, case=other, other=desk.case, reason="One.")
    answer.refresh_from_db()
    assert answer.case_id == other.id
    stays = split_case(
        **act, case=other, leaving=Leaving([str(other.vulnerabilities.get(cve_id=None).id)], [], "A", "B")
    )
    answer.refresh_from_db()
    assert answer.case_id == other.id != stays.id
    add_vulnerability(**act, case=other, title="A third one")
    new = split_case(**act, case=other, leaving=Leaving([str(flaw.id)], [], "Apart", "Two after all."))
    answer.refresh_from_db()
    assert answer.case_id == new.id


def test_a_finders_day_counts_where_their_report_is(desk: CaseDesk, other: Case) -> None:
    """Issue 3: “The finder's own date counts down on every line of the case”: of the one that holds the report now."""
    client, act = desk.as_(desk.site.hana), {"actor": desk.site.hana.actor, "now": desk.site.at.now}
    name_day(**act, report=desk.report, day=date(2027, 3, 31))
    merge_case(**act, case=other, other=desk.case, reason="One.")
    closed, still = (client.get("/desk/cases/", {"state": state}).content.decode() for state in ("closed", "open"))
    assert desk.case.number in closed
    assert "31 Mar 2027" not in closed
    assert "31 Mar 2027" in still


def test_a_letter_that_waits_in_both_is_told_before(desk: CaseDesk, other: Case) -> None:
    """Issue 3: reminders and notices “never twice”: who merges hears that two letters of one duty would go out."""
    road, act = f"/desk/cases/{desk.case.number}/merge/", {"actor": desk.site.hana.actor, "now": desk.site.at.now}
    said = {"description": CANARY, "severity_or_unknown": "not judged yet"}
    pages = []
    for case in (desk.case, other):
        confirm(**act, case=case)
        send_letter(**act, case=case, rule_id="first_report", words=said)
        pages.append(unescape(desk.as_(desk.site.hana).get(road, {"other": other.number}).content.decode()))
    assert ["Letters that wait in both" in page for page in pages] == [False, True]
    for letter in other.notices.exclude(party=""):
        take_back(**act, notice=letter)
    page = desk.as_(desk.site.hana).get(road, {"other": other.number}).content.decode()
    assert "Letters that wait in both" not in page
    assert desk.as_(desk.site.mallory).get(road, {"other": other.number}).status_code == 404
