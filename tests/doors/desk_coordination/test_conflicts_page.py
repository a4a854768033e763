"""A duty against an embargo at the desk: both sides stand on board and rail, and three deeds settle it."""

from __future__ import annotations

from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.worker import run_once
from daybreak.stages.cases.embargo import accept_embargo, propose_embargo
from tests.doors.desk_case.conftest import CANARY
from tests.doors.desk_coordination.conftest import TAB
from tests.doors.desk_coordination.test_letters_page import WORDS, letter
from tests.jobs.work import Ledger

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

RULE = "first_report"
SILENT = {"decision": "keep_silent", "reason": "The coordinator asked all to wait.", "sure": "on"}
TELL = {"decision": "tell", "reason": "The contract leaves no choice.", "sure": "on"}


@pytest.fixture
def bound(camera: CaseDesk) -> CaseDesk:
    """The device maker under a coordinator's embargo, its first report due in 24 hours."""
    silence(camera)
    return camera


def silence(desk: CaseDesk, by: str = "jp_coordinator") -> None:
    """Put the case under an embargo that somebody asked for."""
    hana, now = desk.site.hana.actor, desk.site.at.now
    propose_embargo(actor=hana, now=now, case=desk.case, until=now + timedelta(days=30), asked_by=by)
    accept_embargo(actor=hana, now=now, case=desk.case)


def test_both_sides_stand_on_the_board_the_rail_and_the_tab(bound: CaseDesk) -> None:
    board = unescape(bound.as_(bound.site.hana).get("/desk/").content.decode())
    assert "Conflict with an embargo" in board
    assert f"/desk/cases/{bound.case.number}/outside/#conflict-first_report" in board
    rail = unescape(bound.page()).partition('<aside class="rail"')[2]
    assert "orders to tell Example Voice" in rail
    assert "The embargo asked for by National coordinator forbids it until" in rail
    assert "Settle the conflict" in rail
    page = unescape(bound.page(TAB))
    assert "Nobody has decided yet. Nothing is sent by itself." in page
    assert "Settle the conflict above first." in page
    assert all(verb in page for verb in ("Ask leave", "Send without detail", "Decide by two people"))


def test_nothing_with_detail_is_queued_before_people_decide(bound: CaseDesk) -> None:
    page = unescape(bound.refused(TAB, "letter", RULE, code=409, **WORDS))
    assert "An embargo forbids telling them detail." in page
    assert WORDS["say_description"] in page
    assert not bound.case.notices.filter(duty=RULE).exists()


def test_a_letter_written_before_the_embargo_is_neither_let_go_nor_sent(camera: CaseDesk) -> None:
    """The worker looks once more: what was let go before the embargo began waits too."""
    camera.do(TAB, "letter", RULE, **WORDS)
    one = letter(camera, RULE)
    silence(camera)
    assert "An embargo forbids" in camera.refused(TAB, "let_go", str(one.id), code=409, by=camera.site.mina, sure="on")
    camera.case.notices.filter(id=one.id).update(awaits_second=False)
    post = Ledger()
    camera.later(minutes=5)
    counts = run_once(camera.site.at.now, connector=post, sweeping=False)
    assert not [sent for sent in post.taken if sent.to == "security@voice.example"]
    assert counts.waiting == 1


def test_leave_is_asked_by_letter_and_their_answer_lets_the_report_go(bound: CaseDesk) -> None:
    bound.do(TAB, "ask_leave", RULE, words="Our partner must know within a day. 100% of it?")
    asked = bound.case.notices.get(template="leave_to_tell")
    assert (asked.party, asked.channel) == ("jp_coordinator", "hand")
    text = bound.as_(bound.site.hana).get(bound.road(f"{TAB}letters/{asked.id}.txt")).content.decode()
    assert "100% of it?" in text
    assert "Example Voice" in text
    page = unescape(bound.page(TAB))
    assert "Leave is asked; they have not answered." in page
    assert "Leave was asked already" in unescape(bound.refused(TAB, "ask_leave", RULE, code=409, words="Again"))
    bound.refused(TAB, "letter", RULE, code=409, **WORDS)
    bound.do(TAB, "leave", RULE, given="no", words="Not yet, says Ms Sato.")
    bound.refused(TAB, "letter", RULE, code=409, **WORDS)
    bound.do(TAB, "leave", RULE, given="yes", words="Go ahead.")
    assert "They gave leave" in unescape(bound.page(TAB))
    bound.do(TAB, "letter", RULE, **WORDS)
    bound.do(TAB, "let_go", str(letter(bound, RULE).id), by=bound.site.mina, sure="on")


