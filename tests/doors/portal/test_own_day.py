"""The finder's own day of going public: moved and taken back in the mailbox."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.clocks.calendars import zone_of
from daybreak.stages.intake.finder_date import name_day
from daybreak.stages.intake.queries.finder_day import named_day
from daybreak.stages.intake.refusals import DayHasPassed, NoDayToTakeBack
from tests.doors.portal.finding import mailbox, reported

if TYPE_CHECKING:
    from datetime import date

    from daybreak.records.models import Report
    from tests.cast import Site


def day_of(site: Site, report: Report) -> date | None:
    """Give the day that stands, in the organisation's zone."""
    named = named_day(report)
    return named.astimezone(zone_of(site.policy.organisation.time_zone)).date() if named else None


class TestOwnDay:
    """Issue 3: "The finder's own date counts down on every line of the case"."""

    def test_the_finder_moves_it_and_takes_it_back(self, site: Site) -> None:
        report, code = reported()
        box, day = mailbox(code), site.at.now.date() + timedelta(days=40)
        assert box.post("/en/box/day", {"own-day": day.isoformat()}).status_code == 303
        assert day_of(site, report) == day
        assert f'value="{day.isoformat()}"' in box.get("/en/box/open").content.decode()
        assert box.post("/en/box/day", {"own-day": ""}).status_code == 303
        assert day_of(site, report) is None

    @pytest.mark.parametrize("said", ["2020-01-01", "soon", ""])
    def test_what_cannot_be_meant_is_refused_beside_the_field(self, site: Site, said: str) -> None:
        report, code = reported()
        answer = mailbox(code).post("/en/box/day", {"own-day": said})
        assert answer.status_code == 422
        assert 'id="id_own-day' in answer.content.decode()
        assert day_of(site, report) is None

    def test_a_day_behind_us_and_nothing_to_take_back(self, site: Site) -> None:
        report, _code = reported()
        deed = {"actor": site.hana.actor, "now": site.at.now, "report": report}
        with pytest.raises(NoDayToTakeBack):
            name_day(**deed, day=None)
        with pytest.raises(DayHasPassed):
            name_day(**deed, day=(site.at.now - timedelta(days=3)).date())
