"""Durable intake, against bare inserts of the same bytes: what sealing, journal and duties cost."""

from __future__ import annotations

import secrets

from scene import compare, make_site


def main() -> None:
    """Print both rates and their ratio."""
    make_site()
    from django.db import connection, transaction

    from daybreak.core.access import Actor
    from daybreak.journal.clock import database_now
    from daybreak.stages.intake.actions import receive
    from daybreak.stages.intake.submission import Submission

    raw = secrets.token_hex(2048).encode()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (id INTEGER PRIMARY KEY, raw BLOB)")

    def ours() -> None:
        submission = Submission("web", "security", "en", raw, "A report", {"steps": raw.decode()})
        receive(actor=Actor("public"), now=database_now(), submission=submission)

    def floor() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bare (raw) VALUES (%s)", [raw])

    mine, bare, ratio = compare(ours, floor, 60)
    print(f"durable intake: {mine:.0f}/s; bare insert of the same {len(raw)} bytes: {bare:.0f}/s; ratio {ratio:.1f}")


if __name__ == "__main__":
    main()
