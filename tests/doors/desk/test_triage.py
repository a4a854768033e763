"""The standing meeting: rows decided together, each for itself, nothing lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.records.models import Case, Message
from daybreak.stages.cases.actions import open_case
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from daybreak.records.models import Report
    from tests.doors.desk.conftest import Door


def row(report: Report, what: str, said: str = "", other: str = "") -> dict[str, str]:
    """Fill in one row of the agenda."""
    number = report.number
    return {f"{number}-what": what, f"{number}-said": said, f"{number}-other": other}


def send(desk: Door, *reports: Report, **sent: str) -> object:
    """Send the agenda with these reports on it."""
    return desk.as_(desk.site.hana).post("/desk/triage/", {"row": [one.number for one in reports], **sent})


def test_the_longest_waiting_comes_first(desk: Door) -> None:
    first = desk.report(title="First")
    desk.site.at.later(hours=1)
    second = desk.report(title="Second")
    text = desk.as_(desk.site.hana).get("/desk/triage/").text
    assert text.index(first.number) < text.index(second.number)


def test_an_empty_table_says_so(desk: Door) -> None:
    assert "Nothing to decide" in desk.as_(desk.site.hana).get("/desk/triage/").text


def test_rows_are_decided_together(desk: Door) -> None:
    opened, closed, joined, left = (desk.report(title=title) for title in ("One", "Two", "Three", "Four"))
    case = open_case(actor=desk.site.hana.actor, now=desk.site.at.now, title="Old", report=desk.report(title="Zero"))
    sent = (
        row(opened, "open", "Title from the table")
        | row(closed, "not_a_vulnerability", "The door is meant to be open.")
        | row(joined, "join", other=case.number.lower())
        | row(left, "", "we wait for Quinn")
    )
    answer = send(desk, opened, closed, joined, left, **sent)
    assert answer.status_code == 303
    for one in (opened, closed, joined, left):
        one.refresh_from_db()
    assert open_text(opened.case, "title_sealed") == "Title from the table"
    assert closed.outcome == "not_a_vulnerability"
    assert joined.case == case
    assert (left.case, left.closed_at) == (None, None)


def test_the_answer_holds_the_reason_in_the_policys_words(desk: Door) -> None:
    report = desk.report()
    send(desk, report, **row(report, "not_a_vulnerability", "The door is meant to be open."))
    body = open_text(Message.objects.get(thread__report=report), "body_sealed")
    assert "Our reason: The door is meant to be open." in body
    assert "{" not in body


def test_a_reason_without_a_place_stands_below_the_answer(desk: Door) -> None:
    first, report = desk.report(title="First"), desk.report(title="Second")
    send(desk, first, report, **row(report, "duplicate", "Same trace.", first.number))
    body = open_text(Message.objects.get(thread__report=report), "body_sealed")
    assert body.endswith("Same trace.")
    report.refresh_from_db()
    assert report.duplicate_of == first


def test_one_row_fails_and_the_others_count(desk: Door) -> None:
    good, bad, waiting = (desk.report(title=title) for title in ("Good", "Bad", "Waiting"))
    sent = row(good, "open") | row(bad, "not_a_vulnerability") | row(waiting, "", "words not sent yet")
    answer = send(desk, good, bad, waiting, **sent)
    assert answer.status_code == 422
    assert Case.objects.count() == 1
    assert "Write the reason" in answer.text
    assert "words not sent yet" in answer.text
    assert f'id="row-{good.number}"' not in answer.text
    bad.refresh_from_db()
    assert bad.closed_at is None


def test_what_somebody_else_decided_meanwhile_keeps_its_words(desk: Door) -> None:
    report = desk.report()
    open_case(actor=desk.site.mina.actor, now=desk.site.at.now, title="Faster", report=report)
    answer = send(desk, report, **row(report, "open", "My long title"))
    assert answer.status_code == 422
    assert "is decided already" in answer.text
    assert "My long title" in answer.text
    assert Case.objects.count() == 1


def test_a_row_out_of_sight_is_told_with_its_words(desk: Door) -> None:
    answer = desk.as_(desk.site.hana).post(
        "/desk/triage/",
        {"row": ["HC-R-2026-00000"], "HC-R-2026-00000-what": "open", "HC-R-2026-00000-said": "my words"},
        follow=True,
    )
    assert "my words" in answer.text
    assert Case.objects.count() == 0


def test_mallory_decides_nothing(desk: Door) -> None:
    report = desk.report()
    desk.as_(desk.site.mallory).post("/desk/triage/", {"row": [report.number], **row(report, "open")})
    assert Case.objects.count() == 0
