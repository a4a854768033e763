"""B8: what the policy's time has ended for is erased by the worker, unless a hold keeps it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from daybreak.jobs.erase import erase_what_is_due
from daybreak.jobs.round import Round
from daybreak.records.models import Expiry
from daybreak.stages.cases.actions import close_report
from daybreak.stages.intake.privacy import keeping
from daybreak.vault.sealed import open_json, open_text
from tests.jobs.work import report_of_rita

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from pytest_django.fixtures import SettingsWrapper

    from daybreak.records.models import Report
    from tests.cast import Site


@pytest.fixture(autouse=True)
def home(settings: SettingsWrapper, tmp_path: Path) -> None:
    """Give every test a data folder of its own: erased.log lies there."""
    (tmp_path / "keys").symlink_to(settings.KEYS)
    settings.HOME = tmp_path


@pytest.fixture
def closed(any_site: Site) -> Report:
    """A report that was answered and closed."""
    report = report_of_rita(any_site)
    close_report(
        actor=any_site.hana.actor, now=any_site.at.now, report=report, outcome="not_a_vulnerability", body="No."
    )
    return report


def erase_at(instant: datetime) -> int:
    """Let the worker's round come at an instant."""
    return erase_what_is_due(Round(lambda: instant))


class TestTheWorker:
    """Every policy's own times, from its file alone."""

    def test_it_erases_at_the_instant_and_not_before(self, closed: Report) -> None:
        ends = Expiry.objects.get(report=closed, kind="contact_data").ends_at
        assert erase_at(ends - timedelta(seconds=1)) == 0
        closed.refresh_from_db()
        assert open_json(closed, "finder_sealed")["address"]
        assert erase_at(ends) == 1
        closed.refresh_from_db()
        assert "address" not in open_json(closed, "finder_sealed")
        assert open_text(closed, "title_sealed")
        assert erase_at(ends) == 0
        assert not Expiry.objects.filter(report=closed, kind="contact_data").exists()

    def test_the_projection_is_what_the_facts_say(self, closed: Report) -> None:
        before = set(Expiry.objects.values_list("report_id", "kind", "ends_at", "held"))
        assert {row[0] for row in before} == {closed.id}
        keeping.rebuild()
        assert set(Expiry.objects.values_list("report_id", "kind", "ends_at", "held")) == before

    def test_the_whole_report_goes_at_its_own_time(self, any_site: Site, closed: Report) -> None:
        privacy = any_site.policy.intake.privacy
        assert privacy is not None
        far = any_site.at.now + timedelta(days=365 * 10 + 10)
        assert erase_at(far) == 1
        closed.refresh_from_db()
        assert (closed.data_key.wrapped is None) == ("report" in privacy.retention)
