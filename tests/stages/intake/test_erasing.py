"""B8: "Reporters' data, and customers' data inside reports, is handled under a privacy policy: … erasure"."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.conf import settings

from daybreak.journal.verify import verify
from daybreak.records.models import DataKey, Expiry, JournalEntry, Message, Notice, StoredFile
from daybreak.stages.intake.conversation import write_as_finder
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.stages.intake.privacy.replaying import replay
from daybreak.stages.intake.queries import finder_box, report_by_code, report_page
from daybreak.stages.intake.submission import Finder
from daybreak.vault.data_keys import KeyDestroyed
from daybreak.vault.erased import log_file, read
from daybreak.vault.files import path_of
from daybreak.vault.sealed import open_bytes, open_json
from tests.received import received
from tests.stages.intake.test_queries import uploaded

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import DjangoCaptureOnCommitCallbacks
    from pytest_django.fixtures import SettingsWrapper

    from daybreak.records.models import Report
    from tests.cast import Site

RITA = Finder(name="Rita canary", address="rita@finder.example", credit="name", credit_name="Rita canary")


@pytest.fixture(autouse=True)
def home(settings: SettingsWrapper, tmp_path: Path) -> Path:
    """Give every test a data folder of its own: erased.log lies there."""
    (tmp_path / "keys").symlink_to(settings.KEYS)
    settings.HOME = tmp_path
    return tmp_path


@pytest.fixture
def report(site: Site) -> Report:
    """A report by mail-like Rita: with a file, a message, and a message with a file."""
    proof = uploaded(site, b"proof canary")
    receipt = received(site, finder=RITA, files=(proof,), data_key=proof.data_key)
    finder = report_by_code(receipt.tracking_code)
    assert finder is not None
    logs = uploaded(site, b"customers' canary", "log.txt")
    write_as_finder(actor=finder.actor, now=site.at.now, report=receipt.report, body="a plain message")
    later = site.at.now + timedelta(seconds=30)
    write_as_finder(actor=finder.actor, now=later, report=receipt.report, body="see the log", files=[logs])
    return receipt.report


def erased(site: Site, report: Report, kind: str, capture: DjangoCaptureOnCommitCallbacks) -> None:
    """Erase, with everything that follows the commit."""
    with capture(execute=True):
        erase(actor=site.hana.actor, now=site.at.now, report=report, kind=kind)  # type: ignore[arg-type] # one of three


class TestTheWhole:
    """Promises, control 8: "Erasing a finder destroys the report's key"."""

    def test_nothing_opens_any_more_and_the_journal_verifies(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        files = list(StoredFile.objects.filter(report=report))
        erased(site, report, "report", django_capture_on_commit_callbacks)
        report.refresh_from_db()
        for row, column in ((report, "title_sealed"), (report, "finder_sealed"), (report, "raw_sealed")):
            with pytest.raises(KeyDestroyed):
                open_bytes(row, column)
        for message in Message.objects.filter(thread__report=report):
            with pytest.raises(KeyDestroyed):
                open_bytes(message, "body_sealed")
        assert len(files) == 2
        assert not any(path_of(file.id).exists() for file in files)
        assert report.address_hash == ""
        assert [entry for entry in verify() if "eras" in entry] == []
        assert JournalEntry.objects.filter(kind="finder.erased", report=report).count() == 1

    def test_it_is_written_down_outside_the_database(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        key = report.data_key_id
        erased(site, report, "report", django_capture_on_commit_callbacks)
        (line,) = read().erasures
        assert (line.key, line.report, line.kind) == (str(key), str(report.id), "report")
        assert b"canary" not in log_file().read_bytes()
        assert log_file().stat().st_mode & 0o077 == 0

    def test_twice_is_once(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        erased(site, report, "report", django_capture_on_commit_callbacks)
        report.refresh_from_db()
        erased(site, report, "report", django_capture_on_commit_callbacks)
        assert len(read().erasures) == 1


class TestContactData:
    """B8: contact data goes before the rest; the work and its proof stay readable."""

    def test_who_reported_is_gone_and_what_they_reported_is_not(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        old = DataKey.objects.get(pk=report.data_key_id)
        erased(site, report, "contact_data", django_capture_on_commit_callbacks)
        page = report_page(site.hana.viewer, site.at.now, report.number)
        assert page is not None
        assert (page.finder.name, page.finder.address) == ("", "")
        assert page.finder.credit_name == "Rita canary"
        assert page.title == "Overflow in the clip parser"
        assert [one.words for one in page.conversation] == ["a plain message", "see the log"]
        old.refresh_from_db()
        assert old.wrapped is None
        report.refresh_from_db()
        assert open_bytes(report, "raw_sealed") == b""
        for notice in Notice.objects.filter(report=report):
            with pytest.raises(KeyDestroyed):
                open_bytes(notice, "content_sealed")

    def test_every_file_still_opens(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        before = {file.sha256: file.id for file in StoredFile.objects.filter(report=report)}
        erased(site, report, "contact_data", django_capture_on_commit_callbacks)
        after = {file.sha256: file.id for file in StoredFile.objects.filter(report=report)}
        assert before.keys() == after.keys()
        assert not set(before.values()) & set(after.values())
        assert not any(path_of(key).exists() for key in before.values())
        assert all(path_of(key).exists() for key in after.values())


class TestCustomersData:
    """B8: "customers' data inside reports (logs, recordings)"."""

    def test_only_what_is_marked_goes(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        log = StoredFile.objects.get(report=report, message__isnull=False)
        StoredFile.objects.filter(pk=log.pk).update(customers_data=True)
        erased(site, report, "customer_data", django_capture_on_commit_callbacks)
        log.refresh_from_db()
        assert log.data_key.wrapped is None
        assert not path_of(log.id).exists()
        other = StoredFile.objects.get(report=report, message=None)
        assert path_of(other.id).exists()
        report.refresh_from_db()
        assert open_bytes(report, "raw_sealed") != b""
        assert open_json(report, "finder_sealed")["address"] == RITA.address
        assert all(open_bytes(notice, "content_sealed") for notice in Notice.objects.filter(report=report))
        assert read().erasures[-1].files == (log.sha256,)


class TestReplay:
    """Decisions, Sealing: "Restoring replays `erased.log`, kept outside the database"."""

    @pytest.mark.parametrize("kinds", [("report",), ("contact_data",), ("contact_data", "report")])
    def test_a_restored_database_is_erased_again(
        self,
        site: Site,
        report: Report,
        kinds: tuple[str, ...],
        django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
    ) -> None:
        """The log of the site is read over a database in which nothing of it had happened yet."""
        line = log_file()
        twin = received(site, "The same report, restored", finder=RITA).report
        for kind in kinds:
            erased(site, report, kind, django_capture_on_commit_callbacks)
            report.refresh_from_db()
        restored = line.read_text().replace(str(report.id), str(twin.id))
        assert replay(site.at.now) == 0
        _rewrite(line, restored, str(twin.data_key_id))
        with django_capture_on_commit_callbacks(execute=True):
            assert replay(site.at.now) == len(kinds)
        twin.refresh_from_db()
        stored = None if twin.data_key.destroyed_at else open_json(twin, "finder_sealed")
        assert (stored is None) == ("report" in kinds)
        assert "address" not in (stored or {})
        assert replay(site.at.now) == 0

    def test_a_lost_line_is_written_again(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        erased(site, report, "report", django_capture_on_commit_callbacks)
        before = read().erasures
        log_file().unlink()
        assert any("lacks the erasure" in fault for fault in verify())
        replay(site.at.now)
        assert [one.key for one in read().erasures] == [one.key for one in before]
        assert not any("lacks the erasure" in fault for fault in verify())

    def test_a_key_that_is_back_is_found(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        wrapped = bytes(report.data_key.wrapped or b"")
        erased(site, report, "report", django_capture_on_commit_callbacks)
        DataKey.objects.filter(pk=report.data_key_id).update(wrapped=wrapped, destroyed_at=None)
        assert any("is back" in fault for fault in verify())

    def test_a_line_cut_off_or_forged_is_told(
        self, site: Site, report: Report, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
    ) -> None:
        erased(site, report, "report", django_capture_on_commit_callbacks)
        log_file().write_bytes(log_file().read_bytes()[:-20])
        other = received(site, "Another").report
        erased(site, other, "report", django_capture_on_commit_callbacks)
        log = read()
        assert [one.report for one in log.erasures] == [str(other.id)]
        assert len(log.faults) == 1
        assert log.faults[0] in verify()


def _rewrite(path: Path, text: str, key: str) -> None:
    """Sign the log anew for another report: what a log looks like whose site was restored from before it."""
    import json

    from daybreak.vault.erased import Erasure, append

    path.unlink()
    for place, line in enumerate(text.splitlines()):
        said = json.loads(json.loads(line)["erasure"])
        said["key"] = key if place == 0 else said["key"][:-4] + "0000"
        append(Erasure(**{name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}))


def test_an_expiry_exists_only_for_what_is_left(site: Site, report: Report) -> None:
    """An open report has no end of its time yet."""
    assert not Expiry.objects.filter(report=report).exists()
    assert settings.HOME
    assert finder_box(site.hana.viewer, site.at.now) is None
