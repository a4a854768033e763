"""Letters on the coordination tab: the checklist, the preview, two people, the sheet, the bounce, the update."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.notices.actions import content_of, lease_due, record_sent
from daybreak.notices.letter import fingerprint
from daybreak.stages.cases.vulnerabilities import assess
from tests.doors.desk_coordination.conftest import TAB

if TYPE_CHECKING:
    from daybreak.records.models import Notice
    from tests.doors.desk_case.conftest import CaseDesk

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
WORDS = {"say_description": "A crafted clip overruns the parser.", "say_severity_or_unknown": "not judged yet"}


def letter(desk: CaseDesk, rule: str) -> Notice:
    """Give the last letter written for a duty."""
    return desk.case.notices.filter(duty=rule).latest("queued_at")


def deliver(desk: CaseDesk) -> None:
    """Let the worker's mail be taken."""
    desk.later(minutes=1)
    for notice in lease_due(now=desk.site.at.now):
        record_sent(now=desk.site.at.now, notice=notice, receipt="250 taken")


def test_the_page_says_to_whom_how_by_when_and_what_is_missing(camera: CaseDesk) -> None:
    page = unescape(camera.page(TAB))
    assert "First report to the partner" in page
    assert "Example Voice" in page
    assert "one person writes it, another lets it go" in page
    assert "due in 23 h" in page or "due in 1 d" in page
    assert "the case answers it" in page
    assert "to be written" in page
    assert "Entered by hand at their portal" in page


def test_the_preview_shows_the_words_and_writes_nothing(camera: CaseDesk) -> None:
    client = camera.as_(camera.site.hana)
    sent = {"do": "letter", "on": "first_report", "say_description": "A crafted <b>clip</b>."}
    answer = client.post(camera.road(f"{TAB}preview/"), sent)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A crafted &lt;b&gt;clip&lt;/b&gt;." in page
    assert "What happened: A crafted <b>" not in page
    assert not camera.case.notices.filter(duty="first_report").exists()
    assert client.get(camera.road(f"{TAB}preview/")).status_code == 405
    assert client.post(camera.road(f"{TAB}preview/"), {"on": "assess"}).status_code == 404


def test_an_incomplete_letter_is_refused_beside_its_field_with_everything_kept(camera: CaseDesk) -> None:
    page = camera.refused(TAB, "letter", "cra_early_warning", code=422, say_product="Drive <2>", say_member_states="")
    assert "The policy wants this said: write it." in page
    assert "Drive &lt;2&gt;" in page
    assert not camera.case.notices.filter(duty="cra_early_warning").exists()


def test_two_people_send_it_and_the_bounce_opens_the_duty_again(camera: CaseDesk) -> None:
    """A7a and promises, control 9."""
    camera.do(TAB, "letter", "first_report", **WORDS)
    one = letter(camera, "first_report")
    assert "Somebody else than the one who wrote it lets it go." in camera.page(TAB)
    assert "somebody else" in camera.refused(TAB, "let_go", str(one.id), code=409, sure="on")
    assert "Confirm that you want this." in camera.refused(TAB, "let_go", str(one.id), code=422, by=camera.site.mina)
    camera.do(TAB, "let_go", str(one.id), by=camera.site.mina, sure="on")
    assert "Leaves with the next mail" in camera.page(TAB)
    deliver(camera)
    assert "Kept" in camera.page(TAB)
    camera.do(TAB, "came_back", str(one.id), reason="550 mailbox unknown")
    page = camera.page(TAB)
    assert "550 mailbox unknown" in page
    assert "Came back" in page
    assert "First report to the partner" in camera.page().partition("What is next")[2]
    assert "has not left" in camera.refused(TAB, "confirmed", str(one.id), code=409, reference="Ms Sato")


def test_the_second_person_reads_the_letter_where_they_let_it_go(camera: CaseDesk) -> None:
    """Promises, control 9: who lets it go has read it, so it stands above the tick; on its own page too."""
    camera.do(TAB, "letter", "first_report", **WORDS)
    one = letter(camera, "first_report")
    mina = camera.as_(camera.site.mina)
    form = mina.get(camera.road(TAB), {"do": "let_go", "on": str(one.id)}).content.decode()
    above, _tick, below = form.partition('name="sure"')
    assert WORDS["say_description"] in above
    assert WORDS["say_description"] not in below
    assert WORDS["say_description"] in mina.get(f"/desk/notices/{one.id}/").content.decode()
    for road in (f"{camera.road(TAB)}?do=let_go&on={one.id}", f"/desk/notices/{one.id}/"):
        assert camera.as_(camera.site.mallory).get(road).status_code == 404


