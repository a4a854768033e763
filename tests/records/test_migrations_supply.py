"""Releases and vulnerabilities of before name no component and passed no gate, and stay as they were."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

import pytest

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0003_peoples_data", "0004_supply"


@pytest.mark.django_db
def test_what_came_before_is_kept_and_names_nothing_new(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)

        def make(model: str, **columns: object) -> object:
            return before.get_model("records", model).objects.using(ALIAS).create(**columns)

        product = make("Product", key="p", name={"en": "P"}, surface="native", registered_at=NOW)
        release = make(
            "Release", product=product, key="1", version="1", released_on=date(2026, 1, 2), registered_at=NOW
        )
        key = make("DataKey", wrapped=b"x", created_at=NOW)
        policy = make("PolicyVersion", sha256="ab" * 32, text="", in_force_from=NOW, adopted_at=NOW, adopted_by="")
        case = make("Case", number="C-1", data_key=key, policy=policy, title_sealed=b"t", opened_at=NOW)
        flaw = make("Vulnerability", case=case, data_key=key, title_sealed=b"t", component="external", added_at=NOW)
        after = migrate_to(AFTER)
        one = after.get_model("records", "Release").objects.using(ALIAS).get(pk=release.pk)  # type: ignore[attr-defined] # a model of before
        assert (one.version, one.released_on, one.published_at) == ("1", date(2026, 1, 2), None)
        told = after.get_model("records", "Vulnerability").objects.using(ALIAS).get(pk=flaw.pk)  # type: ignore[attr-defined] # a model of before
        assert (told.component, told.of_component_id, bytes(told.title_sealed)) == ("external", None, b"t")