def test_the_letter_without_detail_says_nothing_of_the_flaw_and_keeps_the_limit(bound: CaseDesk) -> None:
    form = unescape(bound.page(TAB, do="brief", on=RULE))
    assert "Write the letter without detail" in form
    assert "our report with the detail follows" in form
    bound.do(TAB, "brief", RULE)
    one = letter(bound, RULE)
    assert one.template == "incident_notice"
    bound.do(TAB, "let_go", str(one.id), by=bound.site.mina, sure="on")
    post = Ledger()
    bound.later(minutes=5)
    run_once(bound.site.at.now, connector=post, sweeping=False)
    (sent,) = [mail for mail in post.taken if mail.to == "security@voice.example"]
    assert CANARY not in f"{sent.subject} {sent.body} {sent.attachments}"
    assert "Conflict" not in unescape(bound.page()).partition('<aside class="rail"')[2]
    bound.later(days=31)
    assert "Update: First report to the partner" in bound.page()


def test_two_people_decide_with_a_reason_and_neither_alone(bound: CaseDesk) -> None:
    bound.do(TAB, "decide", RULE, **TELL)
    assert "One person wants to tell them. A second must agree." in unescape(bound.page(TAB))
    assert "somebody else must agree" in bound.refused(TAB, "decide", RULE, code=409, **TELL)
    bound.refused(TAB, "letter", RULE, code=409, **WORDS)
    assert "Agree as the second person" in bound.page(TAB, member=bound.site.mina)
    bound.do(TAB, "decide", RULE, by=bound.site.mina, **TELL)
    bound.do(TAB, "letter", RULE, **WORDS)
    assert [kind for kind in bound.kinds() if kind.startswith("conflict.")] == [
        "conflict.decision_asked",
        "conflict.decided",
    ]


def test_silence_decided_by_two_leaves_the_duty_open_and_the_letter_shut(bound: CaseDesk) -> None:
    bound.do(TAB, "decide", RULE, **SILENT)
    bound.do(TAB, "decide", RULE, by=bound.site.mina, **SILENT)
    assert "Two people decided to keep silent" in unescape(bound.page(TAB))
    bound.refused(TAB, "letter", RULE, code=409, **WORDS)
    assert "Settle it" not in bound.page()


def test_deciding_asks_again_who_one_is(bound: CaseDesk) -> None:
    """Control 7: before what cannot be taken back."""
    client = bound.as_(bound.site.hana)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answer = bound.send(TAB, "decide", RULE, **TELL)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert "conflict.decision_asked" not in bound.kinds()


def test_a_duty_in_no_conflict_has_no_such_form_and_a_stranger_sees_none(camera: CaseDesk) -> None:
    client = camera.as_(camera.site.hana)
    for name in ("ask_leave", "leave", "decide"):
        assert client.get(camera.road(TAB), {"do": name, "on": RULE}).status_code == 404
    silence(camera)
    stranger = camera.as_(camera.site.mallory)
    assert stranger.get(camera.road(TAB), {"do": "decide", "on": RULE}).status_code == 404
    assert stranger.post(camera.road(TAB), {"do": "decide", "on": RULE, **TELL}).status_code == 404
    assert "conflict.decision_asked" not in camera.kinds()


def test_the_form_proposes_the_coordinator_who_told_us(camera: CaseDesk) -> None:
    camera.do(TAB, "coordinator", party="jp_coordinator", event="notified_us", words="")
    assert '<option value="jp_coordinator" selected>' in camera.page("", do="propose")
    ends = (camera.site.at.now + timedelta(days=20)).strftime("%Y-%m-%dT%H:%M")
    camera.refused("", "propose", code=422, until=ends, asked_by="nobody")
    camera.do("", "propose", until=ends, asked_by="jp_coordinator")
    camera.do("", "accept")
    assert "orders to tell Example Voice" in unescape(camera.page())
