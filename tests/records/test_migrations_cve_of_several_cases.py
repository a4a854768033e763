"""A CVE ID that was recorded stays, and a second case may name it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0014_signed_for_its_list", "0015_cve_of_several_cases"
CVE = "CVE-2026-12345"


@pytest.mark.django_db
def test_a_recorded_cve_id_stays_and_another_case_may_name_it(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)

        def make(model: str, **columns: object) -> str:
            return str(before.get_model("records", model).objects.using(ALIAS).create(**columns).pk)

        keys = [make("DataKey", wrapped=b"x", created_at=NOW) for _ in range(2)]
        policy = make("PolicyVersion", sha256="0" * 64, text="x", adopted_at=NOW, in_force_from=NOW)
        cases = [
            make("Case", number=f"C-{key}"[:32], policy_id=policy, data_key_id=key, title_sealed=b"t", opened_at=NOW)
            for key in keys
        ]
        flaw = {"cve_id": CVE, "title_sealed": b"t", "added_at": NOW}
        make("Vulnerability", case_id=cases[0], data_key_id=keys[0], **flaw)
        records = migrate_to(AFTER).get_model("records", "Vulnerability").objects.using(ALIAS)
        assert records.get().cve_id == CVE
        records.create(case_id=cases[1], data_key_id=keys[1], **flaw)
        assert records.filter(cve_id=CVE).count() == 2
