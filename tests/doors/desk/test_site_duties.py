"""A duty of the site is extended for the policy's reasons and waived by two people, on the page of its evidence."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from daybreak.core.clocks.calendars import zone_of
from daybreak.jobs.reactions import react_due
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round
from daybreak.journal.facts import fact_of
from daybreak.journal.kept import kept_faults
from daybreak.notices.actions import content_of
from daybreak.records.models import DataKey, DutyRow, JournalEntry, Notice
from daybreak.stages.cases.board import Wanted, board
from daybreak.stages.cases.projection import COLUMNS
from daybreak.stages.cases.site_duties import SITE
from daybreak.stages.cases.site_evidence import evidence_of
from daybreak.stages.intake.actions import look_through
from tests.derived import rebuild
from tests.doors.entering import just_signed_in
from tests.granting import CANARY, LOOK, REVIEW, let_grant, row_of

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.stages.cases.board import BoardLine
    from tests.cast import Member
    from tests.doors.desk.conftest import Door

PAGE = f"/desk/evidence/site/{REVIEW}/?of=policy"


@pytest.fixture(autouse=True)
def _granting(desk: Door) -> None:
    let_grant(desk.site)


def extend(desk: Door, member: Member, until: datetime, reason: str = "complexity", page: str = PAGE) -> Any:
    """Send the form that extends."""
    typed = until.astimezone(zone_of("Asia/Tokyo")).strftime("%Y-%m-%dT%H:%M")
    said = {"do": "extend", "extend-until": typed, "extend-reason": reason, "extend-words": CANARY}
    return desk.as_(member).post(page, said)


def waive(desk: Door, member: Member, page: str = PAGE) -> Any:
    """Send the form that waives, as somebody who has just said who they are."""
    client = desk.as_(member)
    just_signed_in(client, member.person)
    return client.post(page, {"do": "waive", "waive-words": CANARY, "waive-sure": "on"})


def grants() -> list[str]:
    """The kinds of what was granted outside cases and reports, in order."""
    told = JournalEntry.objects.filter(kind__startswith="duty.", case=None, report=None)
    return list(told.order_by("position").values_list("kind", flat=True))


class TestExtending:
    """A13: “extend with a reason from the policy's list”, for the duties of the site too."""

    def test_by_whom_the_policy_names_in_the_journal_and_on_the_page(self, desk: Door) -> None:
        before = row_of().limit
        assert before is not None
        until = before + timedelta(days=30)
        assert extend(desk, desk.site.quinn, until).status_code == 303
        row = row_of()
        assert row.limit == until.replace(second=0, microsecond=0)
        assert grants() == ["duty.extended"]
        code = fact_of(JournalEntry.objects.get(kind="duty.extended").body).codes["until"]
        assert code == row.limit.isoformat(), "typed in Tokyo, kept in UTC"  # type: ignore[union-attr] # it has one
        page = desk.as_(desk.site.quinn).get(PAGE).text
        assert "The fix is complex" in page
        assert CANARY in page
        found = evidence_of(desk.site.quinn.viewer, desk.site.at.now, SITE, REVIEW)
        assert [one.kind for one in found.changes] == ["duty.extended"]
        assert found.changes[0].words["words"] == CANARY
        assert CANARY not in JournalEntry.objects.get(kind="duty.extended").body

    def test_whoever_owes_it_may_not_extend_what_the_policy_gives_to_others(self, desk: Door) -> None:
        before = row_of().limit
        assert before is not None
        refused = extend(desk, desk.site.hana, before + timedelta(days=30))
        assert refused.status_code == 422
        assert "The policy gives this to Quality assurance." in refused.text
        assert row_of().limit == before
        assert grants() == []

    def test_it_is_offered_to_those_alone_whom_the_policy_lets(self, desk: Door) -> None:
        allowed, owing = (desk.as_(one).get(PAGE).text for one in (desk.site.quinn, desk.site.hana))
        assert 'name="extend-until"' in allowed
        assert 'name="extend-until"' not in owing
        assert "The policy lets it be extended by: Quality assurance" in owing, "it says by whom instead"
        assert 'name="waive-words"' in owing, "anybody who answers for it may ask to waive it"

    @pytest.mark.parametrize(("days", "reason"), [(-1, "complexity"), (30, "embargo"), (30, "")])
    def test_not_backwards_and_for_no_other_reason(self, desk: Door, days: int, reason: str) -> None:
        before = row_of().limit
        assert before is not None
        refused = extend(desk, desk.site.quinn, before + timedelta(days=days), reason)
        assert refused.status_code == 422
        assert CANARY in refused.text, "what was written is kept"
        assert (row_of().limit, grants()) == (before, [])

    def test_an_extended_look_lets_the_next_round_count_as_ever(self, desk: Door) -> None:
        site = desk.site
        row = row_of(LOOK, "security")
        assert row.limit is not None
        until = (row.limit + timedelta(days=2)).replace(second=0, microsecond=0)
        assert extend(desk, site.quinn, until, page=f"/desk/evidence/site/{LOOK}/?of=security").status_code == 303
        assert row_of(LOOK, "security").limit == until
        assert row_of(LOOK, "general").limit == row.limit, "another mailbox keeps its own"
        look_through(actor=site.hana.actor, now=site.at.later(hours=30), mailbox="security")
        after = row_of(LOOK, "security")
        assert after.limit is not None
        assert after.limit < until
        assert evidence_of(site.hana.viewer, site.at.now, SITE, LOOK, "security").duty.missed == 0

    def test_those_whom_the_policy_names_hear_of_it_once(self, desk: Door) -> None:
        before = row_of().limit
        assert before is not None
        extend(desk, desk.site.quinn, before + timedelta(days=30))
        for _ in range(2):
            react_due(Round(lambda: desk.site.at.now))
        told = [content_of(one) for one in Notice.objects.filter(template="told")]
        said = [one for one in told if "site as a whole was extended" in one.subject]
        assert sorted(one.to for one in said) == ["hana@maker.example", "mina@maker.example"]
        assert all(CANARY not in one.body for one in told)


