"""What the database itself guards: the journal is never changed, and rows are given to those who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection, transaction

from daybreak.records import row_security

if TYPE_CHECKING:
    from django.db.backends.utils import CursorWrapper

TABLE = "records_journalentry"
MESSAGE = "the journal is never changed"
APPLICATION = "daybreak_app"
_REFUSE_SQLITE = f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
_REFUSAL = f" BEGIN RAISE EXCEPTION '{MESSAGE}'; END "
_REFUSE_POSTGRESQL = "FOR EACH STATEMENT EXECUTE FUNCTION daybreak_refuse()"
DEEDS = ("update", "delete")


def install() -> None:
    """Install the guards anew; run at the end of every migrate, because a table remake drops triggers silently."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in _statements():
            cursor.execute(statement)
        if connection.vendor == "postgresql":
            _grant(cursor)
            row_security.install()


def missing() -> list[str]:
    """Name every guard that is not in force."""
    with connection.cursor() as cursor:
        present = _in_force(cursor)
    wanted = [f"journal_no_{deed}" for deed in DEEDS]
    if connection.vendor == "postgresql":
        wanted.append("journal_no_truncate")
    return [*(name for name in wanted if name not in present), *row_security.faults()]


def _in_force(cursor: CursorWrapper) -> set[str]:
    """Name the triggers that do what `install` made them for: one of the same name that does nothing is none."""
    if connection.vendor == "postgresql":
        cursor.execute(
            "SELECT tgname FROM pg_trigger JOIN pg_proc ON pg_proc.oid = tgfoid WHERE tgrelid = %s::regclass "
            "AND tgenabled IN ('O', 'A') AND prosrc = %s AND lower(pg_get_triggerdef(pg_trigger.oid)) LIKE "
            "'create trigger ' || tgname || ' before ' || substr(tgname, 12) || %s",
            [TABLE, _REFUSAL, f" on %.{TABLE} for each statement %"],
        )
        return {row[0] for row in cursor.fetchall()}
    cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [TABLE])
    made = set(_sqlite())
    return {name for name, sql in cursor.fetchall() if sql in made}


def _grant(cursor: CursorWrapper) -> None:
    """Give the application's role, where there is one, what it needs: the journal it may only read and append to."""
    cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s AND rolname <> current_user", [APPLICATION])
    if cursor.fetchone() is None:
        return
    cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APPLICATION}")
    cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {APPLICATION}")
    cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {TABLE} FROM {APPLICATION}")


def _statements() -> list[str]:
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _sqlite() -> list[str]:
    return [
        statement
        for deed in DEEDS
        for statement in (
            f"DROP TRIGGER IF EXISTS journal_no_{deed}",
            f"CREATE TRIGGER journal_no_{deed} BEFORE {deed.upper()} ON {TABLE} {_REFUSE_SQLITE}",
        )
    ]


def _postgresql() -> list[str]:
    refuse = f"CREATE OR REPLACE FUNCTION daybreak_refuse() RETURNS trigger LANGUAGE plpgsql AS $${_REFUSAL}$$"
    triggers = [
        statement
        for deed in (*DEEDS, "truncate")
        for statement in (
            f"DROP TRIGGER IF EXISTS journal_no_{deed} ON {TABLE}",
            f"CREATE TRIGGER journal_no_{deed} BEFORE {deed.upper()} ON {TABLE} {_REFUSE_POSTGRESQL}",
        )
    ]
    return [refuse, *triggers]
