"""Meetings convened before invitations existed last an hour, have not moved, and stay as they were."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_meetings_of_before_keep_their_time(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to("0004_supply")

        def made(name: str, **values: object) -> object:
            return before.get_model("records", name).objects.using(ALIAS).create(**values)

        key = made("DataKey", wrapped=b"x", created_at=NOW)
        policy = made("PolicyVersion", sha256="0" * 64, text="daybreak: 1", adopted_at=NOW, in_force_from=NOW)
        case = made("Case", number="HC-1", data_key=key, policy=policy, title_sealed=b"sealed", opened_at=NOW)
        made("Meeting", case=case, data_key=key, starts_at=NOW, roles=["engineer"], convened_at=NOW)
        after = migrate_to("0005_meeting_invitations")
        meeting = after.get_model("records", "Meeting").objects.using(ALIAS).get()
        assert (meeting.starts_at, meeting.roles) == (NOW, ["engineer"])
        assert (meeting.lasts, meeting.sequence, meeting.invited, meeting.cancelled_at) == (60, 0, [], None)
