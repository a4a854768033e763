"""The only reader of a clock. The database's clock decides; rehearsals may shift it by a file of seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection


class ClockUnreadable(Exception):
    """The rehearsal's clock file holds no number of seconds."""


def database_now() -> datetime:
    """Give the present instant by the database's clock, aware, in UTC."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT clock_timestamp()")
            instant: datetime = cursor.fetchone()[0].astimezone(UTC)
        else:
            cursor.execute("SELECT strftime('%Y-%m-%dT%H:%M:%f', 'now')")
            instant = datetime.fromisoformat(cursor.fetchone()[0]).replace(tzinfo=UTC)
    return instant + _shift()


def _shift() -> timedelta:
    if settings.CLOCK_FILE is None or not settings.CLOCK_FILE.exists():
        return timedelta()
    text = settings.CLOCK_FILE.read_text().strip()
    try:
        return timedelta(seconds=float(text))
    except (ValueError, OverflowError):
        message = f"The clock file {settings.CLOCK_FILE} holds {text[:40]!r} instead of seconds."
        raise ClockUnreadable(message) from None
