"""Row security on PostgreSQL: the rules of `row_rules.py` put in force, and everything named that is not (control 3).

The database keeps to the rule of `people/sight.py` by itself: a query that forgot `visible_to` finds nothing that its
viewer may not see. Only the house writes.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.db import connection

from daybreak.records.row_rules import FUNCTIONS, RULES, functions, policies_of, ruled_models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.backends.utils import CursorWrapper
    from django.db.models import Model


def install() -> None:
    """Put every rule in force; what is in force already is left alone, so that nobody waits for a lock."""
    with connection.cursor() as cursor:
        for statement in functions().values():
            cursor.execute(statement)
        amiss = {table for table, _what in _found_amiss(cursor)}
        for model in ruled_models().values():
            if model.__name__ in RULES and model._meta.db_table in amiss:
                _install_one(cursor, model)


def _install_one(cursor: CursorWrapper, model: type[Model]) -> None:
    table = model._meta.db_table
    cursor.execute("SELECT polname FROM pg_policy WHERE polrelid = %s::regclass", [table])
    for (name,) in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{name}" ON {table}')
    cursor.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    for name, policy in policies_of(model).items():
        cursor.execute(f"CREATE POLICY {name} ON {table} {policy}")
        cursor.execute(f"{_READ_POLICIES} AND polname = %s", [[table], name])
        kept = cursor.fetchone()[-1]
        cursor.execute(f"COMMENT ON POLICY {name} ON {table} IS '{_digest(policy)} {kept}'")


def _digest(policy: str) -> str:
    return hashlib.sha256(policy.encode()).hexdigest()


_READ_TABLES = """
SELECT relname, relrowsecurity AND relforcerowsecurity
FROM pg_class WHERE relname = ANY (%s) AND pg_table_is_visible(oid)"""
_READ_POLICIES = """
SELECT relname, polname, obj_description(pg_policy.oid, 'pg_policy'), md5(concat(polpermissive, polcmd, polroles, '|',
  pg_get_expr(polqual, polrelid), '|', pg_get_expr(polwithcheck, polrelid)))
FROM pg_policy JOIN pg_class ON pg_class.oid = polrelid WHERE relname = ANY (%s) AND pg_table_is_visible(polrelid)"""


def faults() -> list[str]:
    """Name everything by which row security is not in force as declared; nothing to name where there is none."""
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as cursor:
        return [f"row security of {about}: {what}" for about, what in (*_found_void(cursor), *_found_amiss(cursor))]


def _found_void(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    cursor.execute("SELECT rolname FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)")
    for (role,) in cursor.fetchall():
        yield "every table", f"the role {role} passes by it"
    for name, body in FUNCTIONS.items():
        cursor.execute("SELECT prosrc FROM pg_proc WHERE oid = to_regproc(%s)", [name])
        row = cursor.fetchone()
        if row is None or row[0] != body:
            yield f"the function {name}", "it is missing or was changed"


def _found_amiss(cursor: CursorWrapper) -> Iterator[tuple[str, str]]:
    """Give tables and what is amiss with each."""
    models = {model._meta.db_table: model for model in ruled_models().values()}
    cursor.execute(_READ_TABLES, [[*models]])
    secured = dict(cursor.fetchall())
    cursor.execute(_READ_POLICIES, [[*models]])
    found = {(table, policy): (said, kept) for table, policy, said, kept in cursor.fetchall()}
    for table, model in models.items():
        if model.__name__ not in RULES:
            yield table, "no rule is declared for it"
            continue
        if not secured.get(table):
            yield table, "it is switched off"
        wanted = policies_of(model)
        for policy in sorted({*wanted, *(name for of, name in found if of == table)}):
            said, kept = found.get((table, policy), ("", ""))
            if (table, policy) not in found:
                yield table, f"the policy {policy} is missing"
            elif policy not in wanted or said != f"{_digest(wanted[policy])} {kept}":
                yield table, f"the policy {policy} was changed"
