"""The database itself gives each viewer their rows and no others: raw, without `visible_to` (P4, control 3)."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse

from daybreak.core.access import PUBLIC, Viewer
from daybreak.doors.audience import for_public
from daybreak.journal.deed import deed
from daybreak.people.reading import note_read
from daybreak.people.sight import seeing
from daybreak.program.versions import version_in_force
from daybreak.records.models import Case, JournalEntry, Membership, Person, PolicyVersion, Report
from daybreak.records.on_behalf import VIEWER, Looking, as_nobody, as_the_house, looking_as
from daybreak.records.row_rules import RULES, ruled_models
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.cast import START
from tests.row_security.planting import World

if TYPE_CHECKING:
    from tests.cast import Member, Site

SHARED = {name for name, rule in RULES.items() if rule.shared}


@pytest.fixture
def worlds(site: Site) -> tuple[World, World]:
    """Two cases with a row in every table for every road; Hana is inside the first."""
    ours, theirs = World(), World()
    for world in (ours, theirs):
        world.shared |= {Person: site.quinn.person, PolicyVersion: version_in_force(START)}
        world.plant_all()
    _let_in(site.hana, ours)
    return ours, theirs


def _let_in(member: Member, world: World, **when: Any) -> None:
    known = {"valid_from": START, "until": None} | when
    Membership.objects.create(
        person=member.person, case_id=world.row(Case).pk, role="r", basis="test", granted_by="operator", **known
    )


def _seen(name: str) -> set[Any]:
    """Ask the table itself, as a query would that forgot everything."""
    table = ruled_models()[name]._meta
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {table.pk.column} FROM {table.db_table}")
        return {row[0] for row in cursor.fetchall()}


class TestEveryTable:
    """“On PostgreSQL row-level security, forced, on every table with case content.”"""

    def test_gives_a_member_the_rows_of_their_case_alone(self, site: Site, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        with seeing(site.hana.viewer, START):
            for name, model in ruled_models().items():
                seen = _seen(name)
                assert set(model.objects.values_list("pk", flat=True)) == seen, name
                assert ours.keys(name) <= seen, f"{name}: a member lacks a row"
                assert not theirs.keys(name) & seen, f"{name}: a stranger's row is seen"

    def test_gives_strangers_and_the_public_nothing(self, site: Site, worlds: tuple[World, World]) -> None:
        planted = {name: worlds[0].keys(name) | worlds[1].keys(name) for name, rule in RULES.items() if rule.roads}
        assert all(planted.values()), "every table has a row that could leak"
        for viewer in (site.mallory.viewer, PUBLIC, Viewer("worker"), Viewer("operator")):
            with seeing(viewer, START):
                assert [name for name, keys in planted.items() if keys & _seen(name)] == []

    def test_gives_a_finder_the_roads_from_their_own_report_alone(self, worlds: tuple[World, World]) -> None:
        ours, theirs = worlds
        with seeing(Viewer("finder", str(ours.row(Report).pk)), START):
            for name in set(ruled_models()) - {"Report"}:
                own = ours.keys(name, "report", "thread") if name in SHARED else set()
                assert _seen(name) & (ours.keys(name) | theirs.keys(name)) == own, name
            assert _seen("Report") == ours.keys("Report")

    def test_gives_nobody_anything(self, worlds: tuple[World, World]) -> None:
        with as_nobody():
            assert [name for name in ruled_models() if _seen(name)] == []
        assert all(worlds[0].keys(name) <= _seen(name) for name in ruled_models()), "the house sees all"

    def test_takes_no_change_from_a_viewer(self, site: Site, worlds: tuple[World, World]) -> None:
        with seeing(site.hana.viewer, START), connection.cursor() as cursor:
            for model in ruled_models().values():
                table, column = model._meta.db_table, model._meta.pk.column
                for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
                    if model is JournalEntry:
                        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                            cursor.execute(statement)
                        continue
                    cursor.execute(statement)
                    assert cursor.rowcount == 0, table


class TestLiveMembership:
    """“The only reason to see a case is a live membership row.”"""

    @pytest.mark.parametrize(
        ("when", "seen"),
        [
            ({"until": START + timedelta(seconds=1)}, True),
            ({"until": START}, False),
            ({"valid_from": START + timedelta(seconds=1)}, False),
        ],
    )
    def test_is_live_from_its_instant_until_its_end(
        self, site: Site, worlds: tuple[World, World], when: dict[str, Any], *, seen: bool
    ) -> None:
        _let_in(site.mallory, worlds[0], **when)
        with seeing(site.mallory.viewer, START):
            assert (_seen("Case") == worlds[0].keys("Case")) is seen
            assert bool(_seen("JournalEntry") & worlds[0].keys("JournalEntry")) is seen

    def test_colleagues_of_the_same_case_are_seen(self, site: Site, worlds: tuple[World, World]) -> None:
        _let_in(site.mina, worlds[0])
        with seeing(site.hana.viewer, START):
            inside = set(Membership.objects.values_list("person_id", flat=True))
        assert {site.hana.person.pk, site.mina.person.pk} <= inside
        assert Membership.objects.filter(case_id=worlds[1].row(Case).pk).exists()


class TestUndecidedReports:
    """“Reports without a case: triage roles of their mailbox.”"""

    def test_are_seen_by_those_who_watch_their_mailbox(self, site: Site, worlds: tuple[World, World]) -> None:
        undecided = worlds[1].row(Report)
        Report.objects.filter(pk=undecided.pk).update(case=None, mailbox="security")
        for member, seen in ((site.hana, True), (site.mallory, False)):
            with seeing(member.viewer, START):
                assert (undecided.pk in _seen("Report")) is seen
                assert bool(worlds[1].keys("Thread", "report") & _seen("Thread")) is seen


class TestOnWhoseBehalf:
    """A setting of the transaction says who looks; whatever happens inside, the one before is there again after it."""

    def test_a_deed_is_done_as_the_house_and_then_the_viewer_looks_again(self, site: Site) -> None:
        with seeing(site.mallory.viewer, START):
            before = _standing()
            with deed(actor=site.mallory.actor, now=START) as note:
                assert _standing() == "house"
                note("mailbox.looked_at", {"mailbox": "security"})
            assert _standing() == before == "person"

    def test_after_a_refusal_and_after_a_broken_transaction(self, site: Site) -> None:
        with seeing(site.mallory.viewer, START):
            with pytest.raises(ValueError, match="no"), as_the_house():
                raise ValueError("no")
            assert _standing() == "person"
            with pytest.raises(DatabaseError), transaction.atomic(), as_the_house(), connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")
            assert _standing() == "person"

    def test_one_viewer_inside_another(self, site: Site, worlds: tuple[World, World]) -> None:
        with seeing(site.hana.viewer, START):
            with seeing(PUBLIC, START):
                assert _seen("Case") == set()
            assert _seen("Case") == worlds[0].keys("Case")

    def test_a_connection_that_is_used_again_knows_nobody(self, site: Site) -> None:
        """Outside any transaction `seeing` begins one, and what it set ends with it."""
        told: list[str] = []
        looking = Looking("person", str(site.hana.person.pk), START.isoformat())

        def look() -> None:
            own = _standing()
            with looking_as(looking):
                told.append(_standing())
            told.append("as before" if _standing() == own else _standing())
            connection.close()

        other = Thread(target=look)
        other.start()
        other.join()
        assert told == ["person", "as before"]

    def test_nobody_writes_without_a_deed(self, site: Site) -> None:
        with seeing(site.hana.viewer, START), pytest.raises(DatabaseError, match="row-level security"):
            World({PolicyVersion: version_in_force(START)}).row(Report)


def _standing() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting(%s, true)", [VIEWER])
        return str(cursor.fetchone()[0])


def test_a_view_that_forgot_whom_it_serves_leaks_nothing(site: Site, worlds: tuple[World, World]) -> None:
    """The canary: no filter at all, and yet not even a count."""

    @for_public
    def forgetful(_request: HttpRequest) -> HttpResponse:
        rows = [*Case.objects.values_list("number", flat=True), *JournalEntry.objects.values_list("body", flat=True)]
        return HttpResponse("".join(rows) + str(Report.objects.count()))

    assert Report.objects.count() >= 2
    assert forgetful(HttpRequest()).content == b"0"


def test_who_reads_is_still_noted_once_an_hour(site: Site) -> None:
    """“Every read of restricted content is in the journal”: the reader's own note is a row they see."""
    submission = Submission("web", "security", "en", b"{}", "Overflow", {"steps": "x"})
    report = receive(actor=PUBLIC.actor, now=START, submission=submission).report
    for fresh in (True, False):
        with seeing(site.hana.viewer, START):
            assert note_read(actor=site.hana.actor, now=START, subjects={"report": report.id}) is fresh
    noted = JournalEntry.objects.filter(kind="restricted.read", report=report)
    assert [entry.actor for entry in noted] == [str(site.hana.actor)]
