"""What was kept and signed at a gate stays as it was, and a gate may be signed again for another list."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0013_board_reads_its_index", "0014_signed_for_its_list"


@pytest.mark.django_db
def test_a_signature_stays_and_ends_its_gate_once(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)

        def make(model: str, **columns: object) -> object:
            return before.get_model("records", model).objects.using(ALIAS).create(**columns)

        product = make("Product", key="p", name={"en": "P"}, surface="native", registered_at=NOW)
        release = make("Release", product=product, key="1", version="1", registered_at=NOW)
        key = make("DataKey", wrapped=b"x", created_at=NOW)
        person = make("Person", email="mina@house.example", registered_at=NOW)
        words = {"gate": "audit", "data_key": key, "words_sealed": b"w", "person": person, "recorded_at": NOW}
        for what in ("done", "done", "signed"):
            make("GateRecord", release=release, what=what, **words)
        records = migrate_to(AFTER).get_model("records", "GateRecord").objects.using(ALIAS)
        assert sorted(records.values_list("what", flat=True)) == ["done", "done", "signed"]
        again = {name: getattr(records.get(what="signed"), f"{name}_id") for name in ("release", "data_key", "person")}
        values = {f"{name}_id": value for name, value in again.items()}
        values |= {"gate": "audit", "words_sealed": b"w", "recorded_at": NOW}
        with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
            records.create(what="left_out", **values)
        records.filter(what="signed").update(what="was_signed")
        records.create(what="was_signed", **values)
        records.create(what="signed", **values)