class TestWaitingFor:
    """A13: “paused”: what recurs and was done before stands on the board while it waits, and goes on again."""

    def test_a_later_round_waits_in_sight_and_is_resumed(self, desk: Door) -> None:
        site, page = desk.site, f"/desk/evidence/site/{LOOK}/?of=security"
        look_through(actor=site.hana.actor, now=site.at.later(hours=1), mailbox="security")
        client = desk.as_(site.hana)
        assert client.post(page, {"do": "pause", "pause-words": CANARY}).status_code == 303
        row = row_of(LOOK, "security")
        assert row.paused is not None
        assert row.kept is None, "an earlier round was kept, the one that waits was not"
        assert f"site/{LOOK}/?of=security" in client.get("/desk/?state=paused").text
        assert client.post(page, {"do": "resume"}).status_code == 303
        assert grants() == ["duty.paused", "duty.resumed"]


class TestWaiving:
    """A13: “waive with two people”: what recurs is spared for its running round, and the next begins."""

    def test_two_people_and_the_next_round(self, desk: Door) -> None:
        site, first = desk.site, row_of()
        assert waive(desk, site.hana).status_code == 303
        assert row_of().start == first.start
        page = desk.as_(site.mina).get(PAGE).text
        assert "Hana asks to waive it; somebody else must agree." in page
        again = waive(desk, site.hana)
        assert again.status_code == 422
        assert "somebody else must agree" in again.text
        site.at.later(hours=1)
        assert waive(desk, site.mina).status_code == 303
        row = row_of()
        waived = JournalEntry.objects.get(kind="duty.waived").happened_at
        assert (row.start, row.waived, row.kept) == (waived, None, None)
        assert grants() == ["duty.waiver_asked", "duty.waived"]
        found = evidence_of(site.hana.viewer, site.at.now, SITE, REVIEW)
        assert [one.kind for one in found.started_by] == ["duty.waived"]
        assert "somebody else must agree" not in desk.as_(site.mina).get(PAGE).text

    def test_it_asks_once_more_who_one_is(self, desk: Door) -> None:
        answer = desk.as_(desk.site.hana).post(PAGE, {"do": "waive", "waive-words": CANARY, "waive-sure": "on"})
        assert answer["Location"].startswith("/accounts/reauthenticate/")
        assert grants() == []

    def test_nothing_without_the_confirmation(self, desk: Door) -> None:
        assert desk.as_(desk.site.hana).post(PAGE, {"do": "waive", "waive-words": CANARY}).status_code == 422
        assert desk.as_(desk.site.hana).post(PAGE, {"do": "no-such-deed"}).status_code == 409
        assert grants() == []

    def test_of_a_report_without_a_case_too(self, desk: Door) -> None:
        """The same holes and the same forms: a report's duty is waived by two who watch its mailbox."""
        report, site = desk.report(), desk.site
        page = f"/desk/evidence/{report.number}/answer/?of={report.id}"
        for member in (site.hana, site.mina):
            assert waive(desk, member, page).status_code == 303
        assert DutyRow.objects.get(report=report, rule="answer").waived is not None
        assert waive(desk, site.mallory, page).status_code == 404


