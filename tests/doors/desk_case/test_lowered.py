"""A severity is lowered, and vulnerabilities move: what was late by then stays missed, and whoever asks reads why."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.journal import clock
from daybreak.stages.cases.actions import close_case, open_case
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.no_longer import gone_duties
from daybreak.stages.cases.vulnerabilities import add_vulnerability
from daybreak.stages.disclosure.merging import merge_case
from daybreak.stages.disclosure.splitting import Leaving, split_case
from tests.doors.desk_case.test_duties import line

if TYPE_CHECKING:
    from daybreak.records.models import Case
    from tests.doors.desk_case.conftest import CaseDesk

HIGH, LOW = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N", "CVSS:3.1/AV:P/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"
GONE = 'id="gone">No longer owed'
MEET = "meet"
"""At once for high, three business days for medium, and no meeting at all for low (A6h, A6m, A6l)."""


@pytest.fixture
def late(desk: CaseDesk) -> CaseDesk:
    """A confirmed case of high severity whose meeting nobody held for five days."""
    desk.do("", "confirm", sure="on")
    desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=HIGH, source="ourselves", reason="As scored.")
    desk.later(days=5)
    return desk


def standing(desk: CaseDesk, case: Case) -> str:
    """Give the state of the meeting of a case."""
    now = clock.database_now()
    lines = case_duties(desk.site.hana.viewer, now, case.number)
    return next((one.duty.state(now) for one in lines if one.duty.id == MEET), "none")


def on_the_board(desk: CaseDesk) -> set[str]:
    """Give the rules of all lines that Hana may see."""
    return {one.rule for one in board(desk.site.hana.viewer, clock.database_now(), Wanted("all")).lines}


def lower(desk: CaseDesk) -> None:
    """Judge the vulnerability anew, at a severity for which nobody need meet."""
    scored = {"vector": LOW, "source": "ourselves", "reason": "It needs a key in the lock."}
    desk.do("vulnerabilities/", "assess", desk.vulnerability, **scored)


class TestLowered:
    """“‘High’ is recomputed when severity changes, with history”."""

    def test_the_miss_stands_and_nobody_is_asked_any_more(self, late: CaseDesk) -> None:
        assert MEET in on_the_board(late)
        lower(late)
        assert line(late, MEET).duty.state(clock.database_now()) == "missed"
        assert MEET not in on_the_board(late)
        page = unescape(late.as_(late.site.hana).get(f"/desk/evidence/{late.case.number}/{MEET}/").text)
        assert "Nobody owes it any more since" in page
        assert "Severity judged" in page[page.index("Nobody owes it any more since") :]

    def test_lowered_in_time_it_is_gone(self, desk: CaseDesk) -> None:
        desk.do("", "confirm", sure="on")
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=HIGH, source="ourselves", reason="As scored.")
        desk.later(hours=1)
        lower(desk)
        assert standing(desk, desk.case) == "none"

    def test_what_ended_in_time_is_told_with_what_ended_it(self, desk: CaseDesk) -> None:
        """Whoever saw it run asks where it went; what is owed again, or was missed, stands in the list itself."""
        desk.do("", "confirm", sure="on")
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=HIGH, source="ourselves", reason="As scored.")
        desk.later(hours=1)
        assert GONE not in desk.page("duties/")
        lower(desk)
        page = desk.page("duties/")
        told = page[page.index(GONE) : page.index("Restate when")]
        assert desk.site.policy.duty(MEET).name.in_("en") in unescape(told)
        assert "(Severity judged)" in told
        assert (
            GONE.replace("No longer owed", "対象でなくなった義務")
            in desk.as_(desk.site.hana).get(desk.road("duties/"), headers={"Accept-Language": "ja"}).text
        )
        assert desk.as_(desk.site.mallory).get(desk.road("duties/")).status_code == 404
        desk.later(hours=1)
        desk.do("vulnerabilities/", "assess", desk.vulnerability, vector=HIGH, source="ourselves", reason="After all.")
        assert GONE not in desk.page("duties/")

    def test_what_was_missed_or_closed_is_not_told_twice(self, late: CaseDesk) -> None:
        lower(late)
        told = gone_duties(late.site.hana.viewer, clock.database_now(), late.case.number)
        assert late.site.policy.duty(MEET).name not in [one.name for one in told]
        now = clock.database_now()
        close_case(actor=late.site.hana.actor, now=now, case=late.case, outcome="deferred", words="Later.")
        assert gone_duties(late.site.hana.viewer, clock.database_now(), late.case.number) == told

    def test_a_stranger_learns_nothing(self, late: CaseDesk) -> None:
        lower(late)
        answer = late.as_(late.site.mallory).get(f"/desk/evidence/{late.case.number}/{MEET}/")
        assert answer.status_code == 404
        assert "missed" not in answer.text


class TestMoved:
    """“Cases merge and split: duties are re-derived”, and what was missed goes with what it was missed for."""

    def test_a_merge_takes_the_miss_along(self, late: CaseDesk) -> None:
        site = late.site
        other = open_case(actor=site.hana.actor, now=site.at.now, title="The same, it seems")
        late.later(hours=1)
        merge_case(actor=site.hana.actor, now=site.at.now, case=other, other=late.case, reason="One flaw.")
        assert standing(late, other) == "overdue"

    def test_a_split_leaves_it_with_the_flaw(self, late: CaseDesk) -> None:
        site = late.site
        flaw, now = late.vulnerability, site.at.now
        add_vulnerability(actor=site.hana.actor, now=now, case=late.case, title="A second flaw")
        late.later(hours=1)
        leaving = Leaving([flaw], [str(late.report.id)], "Another matter", "Two after all.")
        parted = split_case(actor=site.hana.actor, now=site.at.now, case=late.case, leaving=leaving)
        assert standing(late, parted) == "overdue"
