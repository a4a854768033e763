"""A duty that takes longer: the finder and the parties whom the policy names are told with the extension itself."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.core.access import Viewer
from daybreak.journal import clock
from daybreak.notices.actions import content_of
from daybreak.records.models import Notice
from daybreak.stages.cases.actions import join
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.vulnerabilities import note_world_event
from daybreak.stages.coordination.actions import note_coordinator
from daybreak.stages.coordination.longer import EXTENSION
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.queries.finder_box import finder_box
from daybreak.stages.intake.submission import Finder, Submission
from tests.doors.desk_case.test_life import local
from tests.doors.desk_coordination.conftest import TAB
from tests.doors.portal.finding import mailbox

if TYPE_CHECKING:
    from daybreak.records.models import Report
    from tests.doors.desk_case.conftest import CaseDesk

OURS = "The parser belongs to the secret project Canary-71."
"""The team's own words beside the reason."""


def extended(desk: CaseDesk, days: int = 300) -> None:
    """Extend the duty to publish."""
    lines = case_duties(desk.site.hana.viewer, clock.database_now(), desk.case.number)
    (line,) = (one for one in lines if one.duty.id == "publish")
    desk.do("duties/", "extend", line.key, until=local(desk, days=days), reason="embargo", words=OURS)


@pytest.fixture
def published(group: CaseDesk) -> CaseDesk:
    """The group's case, whose duty to publish runs."""
    note_world_event(
        actor=group.site.hana.actor,
        now=group.site.at.now,
        vulnerability=group.case.vulnerabilities.get(),
        event="public",
        at=group.site.at.now,
    )
    return group


def reported(desk: CaseDesk, address: str) -> tuple[Report, str]:
    """Let another finder report something else."""
    submission = Submission("web", "security", "en", b"x", "x", {}, Finder(name="Otto", address=address))
    received = receive(actor=Viewer("public").actor, now=desk.site.at.now, submission=submission)
    return received.report, received.tracking_code


class TestTheFinder:
    """Issue 3: “extend with a reason from the policy's list”, and the finder is told: `tell: [finder]`."""

    def test_reads_what_until_when_and_why_and_nothing_else(self, published: CaseDesk) -> None:
        desk = published
        box = finder_box(Viewer("finder", str(desk.report.id)), desk.site.at.now)
        assert box is not None
        assert box.longer == ()
        extended(desk)
        box = finder_box(Viewer("finder", str(desk.report.id)), desk.site.at.now)
        assert box is not None
        (line,) = box.longer
        assert line.name == "Publish the advisory"
        assert line.until - desk.site.at.now > timedelta(days=200)
        assert line.reason
        assert OURS not in repr(box)

    def test_the_page_says_it_and_the_mail_only_that_there_is_news(self, published: CaseDesk) -> None:
        """Promises, control 9: no detail leaves in plain."""
        desk = published
        report, code = reported(desk, "otto@finder.example")
        join(actor=desk.site.hana.actor, now=desk.site.at.now, report=report, case=desk.case)
        extended(desk)
        (letter,) = Notice.objects.filter(report=report, template="news")
        words = content_of(letter)
        assert words.to == "otto@finder.example"
        for hidden in ("Publish the advisory", "Canary-71", "2027", desk.case.number):
            assert hidden not in words.subject + words.body
        page = mailbox(code).get("/en/box/open").content.decode()
        assert "We need longer than we said" in page
        assert "Publish the advisory" in page
        assert "Canary-71" not in page

    def test_a_stranger_reads_nothing(self, published: CaseDesk) -> None:
        """Whoever reported something else sees no line of it and gets no letter."""
        report, code = reported(published, "otto@finder.example")
        extended(published)
        assert not Notice.objects.filter(report=report, template="news").exists()
        assert "longer than we said" not in mailbox(code).get("/en/box/open").content.decode()

    def test_what_is_done_needs_no_more_time(self, published: CaseDesk) -> None:
        extended(published)
        lines = case_duties(published.site.hana.viewer, clock.database_now(), published.case.number)
        (line,) = (one for one in lines if one.duty.id == "publish")
        for who in (published.site.hana, published.site.mina):
            published.do("duties/", "waive", line.key, by=who, words="An exercise.", sure="on")
        box = finder_box(Viewer("finder", str(published.report.id)), published.site.at.now)
        assert box is not None
        assert box.longer == ()


class TestParties:
    """“Told to whom”: a party hears of it where it knows of the case, in the way the policy has for it."""

    def test_nobody_learns_of_the_case_by_it(self, published: CaseDesk) -> None:
        extended(published)
        assert not Notice.objects.filter(template=EXTENSION).exists()

    def test_who_knows_gets_a_letter_to_be_carried(self, published: CaseDesk) -> None:
        desk = published
        note_coordinator(
            actor=desk.site.hana.actor,
            now=desk.site.at.now,
            case=desk.case,
            party="jp_coordinator",
            event="notified_us",
            words="They wrote to us.",
        )
        extended(desk)
        (letter,) = Notice.objects.filter(template=EXTENSION)
        words = content_of(letter)
        assert (letter.channel, letter.party, letter.duty) == ("hand", "jp_coordinator", "")
        assert desk.case.number in words.subject
        assert "アドバイザリ" in words.body
        assert "Canary-71" not in words.subject + words.body
        page = desk.page(TAB)
        assert words.subject in page
        desk.do(TAB, "carried", str(letter.id), reference="by PGP mail")
        letter.refresh_from_db()
        assert letter.sent_at is not None
        lines = case_duties(desk.site.hana.viewer, clock.database_now(), desk.case.number)
        assert "answer_coordinator" not in {one.duty.id for one in lines if one.duty.kept}
