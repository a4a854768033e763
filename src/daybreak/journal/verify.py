"""Verify the journal: chain, columns, sealed parts, the signed head, what is kept beside it, and the guards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.chain import Link, faults
from daybreak.journal.erasures import erasure_faults
from daybreak.journal.head import HeadForged, read_head
from daybreak.journal.kept import kept_faults
from daybreak.journal.released import release_faults
from daybreak.records import guards
from daybreak.records.models import JournalEntry

if TYPE_CHECKING:
    from collections.abc import Iterator


def verify() -> list[str]:
    """Give a sentence for every fault; an empty list means that nothing was changed, removed or reordered."""
    found = list(faults(_links()))
    found += _head_faults()
    found += erasure_faults()
    found += kept_faults()
    found += release_faults()
    found += [f"A guard of the database is not in force: {guard}." for guard in guards.missing()]
    return found


def count() -> int:
    """Say how many entries there are."""
    return JournalEntry.objects.count()


def past_head() -> int | None:
    """Say how many entries stand after the last that this host saw committed; None where it has no head of its own.

    The database may be ahead of it (P8): another host wrote, or a process ended between its commit and the head.
    """
    try:
        head = read_head()
    except HeadForged:
        return None
    return None if head is None else JournalEntry.objects.filter(position__gt=head.position).count()


def _links() -> Iterator[Link]:
    for entry in JournalEntry.objects.order_by("position").iterator(chunk_size=2000):
        yield Link(
            position=entry.position,
            body=entry.body,
            previous_hash=entry.previous_hash,
            hash=entry.hash,
            sealed=bytes(entry.sealed) if entry.sealed is not None else None,
            columns={
                "kind": entry.kind,
                "actor": entry.actor,
                "deed": str(entry.deed),
                "happened_at": entry.happened_at.isoformat(),
                "recorded_at": entry.recorded_at.isoformat(),
                "report": str(entry.report_id) if entry.report_id else None,
                "data_key": str(entry.data_key_id) if entry.data_key_id else None,
                "case": str(entry.case_id) if entry.case_id else None,
            },
        )


def _head_faults() -> list[str]:
    try:
        head = read_head()
    except HeadForged as forged:
        return [str(forged)]
    if head is None:
        return ["There is no journal.head beside the database."] if JournalEntry.objects.exists() else []
    entry = JournalEntry.objects.filter(position=head.position).first()
    if entry is None:
        return [
            f"The journal ends before entry {head.position}, which this host saw committed: it was cut or rolled back."
        ]
    if entry.hash != head.hash:
        return [f"Entry {head.position} is not the one this host saw committed: the journal was rewritten."]
    return []
