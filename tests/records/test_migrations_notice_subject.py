"""Notices written before they named what they are about are about the whole case, and stay as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_notices_of_before_are_about_the_whole_case(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to("0001_nouns")
        key = before.get_model("records", "DataKey").objects.using(ALIAS).create(wrapped=b"x", created_at=NOW)
        made = (
            before.get_model("records", "Notice")
            .objects.using(ALIAS)
            .create(
                data_key=key,
                template="incident_report",
                duty="first_report",
                party="voice_platform",
                content_sealed=b"sealed",
                message_id="<1@maker.example>",
                queued_at=NOW,
                due_at=NOW,
            )
        )
        after = migrate_to("0002_notice_subject")
        notice = after.get_model("records", "Notice").objects.using(ALIAS).get(id=made.id)
        assert (notice.scope, notice.subject) == ("", "")
        assert (notice.duty, bytes(notice.content_sealed)) == ("first_report", b"sealed")
