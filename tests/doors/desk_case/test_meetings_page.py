"""Meetings at the desk: convened, moved, called off, minutes with the plan; a calendar file; advice; strangers."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING

from icalendar import Calendar

from tests.doors.desk_case.conftest import CANARY

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

ROLES = ["security_team", "engineer"]


def local(desk: CaseDesk, hours: float) -> str:
    """Write an instant some hours ahead as a browser's field does, in the organisation's zone."""
    return (desk.site.at.now + timedelta(hours=9 + hours)).strftime("%Y-%m-%dT%H:%M")


def convened(desk: CaseDesk) -> str:
    """Convene a meeting in four hours and give its key."""
    desk.do("", "convene", starts_at=local(desk, 4), lasts="45", place="Room 4", roles=ROLES)
    return str(desk.case.meetings.latest("convened_at").id)


def test_a_meeting_is_convened_moved_and_called_off(desk: CaseDesk) -> None:
    key = convened(desk)
    page = unescape(desk.page())
    assert "Room 4" in page
    assert "45 minutes" in page
    assert "Security team, Engineer in charge" in page
    journal = unescape(desk.page("journal/"))
    assert journal.count("Notice written") == 1
    assert "2 times" in journal
    desk.do("", "move_meeting", key, starts_at=local(desk, 30), lasts="", place="Room 5")
    assert "moved once" in desk.page()
    assert "Room 5" in desk.page()
    assert "60 minutes" in desk.page()
    desk.do("", "call_off", key, reason="Solved by telephone")
    page = desk.page()
    assert "Called off" in page
    assert f"/meetings/{key}.ics" not in page
    assert "was called off" in unescape(desk.refused("", "minutes", key, code=409, minutes="x", proposal=""))
    assert desk.case.notices.filter(template="meeting").count() == 3 * 2


def test_wrong_words_are_refused_with_everything_kept(desk: CaseDesk) -> None:
    page = desk.refused("", "convene", code=422, starts_at=local(desk, -1), place="Room <4>", roles=ROLES)
    assert "This lies in the past" in page
    assert "Room &lt;4&gt;" in page
    assert desk.refused("", "convene", code=422, starts_at=local(desk, 1), lasts="9999", roles=ROLES)
    assert desk.send("", "move_meeting", "00000000-0000-4000-8000-000000000000", starts_at="x").status_code == 404
    assert not desk.case.meetings.exists()


def test_the_calendar_file_is_for_members_and_says_nothing_of_the_case(desk: CaseDesk) -> None:
    key = convened(desk)
    road = desk.road(f"meetings/{key}.ics")
    answer = desk.as_(desk.site.hana).get(road)
    assert answer["Content-Type"].startswith("text/calendar")
    calendar = Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert CANARY not in answer.content.decode()
    assert desk.as_(desk.site.mallory).get(road).status_code == 404
    other = desk.road("meetings/00000000-0000-4000-8000-000000000000.ics")
    assert desk.as_(desk.site.hana).get(other).status_code == 404


def test_minutes_yield_the_plan_in_the_same_deed_or_with_one_click(desk: CaseDesk) -> None:
    """A6h: the meeting yields a fix proposal."""
    flaw = desk.vulnerability
    desk.do("products/", "state", vulnerability=flaw, rows=["hc-cloud"], status="affected", note="")
    affect = str(desk.case.vulnerabilities.get().affects.get().id)
    key = convened(desk)
    page = desk.refused("", "minutes", key, code=409, minutes="All there.", proposal="Check the length.")
    assert "This meeting has not begun." in page
    ahead = desk.refused("", "minutes", key, code=422, minutes="All there.", began_at=local(desk, 1))
    assert "This lies in the future" in ahead
    desk.later(hours=5)
    page = desk.refused("", "minutes", key, code=409, minutes="All there.", proposal=" ", affects=[affect], kind="fix")
    assert "Write what is planned for these products." in page
    desk.do("", "minutes", key, minutes="All there.", proposal="Check the length.", affects=[affect], kind="fix")
    assert "Check the length." in desk.page("remedies/")
    assert desk.kinds().count("remedy.planned") == 1
    second = convened(desk)
    desk.do("", "minutes", second, minutes="Again.", proposal="Then fuzz the parser.", began_at=local(desk, 0))
    page = unescape(desk.page())
    road = f"remedies/?do=plan&on=meeting:{second}"
    assert road in page
    assert "Then fuzz the parser.</textarea>" in desk.page("remedies/", do="plan", on=f"meeting:{second}")


def test_advice_is_asked_and_given_without_a_meeting(desk: CaseDesk) -> None:
    """A6l: at low severity the policy wants the security team's and the engineers' advice."""
    desk.do(
        "vulnerabilities/",
        "assess",
        desk.vulnerability,
        vector="CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N",
        source="ourselves",
        reason="",
    )
    assert "the policy wants the advice of Security team, Engineer in charge" in unescape(desk.page())
    chosen = re.findall(r'value="(\w+)"[^>]* checked', desk.page("", do="consult"))
    assert chosen == ROLES
    desk.do("", "consult", roles=ROLES, question="Enough to check the length?")
    desk.do("", "advise", words="Yes, and fuzz it.", by=desk.site.mina)
    page = unescape(desk.page())
    assert "Enough to check the length?" in page
    assert "Yes, and fuzz it." in page
    assert "the policy wants the advice" not in page
    assert desk.send("", "consult", roles=ROLES, question="?", by=desk.site.mallory).status_code == 404
