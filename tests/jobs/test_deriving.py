"""House, law 3: state is derived. After an update the worker derives every duty anew, in steps, and unasked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.jobs.deriving import begin_anew, derive_due, left, program_in, this_program
from daybreak.jobs.round import Round
from daybreak.records.models import Case, DutyRow, JournalEntry, ReactionCursor
from daybreak.stages.cases.actions import open_case
from daybreak.stages.cases.projection import COLUMNS
from daybreak.stages.cases.vulnerabilities import add_vulnerability
from daybreak.stages.disclosure.splitting import Leaving, split_case
from tests.jobs.reminded import at
from tests.jobs.work import CANARY, report_of_rita

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cast import Site

LATER = timedelta(days=400)


def rows() -> set[tuple[str, ...]]:
    """Every duty that is stored, with its instants."""
    return {
        (row.rule, row.scope, row.subject, *(str(getattr(row, column)) for column in COLUMNS))
        for row in DutyRow.objects.all()
    }


def another_program_was_here() -> None:
    """Leave a site as a program with other laws leaves it: its cursor, and every limit where that law puts it."""
    ReactionCursor.objects.all().delete()
    ReactionCursor.objects.create(reaction="program 0123", position=10**6)
    for row in DutyRow.objects.exclude(limit=None):
        DutyRow.objects.filter(pk=row.pk).update(limit=row.limit and row.limit + LATER)


def one_more_and_one_less(row: DutyRow | None) -> None:
    """Put a duty that no law of ours knows in the place of one that it knows."""
    assert row is not None
    DutyRow.objects.create(rule="gone", scope=row.scope, subject=row.subject, case=row.case, report=row.report)
    row.delete()


class TestAfterAnUpdate:
    """Promises: a clock is never wrong because a program was changed; what is stored follows the program that runs."""

    def test_what_another_program_derived_is_derived_anew(self, site: Site) -> None:
        report_of_rita(site)
        open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        written = rows()
        another_program_was_here()
        one_more_and_one_less(DutyRow.objects.filter(case=None).exclude(report=None).first())
        one_more_and_one_less(DutyRow.objects.exclude(case=None).first())
        one_more_and_one_less(DutyRow.objects.filter(case=None, report=None).first())
        assert rows() != written
        assert left() == 3
        while derive_due(at(site)):
            assert DutyRow.objects.count() > 1, "what is derived anew is never away"
        assert rows() == written
        assert left() == 0
        assert [one.reaction for one in ReactionCursor.objects.all()] == [this_program()]

    def test_interrupted_it_goes_on_where_it_was(self, site: Site) -> None:
        for _one in range(3):
            report_of_rita(site)
        written = rows()
        another_program_was_here()
        asked: list[bool] = []

        def stopping() -> bool:
            asked.append(True)
            return len(asked) > 1

        stopped = Round(lambda: site.at.now, stopping)
        assert derive_due(stopped) == 1
        assert left() == 2
        assert rows() != written
        assert derive_due(at(site)) == 2
        assert rows() == written

    def test_what_this_program_derived_is_left_alone(self, site: Site) -> None:
        """A deed derives what it concerns; the worker has nothing to do there."""
        report_of_rita(site)
        while derive_due(at(site)):
            pass
        DutyRow.objects.filter(limit__isnull=False).update(limit=site.at.now + LATER)
        touched = rows()
        assert derive_due(at(site)) == 0
        assert rows() == touched
        begin_anew(at(site))
        assert left() == 1
        assert derive_due(at(site)) == 1
        assert rows() != touched

    def test_every_case_is_reached_also_one_that_left_another(self, site: Site) -> None:
        case = open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        flaw = add_vulnerability(actor=site.hana.actor, now=site.at.now, case=case, title=CANARY)
        leaving = Leaving([str(flaw.id)], [], "Another", "Two after all.")
        split_case(actor=site.hana.actor, now=site.at.now, case=case, leaving=leaving)
        assert Case.objects.count() == 2
        written = rows()
        begin_anew(at(site))
        DutyRow.objects.filter(case__isnull=False).delete()
        while derive_due(at(site)):
            pass
        assert rows() == written

    def test_the_journal_says_nothing_of_it(self, site: Site) -> None:
        report_of_rita(site)
        told = JournalEntry.objects.count()
        another_program_was_here()
        while derive_due(at(site)):
            pass
        assert JournalEntry.objects.count() == told


class TestWhichProgram:
    """Nobody has to remember to say that a law has changed: the program's own text says so."""

    def test_any_change_of_its_text_makes_it_another(self, tmp_path: Path) -> None:
        (tmp_path / "core").mkdir()
        law = tmp_path / "core" / "law.py"
        law.write_text("within = 30\n")
        named = [program_in(tmp_path)]
        law.write_text("within = 31\n")
        named.append(program_in(tmp_path))
        law.rename(tmp_path / "law.py")
        named.append(program_in(tmp_path))
        (tmp_path / "more.py").write_text("")
        named.append(program_in(tmp_path))
        assert len(set(named)) == len(named)
        (tmp_path / "more.py").unlink()
        assert program_in(tmp_path) == named[2]

    def test_this_one_is_named_by_all_of_its_laws(self) -> None:
        assert this_program().startswith("program ")
        assert len(this_program()) <= 64
