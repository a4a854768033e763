"""What is kept beside the journal: a change of a report's bytes, a sealed word, a file or a policy is found too."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from daybreak.journal.kept import kept_faults
from daybreak.records.models import DataKey, PolicyVersion, Report, StoredFile
from daybreak.vault.data_keys import destroy
from daybreak.vault.files import path_of
from tests.doors.portal.finding import reported

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.usefixtures("site")


def flipped(sealed: bytes, place: int = -1) -> bytes:
    """Give the same bytes with one bit of one of them changed."""
    changed = bytearray(sealed)
    changed[place] ^= 1
    return bytes(changed)


@pytest.fixture
def report() -> Report:
    """A report with a file, as a finder sends it."""
    return reported(ask_proof=SimpleUploadedFile("proof.bin", b"proof" * 100))[0]


CHANGES: dict[str, Callable[[Report], dict[str, Any]]] = {
    "its raw bytes": lambda it: {"raw_sealed": flipped(it.raw_sealed)},
    "its digest": lambda _it: {"raw_sha256": "0" * 64},
    "its title": lambda it: {"title_sealed": flipped(it.title_sealed, 0)},
    "the door": lambda _it: {"door": "phone"},
    "the instant": lambda it: {"received_at": it.received_at + timedelta(milliseconds=1)},
}


class TestEverySingleChangeIsFound:
    """“`daybreak journal verify` finds any single change” (issue 2)."""

    def test_nothing_is_told_of_what_is_whole(self, report: Report) -> None:
        assert report.files.exists()
        assert list(kept_faults()) == []

    @pytest.mark.parametrize("what", CHANGES)
    def test_of_a_report(self, report: Report, what: str) -> None:
        Report.objects.filter(id=report.id).update(**CHANGES[what](report))
        assert len(list(kept_faults())) == 1

    def test_of_a_file_on_the_disk(self, report: Report) -> None:
        path = path_of(report.files.get().id)
        whole = path.read_bytes()
        for broken in (flipped(whole, 7), whole[:-1], b"", whole + b"x"):
            path.write_bytes(broken)
            assert len(list(kept_faults())) == 1
        path.unlink()
        assert "is not there" in next(kept_faults())

    def test_of_a_files_row(self, report: Report) -> None:
        StoredFile.objects.filter(report=report).update(size=7)
        assert len(list(kept_faults())) == 1

    def test_of_a_data_key(self, report: Report) -> None:
        DataKey.objects.filter(id=report.data_key_id).update(wrapped=flipped(report.data_key.wrapped))
        assert any("data key" in fault for fault in kept_faults())

    def test_of_a_policy(self) -> None:
        version = PolicyVersion.objects.latest("adopted_at")
        PolicyVersion.objects.filter(id=version.id).update(text=f"{version.text} ")
        assert len(list(kept_faults())) == 1

    def test_what_was_erased_is_nobodys_to_read(self, report: Report) -> None:
        destroy(report.data_key, report.received_at)
        path_of(report.files.get().id).unlink()
        assert list(kept_faults()) == []
