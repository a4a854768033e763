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
from tests.jobs.work import report_of_rita

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Site

COMPANY = {"reader": ("report.received",), "other": ("mailbox.looked_at",)}


def end() -> int:
    """Give the journal's last position."""
    return JournalEntry.objects.latest("position").position


def at(site: Site) -> Round:
    """A round at the cast's instant."""
    return Round(lambda: site.at.now)


@dataclass
class Torn:
    """A database that is lost at the moment a cursor moves after letters were written."""

    letters: int = 0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        """Run everything but that."""
        self.letters += sql.startswith('INSERT INTO "records_notice"')
        if self.letters and sql.startswith('UPDATE "records_reactioncursor"'):
            raise ConnectionError
        return execute(sql, *rest)


class TestFollowing:
    """A cursor never skips what it has not taken, and stands at the journal's end once nothing is left."""

    def test_who_breaks_off_meets_the_same_entry_again_and_who_ends_stands_at_the_end(self, site: Site) -> None:
        for _one in range(3):
            report_of_rita(site)
        (first,) = behind(COMPANY)
        position, fact = next(first.unread())
        (again,) = behind(COMPANY)
        assert (next(again.unread())) == (position, fact)
        again.move_to(position)
        (third,) = behind(COMPANY)
        assert [one.kind for _place, one in third.unread()] == ["report.received"] * 2
        assert behind(COMPANY) == []
        assert set(ReactionCursor.objects.values_list("position", flat=True)) == {end()}

    def test_a_cursor_never_moves_back(self, site: Site) -> None:
        report_of_rita(site)
        (reader,) = behind(COMPANY)
        reader.move_to(5)
        reader.move_to(3)
        assert ReactionCursor.objects.get(reaction="reader").position == 5

    def test_a_limit_leaves_the_rest_for_the_next_round(self, site: Site) -> None:
        """What was not taken is not passed over, although others stand at the end."""
        for _one in range(3):
            report_of_rita(site)
        taken = []
        while waiting := behind(COMPANY):
            for position, _fact in waiting[0].unread(2):
                waiting[0].move_to(position)
                taken.append(position)
        assert taken == list(JournalEntry.objects.filter(kind="report.received").values_list("position", flat=True))

    def test_who_has_nothing_to_read_moves_along_and_what_is_new_begins_there(self, site: Site) -> None:
        report_of_rita(site)
        assert [list(one.unread()) for one in behind(COMPANY)]
        look_through(actor=site.hana.actor, now=site.at.now, mailbox="security")
        told = [(one.name, [fact.kind for _place, fact in one.unread()]) for one in behind(COMPANY)]
        assert told == [("other", ["mailbox.looked_at"])]
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
            assert react_due(at(site)) == 0
        assert torn.letters
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
