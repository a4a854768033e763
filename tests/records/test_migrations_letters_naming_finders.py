"""Letters written before several finders were kept with them stay under the key they had, and name nobody more."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_letters_of_before_keep_their_key(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to("0010_board_in_order")

        def made(name: str, **values: object) -> object:
            return before.get_model("records", name).objects.using(ALIAS).create(**values)

        key = made("DataKey", wrapped=b"x", created_at=NOW)
        made("Notice", data_key=key, content_sealed=b"sealed", message_id="<a@b>", queued_at=NOW, due_at=NOW)
        after = migrate_to("0011_letters_naming_finders")
        notice = after.get_model("records", "Notice").objects.using(ALIAS).get()
        assert (bytes(notice.content_sealed), bytes(notice.data_key.wrapped)) == (b"sealed", b"x")
        assert not notice.names.exists()
