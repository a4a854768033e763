"""Files and messages of before are not marked as customers' data, and stay as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0002_notice_subject", "0003_peoples_data"


@pytest.mark.django_db
def test_what_came_before_is_unmarked_and_kept(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)
        key = before.get_model("records", "DataKey").objects.using(ALIAS).create(wrapped=b"x", created_at=NOW)
        kept = {"data_key": key, "name_sealed": b"sealed", "size": 3, "sha256": "ab" * 32, "stored_at": NOW}
        made = before.get_model("records", "StoredFile").objects.using(ALIAS).create(**kept)
        thread = before.get_model("records", "Thread").objects.using(ALIAS).create(audience="finder")
        said = {"thread": thread, "data_key": key, "author": "finder", "body_sealed": b"words", "written_at": NOW}
        message = before.get_model("records", "Message").objects.using(ALIAS).create(**said)
        after = migrate_to(AFTER)
        file = after.get_model("records", "StoredFile").objects.using(ALIAS).get(id=made.id)
        assert (file.customers_data, bytes(file.name_sealed), file.sha256) == (False, b"sealed", "ab" * 32)
        written = after.get_model("records", "Message").objects.using(ALIAS).get(id=message.id)
        assert (written.customers_data, bytes(written.body_sealed)) == (False, b"words")
        assert not after.get_model("records", "Expiry").objects.using(ALIAS).exists()
