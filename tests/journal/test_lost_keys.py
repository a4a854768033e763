"""A key that goes takes all it sealed along: the journal's verifier finds each one that no erasure tells of (P8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from daybreak.journal.erasures import erasure_faults
from daybreak.journal.kept import kept_faults
from daybreak.journal.verify import verify
from daybreak.records.models import Case, DataKey, Report
from daybreak.stages.cases.actions import open_case
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.stages.intake.submission import Finder
from tests.jobs.work import report_of_rita
from tests.received import received

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks
    from pytest_django.fixtures import SettingsWrapper

    from tests.cast import Site

RITA = Finder(name="Rita", address="rita@finder.example")


@pytest.fixture(autouse=True)
def home(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """A data folder of the test's own, with the process's keys."""
    (tmp_path / "keys").symlink_to(settings.KEYS)
    settings.HOME = tmp_path
    return tmp_path


class TestALostKey:
    """“Every change … is in a journal whose change … is found”, among them “a direct UPDATE by the owner” (P8)."""

    @pytest.mark.parametrize("whose", [Report, Case])
    @pytest.mark.parametrize("hidden", [True, False])
    def test_it_is_found_whether_or_not_it_looks_erased(
        self, site: Site, whose: type[Report | Case], *, hidden: bool
    ) -> None:
        open_case(actor=site.hana.actor, now=site.at.now, report=report_of_rita(site))
        assert list(erasure_faults()) == []
        key = whose._default_manager.get().data_key
        seen = {"destroyed_at": site.at.now} if hidden else {}
        DataKey.objects.filter(pk=key.pk).update(wrapped=None, **seen)
        lost = f"The key {key.pk} is gone, and all that it sealed: no erasure tells of it."
        assert list(erasure_faults()) == [lost]
        assert lost in verify(), "and the rest is looked at all the same"
        assert list(kept_faults()) == []

    @pytest.mark.parametrize("kinds", [("report",), ("contact_data",), ("customer_data", "contact_data", "report")])
    def test_what_was_erased_is_not_lost(
        self,
        site: Site,
        kinds: tuple[str, ...],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        report = received(site, finder=RITA).report
        for kind in kinds:
            with django_capture_on_commit_callbacks(execute=True):
                erase(actor=site.hana.actor, now=site.at.now, report=report, kind=kind)  # type: ignore[arg-type] # one of three
            report.refresh_from_db()
        assert DataKey.objects.filter(wrapped=None).count() == len(kinds)
        assert list(erasure_faults()) == []
        other = received(site, "Another", finder=RITA).report
        DataKey.objects.filter(pk=other.data_key_id).update(wrapped=None, destroyed_at=site.at.now)
        assert len(list(erasure_faults())) == 1, "an erasure of the same instant is no excuse"
