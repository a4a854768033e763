"""Whatever is amiss with row security is named, nothing is released meanwhile, and reports still come in (P14)."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from django.db import connection, transaction

from daybreak.core.access import PUBLIC
from daybreak.journal.verify import verify
from daybreak.people.sight import seeing
from daybreak.records import guards
from daybreak.records.models import Case, Report
from daybreak.records.on_behalf import as_nobody
from daybreak.stages.disclosure.refusals import GuardsDown
from daybreak.stages.disclosure.release import vote_release
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission
from tests.stages.disclosure.telling import a_tuesday, tell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.cast import Site

EVERY_CASE = "SELECT id FROM records_case"
TAMPERED = (
    ("ALTER TABLE records_case DISABLE ROW LEVEL SECURITY", "records_case: it is switched off"),
    ("ALTER TABLE records_notice NO FORCE ROW LEVEL SECURITY", "records_notice: it is switched off"),
    ("DROP POLICY daybreak_seen ON records_report", "records_report: the policy daybreak_seen is missing"),
    ("DROP POLICY daybreak_house ON records_message", "records_message: the policy daybreak_house is missing"),
    ("ALTER POLICY daybreak_seen ON records_remedy USING (true)", "records_remedy: the policy daybreak_seen was"),
    ("CREATE POLICY everything ON records_case USING (true)", "records_case: the policy everything was changed"),
    ("ALTER POLICY daybreak_house ON records_case TO daybreak_app", "records_case: the policy daybreak_house was"),
    (f"CREATE OR REPLACE FUNCTION daybreak_cases() RETURNS SETOF uuid LANGUAGE sql AS '{EVERY_CASE}'", "the function"),
)


@contextmanager
def _as_owner(*statements: str) -> Iterator[None]:
    """Do as an owner would who meddles, or migrates; all is rolled back after the block."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL ROLE daybreak_owner")
            for statement in statements:
                cursor.execute(statement)
            cursor.execute("SET LOCAL ROLE NONE")
        yield
        transaction.set_rollback(True)


@pytest.mark.django_db
class TestWhatIsAmiss:
    """`journal verify` and the release ask the same question."""

    def test_nothing_after_migrate(self) -> None:
        assert guards.missing() == []

    @pytest.mark.parametrize(("statement", "named"), TAMPERED, ids=[statement[:48] for statement, _named in TAMPERED])
    def test_is_named_and_mended_by_the_next_migrate(self, statement: str, named: str) -> None:
        with _as_owner(statement):
            assert any(named in guard for guard in guards.missing())
            assert any(named in fault for fault in verify())
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL ROLE daybreak_owner")
            guards.install()
            assert guards.missing() == []


class TestWhileItIsDown:
    """“Where row security is unhealthy nothing is released, and intake still works.”"""

    def test_nothing_is_released_and_reports_come_in(self, site: Site) -> None:
        told = tell(site)
        instant = a_tuesday(site)
        told.write()
        told.agree(instant)
        told.approve_all()
        with _as_owner("DROP POLICY daybreak_seen ON records_case"):
            with pytest.raises(GuardsDown, match="records_case"):
                vote_release(actor=site.hana.actor, now=told.now, revision=told.revision, public_at=instant)
            with as_nobody(), seeing(PUBLIC, told.now):
                submission = Submission("web", "security", "en", b"{}", "Overflow", {"steps": "x"})
                number = receive(actor=PUBLIC.actor, now=told.now, submission=submission).report.number
            assert Report.objects.filter(number=number).exists()
            with seeing(site.hana.viewer, told.now):
                assert not Case.objects.exists(), "what is missing shows too little, never too much"
        assert not vote_release(actor=site.hana.actor, now=told.now, revision=told.revision, public_at=instant)
