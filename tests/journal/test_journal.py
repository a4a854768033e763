"""The journal: every single change, removal and reordering is found (promises, P8)."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import TestCase

from daybreak.core.access import Actor
from daybreak.core.facts import utc_code
from daybreak.core.policy.anchors import instant_in
from daybreak.journal.deed import UnknownFact, deed
from daybreak.journal.facts import fact_of
from daybreak.journal.head import head_file
from daybreak.journal.verify import past_head, verify
from daybreak.records import guards
from daybreak.records.models import JournalEntry
from daybreak.vault.data_keys import new_data_key

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
REFUSED = f"{guards.MESSAGE}|permission denied"
ACTOR = Actor("operator")


def _append(count: int = 5) -> None:
    key = new_data_key(NOW)
    key.save()
    for number in range(count):
        with deed(actor=ACTOR, now=NOW) as note:
            note(
                "mailbox.looked_at",
                {"mailbox": "security"},
                codes={"number": number},
                sealed=(key, {"words": "secret"}),
            )


def _unguard() -> None:
    """Do as an owner who switches the guards off; the savepoint's rollback brings role and guards back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET ROLE daybreak_owner")
        for name in guards.DEEDS:
            on = f" ON {guards.TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER journal_no_{name}{on}")


def found() -> list[str]:
    """Give the faults but those of the guards, which are off while a test plays the owner who changes something."""
    return [fault for fault in verify() if "guard" not in fault]


class TestEverySingleChangeIsFound(TestCase):
    """“Every change … is in a journal whose change, removal or reordering is found.”"""

    def setUp(self) -> None:
        head_file().unlink(missing_ok=True)
        with self.captureOnCommitCallbacks(execute=True):
            _append()
        self.before = JournalEntry.objects.count()

    def tearDown(self) -> None:
        head_file().unlink(missing_ok=True)

    def test_an_untouched_journal_verifies(self) -> None:
        assert verify() == []

    def test_each_single_deletion(self) -> None:
        for position in range(1, self.before + 1):
            with transaction.atomic():
                _unguard()
                JournalEntry.objects.filter(position=position).delete()
                assert found(), f"nobody missed entry {position}"
                transaction.set_rollback(True)

    def test_each_single_column(self) -> None:
        changes = {
            "kind": "case.closed",
            "actor": "person:somebody",
            "happened_at": datetime(2020, 1, 1, tzinfo=UTC),
            "recorded_at": datetime(2020, 1, 1, tzinfo=UTC),
            "sealed": b"forged",
            "body": "{}",
            "hash": "f" * 64,
            "previous_hash": "f" * 64,
            "data_key": None,
            "deed": "00000000-0000-0000-0000-000000000000",
        }
        for column, value in changes.items():
            with transaction.atomic():
                _unguard()
                JournalEntry.objects.filter(position=3).update(**{column: value})
                assert found(), f"nobody noticed the new {column}"
                transaction.set_rollback(True)

    def test_a_swap_of_two_entries(self) -> None:
        with transaction.atomic():
            _unguard()
            JournalEntry.objects.filter(position=2).update(position=99)
            JournalEntry.objects.filter(position=3).update(position=2)
            JournalEntry.objects.filter(position=99).update(position=3)
            assert found()
            transaction.set_rollback(True)

    def test_a_cut_end_that_leaves_a_good_chain(self) -> None:
        with transaction.atomic():
            _unguard()
            JournalEntry.objects.filter(position__gt=3).delete()
            assert any("cut or rolled back" in fault for fault in verify())
            transaction.set_rollback(True)

    def test_what_stands_past_the_head_is_counted_and_no_fault(self) -> None:
        """P8: the database may be ahead of the head, never behind; how far is said."""
        assert past_head() == 0
        _append(2)  # committed by another host, or by a process that ended before it wrote the head
        assert (verify(), past_head()) == ([], 2)
        head_file().unlink()
        assert past_head() is None

    def test_a_forged_head(self) -> None:
        head_file().write_text(head_file().read_text().replace(str(self.before), "1"))
        assert any("signature" in fault for fault in verify())

    def test_an_instant_told_in_another_zone_is_the_same_instant(self) -> None:
        """Somebody in Tokyo notes at 19:00 what happened at 10:00 there."""
        at = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("Asia/Tokyo"))
        with self.captureOnCommitCallbacks(execute=True), deed(actor=ACTOR, now=NOW) as note:
            note("mailbox.looked_at", {"mailbox": "security"}, at=at)
        assert verify() == []
        last = JournalEntry.objects.latest("position")
        assert json.loads(last.body)["happened_at"] == last.happened_at.isoformat() == "2026-11-24T01:00:00+00:00"

    def test_a_guard_that_guards_nothing(self) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            _unguard()
            if connection.vendor == "postgresql":
                cursor.execute(
                    "CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$"
                )
                action = "EXECUTE FUNCTION nothing()"
            else:
                action = "BEGIN SELECT 1; END"
            for deed_of in guards.DEEDS:
                cursor.execute(f"CREATE TRIGGER journal_no_{deed_of} BEFORE {deed_of} ON {guards.TABLE} {action}")
            assert len([fault for fault in verify() if "is not in force" in fault]) == len(guards.DEEDS)
            transaction.set_rollback(True)

    def test_missing_guards(self) -> None:
        with transaction.atomic():
            _unguard()
            assert any("is not in force" in fault for fault in verify())
            transaction.set_rollback(True)


