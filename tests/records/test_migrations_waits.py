"""A duty of before stands still without a bound until it is derived anew, and nothing else about it changes."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0007_learning", "0008_waits"


@pytest.mark.django_db
def test_a_paused_duty_keeps_its_instants(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)
        rows = before.get_model("records", "DutyRow").objects.using(ALIAS)
        old = rows.create(rule="look_daily", scope="mailbox", subject="security", start=NOW, limit=NOW, paused=NOW)
        after = migrate_to(AFTER)
        row = after.get_model("records", "DutyRow").objects.using(ALIAS).get(pk=old.pk)
        assert (row.start, row.limit, row.paused, row.paused_until) == (NOW, NOW, NOW, None)
