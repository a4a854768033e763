"""A duty that is late when its case closes: told before, gone from the board, missed for ever, or owed all the same."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.letters import REMINDER
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round
from daybreak.journal import clock
from daybreak.notices.actions import content_of
from daybreak.records.models import DutyRow, Notice
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.closing import foretold_closing
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.refusals import CaseClosed
from daybreak.stages.coordination.sending import send_letter
from tests.doors.desk_case.test_duties import line

if TYPE_CHECKING:
    from tests.doors.desk_case.conftest import CaseDesk

CLOSING = {"outcome": "risk_accepted", "words": "We accept it.", "sure": "on"}
LATE, OWED = "assess", "first_report"
"""An own promise to judge the severity, and what a contract demands."""


@pytest.fixture
def late(desk: CaseDesk) -> CaseDesk:
    """A confirmed case that nobody touched for ten days."""
    desk.do("", "confirm", sure="on")
    desk.later(days=10)
    return desk


def rules(desk: CaseDesk) -> set[str]:
    """Give the rules of the case's lines on the board of all that Hana may see."""
    now = clock.database_now()
    return {
        one.rule for one in board(desk.site.hana.viewer, now, Wanted("all")).lines if one.number == desk.case.number
    }


class TestToldBefore:
    """“Each irreversible deed a confirmation”: it says what becomes of each duty."""

    def test_the_page_says_what_becomes_of_each(self, late: CaseDesk) -> None:
        page = " ".join(unescape(late.page("", do="close")).split())
        table = page[page.index("What becomes of its duties") : page.index('name="outcome"')]
        row = table[table.index("Judge the severity") :].partition("</tr>")[0]
        assert "Overdue" in row
        assert row.count("Ends as missed") == 2
        row = table[table.index("First report to the partner") :].partition("</tr>")[0]
        assert row.count("Is still owed, and can be done in the closed case") == 2
        assert "Nothing, or handled elsewhere: Not a vulnerability" in table

    def test_in_japanese(self, late: CaseDesk) -> None:
        late.as_(late.site.hana).cookies["django_language"] = "ja"
        assert "期限内に履行されなかったものとして終了" in late.page("", do="close")

    def test_a_stranger_learns_nothing(self, late: CaseDesk) -> None:
        answer = late.as_(late.site.mallory).get(late.road(), {"do": "close"})
        assert answer.status_code == 404
        assert "Judge the severity" not in answer.content.decode()
        with pytest.raises(NotVisible):
            foretold_closing(late.site.mallory.viewer, late.site.at.now, late.case.number)


class TestMissed:
    """“Each line with its clock, basis and the deed that fulfils it”; “kept/missed per duty”."""

    def test_it_leaves_the_board_and_stays_missed(self, late: CaseDesk) -> None:
        assert {LATE, OWED} <= rules(late)
        late.do("", "close", **CLOSING)
        assert LATE not in rules(late)
        late.later(days=400)
        assert line(late, LATE).state == "missed"
        page = unescape(late.as_(late.site.hana).get(f"/desk/evidence/{late.case.number}/{LATE}/").text)
        assert "Ended by the closing of the case on" in page
        assert late.as_(late.site.mallory).get(f"/desk/evidence/{late.case.number}/{LATE}/").status_code == 404
        figures = late.as_(late.site.mina).get("/desk/metrics/").text
        assert "Judge the severity" in figures

    def test_a_case_that_is_opened_again_takes_it_up_again(self, late: CaseDesk) -> None:
        before = line(late, LATE).duty.limit
        late.do("", "close", **CLOSING)
        late.later(days=1)
        late.do("", "reopen", reason="It is worse than we thought.")
        assert LATE in rules(late)
        again = line(late, LATE)
        assert (again.state, again.duty.limit) == ("overdue", before)


class TestOwedAllTheSame:
    """“Strength (law, contract …)”: what is owed to others is owed however late; it is done, or waived, and is told."""

    def test_its_letter_is_written_in_the_closed_case(self, late: CaseDesk) -> None:
        late.do("", "close", **CLOSING)
        assert OWED in rules(late)
        assert line(late, OWED).deed.possible
        assert f"do=letter&amp;on={OWED}" in late.page("outside/")
        late.do("outside/", "letter", OWED, say_description="A clip.", say_severity_or_unknown="Not judged.")
        assert Notice.objects.filter(case=late.case, duty=OWED).exists()

    def test_no_other_letter_is(self, late: CaseDesk) -> None:
        late.do("", "close", **CLOSING)
        sent = {"actor": late.site.hana.actor, "now": late.site.at.now, "case": late.case, "words": {}}
        late.case.refresh_from_db()
        with pytest.raises(CaseClosed):
            send_letter(**sent, rule_id="second_report")

    def test_two_people_waive_it_in_the_closed_case(self, late: CaseDesk) -> None:
        late.do("", "close", **CLOSING)
        key = line(late, OWED).key
        assert "do=waive" in late.page("duties/")
        late.do("duties/", "waive", key, words="The partner asked for none.", sure="on")
        late.do("duties/", "waive", key, by=late.site.mina, words="Agreed.", sure="on")
        assert OWED not in rules(late)
        assert line(late, OWED).state == "waived"

    def test_its_reminders_go_on_and_those_of_what_ended_do_not(self, late: CaseDesk) -> None:
        late.do("", "close", **CLOSING)
        remind_due(Round(lambda: late.site.at.now))
        told = "\n".join(content_of(one).body for one in Notice.objects.filter(template=REMINDER, case=late.case))
        assert "First report to the partner" in told
        assert "Judge the severity" not in told
        assert not DutyRow.objects.filter(case=late.case, rule=LATE).exists()
