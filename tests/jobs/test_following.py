"""House, law 2: what follows the journal reads on from its own place, at least once, and asks little when idle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from daybreak.jobs.encrypted import open_encrypted
from daybreak.jobs.following import behind
from daybreak.jobs.reactions import REACTIONS, react_due
from daybreak.jobs.round import Round
from daybreak.jobs.subscribers import tell_subscribers_due
from daybreak.records.models import JournalEntry, ReactionCursor
from daybreak.stages.intake.actions import look_through
from tests.jobs.reminded import at
from tests.jobs.work import report_of_rita

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.jobs.following import Follower
    from tests.cast import Site

COMPANY = {"reader": ("report.received",)}


def end() -> int:
    """Give the journal's last position."""
    return JournalEntry.objects.latest("position").position


def reader() -> Follower:
    """Give the one follower, which is behind."""
    (found,) = behind(COMPANY)
    return found


@dataclass
class Torn:
    """A database that is lost for a moment, as a cursor moves after letters were written."""

    letters: int = 0
    torn: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Run everything but that."""
        self.letters += sql.startswith('INSERT INTO "records_notice"')
        if self.letters and not self.torn and sql.startswith('UPDATE "records_reactioncursor"'):
            self.torn += 1
            raise ConnectionError
        return execute(sql, *rest)


class TestFollowing:
    """A cursor never skips what it has not taken, and stands at the journal's end once nothing is left."""

    def test_who_breaks_off_meets_the_same_entry_again_and_who_ends_stands_at_the_end(self, site: Site) -> None:
        for _one in range(3):
            report_of_rita(site)
        position, fact = next(reader().unread())
        again = reader()
        assert next(again.unread()) == (position, fact)
        again.move_to(position)
        assert [one.kind for _place, one in reader().unread()] == ["report.received"] * 2
        assert behind(COMPANY) == []
        assert set(ReactionCursor.objects.values_list("position", flat=True)) == {end()}

    def test_a_cursor_never_moves_back(self, site: Site) -> None:
        report_of_rita(site)
        reader().move_to(5)
        reader().move_to(3)
        assert reader().position == 5

    def test_a_limit_leaves_the_rest_for_the_next_round(self, site: Site) -> None:
        """What was not taken is not passed over."""
        for _one in range(3):
            report_of_rita(site)
        taken = []
        while behind(COMPANY):
            follower = reader()
            for position, _fact in follower.unread(2):
                follower.move_to(position)
                taken.append(position)
        assert taken == list(JournalEntry.objects.filter(kind="report.received").values_list("position", flat=True))

    def test_who_finds_nothing_of_its_own_moves_along_and_what_is_new_begins_there(self, site: Site) -> None:
        report_of_rita(site)
        assert len(list(reader().unread())) == 1
        look_through(actor=site.hana.actor, now=site.at.now, mailbox="security")
        assert list(reader().unread()) == []
        assert ReactionCursor.objects.get(reaction="reader").position == end()
        assert behind({**COMPANY, "new": ("report.received",)}) == []
        assert ReactionCursor.objects.get(reaction="new").position == end()


class TestReactionsAreWhole:
    """A reaction and its cursor stand together or not at all, and one that fails keeps none of the others back."""

    def test_where_the_cursor_cannot_move_the_letters_are_not_written_either(self, site: Site) -> None:
        react_due(at(site))
        stood = ReactionCursor.objects.get(reaction="report_in").position
        report_of_rita(site)
        written = JournalEntry.objects.count()

        torn = Torn()
        with connection.execute_wrapper(torn):
            react_due(at(site))
        assert torn.torn == 1
        assert JournalEntry.objects.count() == written
        assert ReactionCursor.objects.get(reaction="report_in").position == stood
        assert react_due(at(site)) > 0
        assert JournalEntry.objects.count() > written


class TestARoundWithNothingDue:
    """House: the worker looks every two seconds; what nobody waits for must cost next to nothing."""

    @pytest.mark.parametrize("job", [react_due, open_encrypted, tell_subscribers_due])
    def test_it_asks_for_its_cursors_and_for_what_is_new(self, site: Site, job: Callable[[Round], int]) -> None:
        report_of_rita(site)
        while job(at(site)):
            pass
        job(at(site))
        with CaptureQueriesContext(connection) as questions:
            assert job(at(site)) == 0
        assert len(questions) == 2, [one["sql"] for one in questions]
        assert len(REACTIONS) > 10
