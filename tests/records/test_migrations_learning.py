"""A database of before has no answer, key or digest, and what the database forbids about answers holds at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.db import IntegrityError, transaction

from tests.records.migrating import ALIAS, migrate_to, own_database

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
BEFORE, AFTER = "0006_board_and_reminders", "0007_learning"


@pytest.mark.django_db
def test_nobody_releases_an_answer_alone_not_even_in_the_database(tmp_path: Path) -> None:
    with own_database(tmp_path):
        before = migrate_to(BEFORE)
        made = before.get_model("records", "Person").objects.using(ALIAS).create
        people = [made(email=f"{name}@x.example", name=name, registered_at=NOW) for name in ("a", "b")]
        after = migrate_to(AFTER)
        rows = {name: after.get_model("records", name).objects.using(ALIAS) for name in ("Answer", "AnswerRevision")}
        assert not rows["Answer"].exists()
        key = after.get_model("records", "DataKey").objects.using(ALIAS).create(wrapped=b"x", created_at=NOW)
        answer = rows["Answer"].create(cve_id="CVE-2026-1", drafted_at=NOW)
        said = {"answer": answer, "data_key": key, "content_sealed": b"c", "content_hash": "ab", "edited_at": NOW}
        first, second = (person.pk for person in people)
        for number, words in enumerate(
            ({}, {"approved_by_id": first}, {"approved_by_id": first, "released_by_id": first})
        ):
            with pytest.raises(IntegrityError), transaction.atomic(using=ALIAS):
                rows["AnswerRevision"].create(number=number, released_at=NOW, **said, **words)
        rows["AnswerRevision"].create(number=9, released_at=NOW, approved_by_id=first, released_by_id=second, **said)