class TestTheDatabaseRefuses(TestCase):
    """“Database triggers refuse update, delete and truncate.”"""

    def setUp(self) -> None:
        _append(1)

    def test_update(self) -> None:
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            JournalEntry.objects.update(kind="case.closed")

    def test_delete(self) -> None:
        with pytest.raises(DatabaseError, match=REFUSED), transaction.atomic():
            JournalEntry.objects.all().delete()


class TestInstants(TestCase):
    """Decision 11: instants stand in UTC; entries from before keep the offset they were told in."""

    def setUp(self) -> None:
        head_file().unlink(missing_ok=True)
        self.addCleanup(head_file().unlink, missing_ok=True)

    def test_an_entry_with_an_offset_verifies_and_is_the_same_instant(self) -> None:
        told = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
        with self.captureOnCommitCallbacks(execute=True), deed(actor=ACTOR, now=NOW) as note:
            for until in (told.isoformat(), utc_code(told)):
                note("duty.extended", {"policy": "policy"}, codes={"duty": "d", "subject": "policy", "until": until})
        old, new = (fact_of(entry.body) for entry in JournalEntry.objects.filter(kind="duty.extended"))
        assert old.codes["until"] != new.codes["until"] == NOW.isoformat()
        assert instant_in(old, "until") == instant_in(new, "until") == NOW
        assert found() == []


class TestADeed(TestCase):
    """“An action joins its caller's transaction; entries are appended last, together.”"""

    def test_a_deed_inside_a_deed_is_one_deed(self) -> None:
        with deed(actor=ACTOR, now=NOW) as outer:
            outer("mailbox.looked_at", {"mailbox": "security"})
            with deed(actor=ACTOR, now=NOW) as inner:
                inner("mailbox.looked_at", {"mailbox": "general"})
            assert not JournalEntry.objects.exists()
        assert JournalEntry.objects.values("deed").distinct().count() == 1

    def test_a_deed_that_fails_leaves_nothing(self) -> None:
        def fail() -> None:
            with deed(actor=ACTOR, now=NOW) as note:
                note("mailbox.looked_at", {"mailbox": "security"})
                raise KeyError

        with pytest.raises(KeyError):
            fail()
        assert not JournalEntry.objects.exists()

    def test_an_unknown_fact_is_refused(self) -> None:
        with pytest.raises(UnknownFact), deed(actor=ACTOR, now=NOW) as note:
            note("ticket.closed", {})
