"""P12: no restricted plaintext on disk; unique words and bytes are sent, and looked for afterwards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from daybreak.records.models import StoredFile
from tests.doors.portal.finding import mailbox, reported

if TYPE_CHECKING:
    from collections.abc import Iterator

CANARIES = {
    "ask_steps": "canary-steps-8f14e45f",
    "ask_impact": "canary-impact-c9f0f895",
    "ask_version": "canary-version-45c48cce",
    "name": "canary-name-d3d94468",
    "address": "canary-address-6512bd43@example.org",
    "organisation": "canary-organisation-c20ad4d7",
    "co_finders": "canary-friend-c51ce410",
}
BYTES = b"canary-bytes-aab32389 "
NAME = "canary-file-9bf31c7f.bin"


def columns() -> Iterator[tuple[str, str]]:
    """Give every value of every table as text, with its place."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for value in row:
                    held = bytes(value) if isinstance(value, bytes | memoryview) else str(value).encode()
                    yield table, held.decode("latin-1")


@pytest.mark.usefixtures("site")
def test_nothing_that_was_sent_lies_open() -> None:
    """P12: "No restricted plaintext on disk, in logs, notices or backups"."""
    file = SimpleUploadedFile(NAME, BYTES * 200_000)
    _report, code = reported(**CANARIES, ask_proof=file)
    log = SimpleUploadedFile(f"later-{NAME}", BYTES * 1000)
    mailbox(code).post("/en/box/write", {"message-body": "canary-message-6f4922f4", "message-files": [log]})
    wanted = [*CANARIES.values(), BYTES.decode(), NAME, "canary-message-6f4922f4", code]
    found = [(table, canary) for table, held in columns() for canary in wanted if canary in held]
    assert not found
    stored = [path for path in Path(settings.HOME, "files").rglob("*") if path.is_file()]
    assert len(stored) >= StoredFile.objects.count() == 2
    for path in stored:
        held = path.read_bytes()
        assert not [canary for canary in wanted if canary.encode() in held], path


@pytest.mark.usefixtures("site")
def test_no_upload_passes_through_a_plain_temporary_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Control 8: "No plaintext temporary files: uploads are sealed in chunks while they stream"."""
    monkeypatch.setattr(settings, "FILE_UPLOAD_TEMP_DIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    reported(ask_proof=SimpleUploadedFile(NAME, BYTES * 300_000))
    assert not list(tmp_path.iterdir())