def test_an_update_is_owed_once_severity_is_judged(camera: CaseDesk) -> None:
    camera.do(TAB, "letter", "first_report", **WORDS)
    camera.do(TAB, "let_go", str(letter(camera, "first_report").id), by=camera.site.mina, sure="on")
    deliver(camera)
    assert "An update is owed" not in camera.page(TAB)
    vulnerability = camera.case.vulnerabilities.first()
    camera.later(hours=1)
    assess(actor=camera.site.hana.actor, now=camera.site.at.now, vulnerability=vulnerability, vector=VECTOR)
    page = camera.page(TAB)
    assert "An update is owed" in page
    assert "Update: First report to the partner" in page
    form = camera.page(TAB, do="letter", on="first_report")
    assert "This updates our letter of" in form
    assert "9.8" in form
    camera.do(TAB, "letter", "first_report", **WORDS | {"say_severity_or_unknown": "High 9.8"})
    camera.do(TAB, "let_go", str(letter(camera, "first_report").id), by=camera.site.mina, sure="on")
    deliver(camera)
    assert "An update is owed" not in camera.page(TAB)


def test_a_sheet_is_downloaded_carried_and_its_receipt_shown(camera: CaseDesk) -> None:
    """CRA, Art. 14: no interface, so a sheet by hand."""
    camera.do(TAB, "letter", "cra_early_warning", say_product="Drive 2", say_member_states="DE, FR")
    one = letter(camera, "cra_early_warning")
    assert "To be carried" in camera.page(TAB)
    answer = camera.as_(camera.site.hana).get(camera.road(f"{TAB}letters/{one.id}.txt"))
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Member States where it is made available: DE, FR" in answer.content.decode()
    assert "https://" in answer.content.decode().splitlines()[0]
    camera.refused(TAB, "carried", str(one.id), code=422, reference="")
    camera.do(TAB, "carried", str(one.id), reference="SRP-2026-1")
    assert "SRP-2026-1" in camera.page(TAB)
    assert not lease_due(now=camera.site.at.now)
    client, flaw = camera.as_(camera.site.hana), camera.vulnerability
    sheet = client.get(f"/desk/notices/{one.id}/").content.decode()
    proof = client.get(f"/desk/evidence/{camera.case.number}/cra_early_warning/?of={flaw}").content.decode()
    assert "A person carries this letter" in sheet
    assert "outbox folder" not in sheet
    for page in (sheet, proof):
        assert "SRP-2026-1" in page
        assert one.message_id not in page, "no mail was sent"
        assert page.count("SHA-256") == len(content_of(one).attachments)


def test_a_waiting_letter_is_taken_back_and_written_anew(camera: CaseDesk) -> None:
    camera.do(TAB, "letter", "first_report", **WORDS)
    assert "waits here" in camera.refused(TAB, "letter", "first_report", code=409, **WORDS)
    camera.do(TAB, "take_back", str(letter(camera, "first_report").id), sure="on")
    assert "Did not leave" in camera.page(TAB)
    camera.do(TAB, "letter", "first_report", **WORDS)


def test_the_rail_leads_to_the_receipt_where_only_that_is_missing(group: CaseDesk) -> None:
    """B1: the duty is kept by the confirmation, so the rail asks for it once the letter is written."""
    group.do("", "concern", "own_network", holds="yes")
    assert "do=letter&amp;on=hand_to_csirt" in group.page()
    group.do(TAB, "letter", "hand_to_csirt", **WORDS)
    one = letter(group, "hand_to_csirt")
    assert f"do=carried&amp;on={one.id}" in group.page()
    group.do(TAB, "carried", str(one.id), reference="CSIRT-9")
    assert "hand_to_csirt" not in group.page()


def test_a_party_without_a_way_gets_a_sentence_and_no_form(vendor: CaseDesk) -> None:
    answer = vendor.as_(vendor.site.hana).get(vendor.road(TAB), {"do": "letter", "on": "tell_supplier"})
    assert answer.status_code == 404
    vendor.page(TAB)


@pytest.mark.parametrize("words", ["a\0b", "x" * 2_000_000, " \t\n "], ids=["NUL", "over-long", "blank"])
def test_bad_words_are_a_sentence_beside_the_field_and_nothing_is_written(camera: CaseDesk, words: str) -> None:
    answer = camera.send(TAB, "letter", "first_report", **WORDS | {"say_description": words})
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()
    assert not camera.case.notices.filter(duty="first_report").exists()


def test_the_report_is_downloaded_before_it_leaves_and_by_nobody_else(camera: CaseDesk) -> None:
    """A7a: whoever lets it go reads the very bytes that leave."""
    camera.do(TAB, "letter", "first_report", **WORDS)
    one = letter(camera, "first_report")
    page = camera.page(TAB)
    files = {name: said for name, _media, said in content_of(one).attachments}
    for place, (name, said) in enumerate(files.items(), 1):
        road = f"/desk/notices/{one.id}/files/{place}/"
        assert road in page
        assert name in page
        assert fingerprint(said) in page
        answer = camera.as_(camera.site.mina).get(road)
        assert answer.content == (said if isinstance(said, bytes) else said.encode())
        assert answer["Content-Type"] == "application/octet-stream"
        assert camera.as_(camera.site.mallory).get(road).status_code == 404
    pdf = files[f"{camera.case.number}-first_report.pdf"]
    assert isinstance(pdf, bytes)
    assert pdf.startswith(b"%PDF-")
