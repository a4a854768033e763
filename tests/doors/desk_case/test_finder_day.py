"""The finder's own day of going public: noted by the team as a mail said it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.stages.intake.queries.finder_day import named_day

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk


class TestFinderDay:
    """Issue 3: "The finder's own date counts down on every line of the case"."""

    def test_the_team_notes_what_a_mail_said_and_every_line_shows_it(self, any_desk: CaseDesk) -> None:
        desk = any_desk
        day = desk.site.at.now.date() + timedelta(days=33)
        desk.do("conversation/", "day", str(desk.report.id), day=day.isoformat())
        assert named_day(desk.report) is not None
        assert "The finder goes public on" in desk.page("conversation/")
        assert str(day.year) in desk.page("duties/")
        desk.do("conversation/", "day", str(desk.report.id), day="")
        assert named_day(desk.report) is None

    def test_a_stranger_notes_nothing(self, any_desk: CaseDesk) -> None:
        desk = any_desk
        road = f"/desk/cases/{desk.case.number}/conversation/"
        sent = {"do": "day", "on": str(desk.report.id), "day": "2099-01-01"}
        assert desk.as_(desk.site.mallory).post(road, sent).status_code == 404
        assert named_day(desk.report) is None
