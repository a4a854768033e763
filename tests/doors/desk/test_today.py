"""Today: what is due, by whom, with clocks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.stages.cases.actions import close_report

if TYPE_CHECKING:
    from tests.doors.desk.conftest import Door


def test_an_empty_board_says_so(desk: Door) -> None:
    page = desk.as_(desk.site.mallory).get("/desk/")
    assert page.status_code == 200
    assert "Nothing is due from your roles" in page.text


def test_a_received_report_brings_its_duties_to_the_board(desk: Door) -> None:
    report = desk.report()
    page = desk.as_(desk.site.hana).get("/desk/")
    assert page.status_code == 200
    assert report.number in page.text
    assert "First answer by a person" in page.text
    assert f"/desk/reports/{report.number}/#answer" in page.text
