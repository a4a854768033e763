"""The rows of the database as bytes, for the search for leaks; on SQLite they are files of the home already."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.journeys.served import Served


def rows_of(site: Served) -> Iterator[tuple[str, bytes]]:
    """Give every table of the site's PostgreSQL database with all its bytes; nothing on SQLite."""
    owner = site.environment.get("DAYBREAK_DATABASE_OWNER_URL", "")
    if not owner:
        return
    with psycopg.connect(owner, options="-c daybreak.viewer=house") as connection, connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            read = sql.SQL("COPY {} TO STDOUT (FORMAT BINARY)").format(sql.Identifier(table))
            with cursor.copy(read) as content:
                yield table, b"".join(bytes(part) for part in content)