class TestKept:
    """The projection is derived again from the journal, and what was said opens or is found changed."""

    def test_a_rebuilt_projection_is_the_same(self, desk: Door) -> None:
        before = row_of().limit
        assert before is not None
        extend(desk, desk.site.quinn, before + timedelta(days=30))
        for member in (desk.site.hana, desk.site.mina):
            waive(desk, member, f"/desk/evidence/site/{LOOK}/?of=security")
        written = _rows()
        rebuild(desk.site.at.now)
        assert _rows() == written

    def test_the_words_open_or_are_found_changed(self, desk: Door) -> None:
        desk.report()
        waive(desk, desk.site.hana)
        assert list(kept_faults()) == []
        entry = JournalEntry.objects.get(kind="duty.waiver_asked")
        other = DataKey.objects.exclude(pk=entry.data_key_id).exclude(wrapped=None).first()
        assert other is not None
        DataKey.objects.filter(pk=entry.data_key_id).update(wrapped=other.wrapped)
        assert len(list(kept_faults())) == 1

    def test_who_was_reminded_stands_on_the_page(self, desk: Door) -> None:
        row = row_of(LOOK, "security")
        assert row.limit is not None
        desk.site.at.now = row.limit
        desk.site.at.later(hours=1)
        remind_due(Round(lambda: desk.site.at.now))
        page = desk.as_(desk.site.hana).get(f"/desk/evidence/site/{LOOK}/?of=security").text
        assert "Overdue: Daily look at the mailbox" in page
        assert "hana@maker.example" in page
        other = desk.as_(desk.site.hana).get(PAGE).text
        assert "Daily look at the mailbox" not in other


class TestStrangers:
    """Control 5: what one neither owes nor has a say in answers as what does not exist, and nothing of it is done."""

    def test_mallory_sees_and_does_nothing(self, desk: Door) -> None:
        limit = row_of().limit
        assert limit is not None
        waive(desk, desk.site.hana)
        said = grants()
        for answer in (
            desk.as_(desk.site.mallory).get(PAGE),
            waive(desk, desk.site.mallory),
            extend(desk, desk.site.mallory, limit + timedelta(days=1)),
        ):
            assert answer.status_code == 404
            assert CANARY not in answer.text
        assert grants() == said
        assert "Review this policy" not in desk.as_(desk.site.mallory).get("/desk/?who=all").text

    def test_a_say_is_on_the_board_for_all_one_may_see(self, desk: Door) -> None:
        board = desk.as_(desk.site.quinn)
        assert "Review this policy" in board.get("/desk/?who=all").text
        assert "Review this policy" not in board.get("/desk/").text, "Quinn does not owe it"
        assert "Extend or waive" in board.get("/desk/?who=all").text

    def test_the_board_says_what_the_policy_lets_its_reader_decide(self, desk: Door) -> None:
        """“Pause …, extend with a reason from the policy's list, waive with two people”: and by whom."""
        told = {line.rule: line.decisions for line in _lines(desk, desk.site.quinn)}
        assert told[REVIEW] == ("extend", "waive")
        told = {line.rule: line.decisions for line in _lines(desk, desk.site.hana)}
        assert told[LOOK] == ("pause", "waive"), "quality assurance alone extends it"
        page = desk.as_(desk.site.hana).get("/desk/?who=all").text
        assert '#deeds">Pause or waive<' in page
        assert "Extend" not in page


def _lines(desk: Door, member: Member) -> tuple[BoardLine, ...]:
    lines = board(member.viewer, desk.site.at.now, Wanted("all")).lines
    return tuple(line for line in lines if line.scope not in {"case", "report"})


def _rows() -> set[tuple[object, ...]]:
    rows = DutyRow.objects.filter(case=None, report=None)
    return {(row.rule, row.subject, *(str(getattr(row, column)) for column in COLUMNS)) for row in rows}
