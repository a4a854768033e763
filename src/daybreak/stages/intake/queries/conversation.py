"""The conversation with a finder, opened: who said what, when, with which files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from daybreak.records.models import Message, StoredFile
from daybreak.vault.sealed import open_text, readable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.records.models import Report


@dataclass(frozen=True)
class FileLine:
    """A stored file, named: its key, cleaned name, size in bytes, SHA-256 of its plain bytes, and when it came.

    `customers_data` says that it is marked as holding customers' data.
    """

    id: UUID
    name: str
    size: int
    sha256: str
    at: datetime
    customers_data: bool = False


@dataclass(frozen=True)
class Said:
    """One message; `by` is which side wrote it, `author` the journal's actor string, of use at the desk alone."""

    at: datetime
    by: Literal["finder", "team"]
    author: str
    words: str
    files: tuple[FileLine, ...]
    id: UUID | None = None
    customers_data: bool = False
    erased: bool = False


def conversation_of(report: Report) -> tuple[Said, ...]:
    """Open every message of the thread with the finder, oldest first."""
    found = Message.objects.filter(thread__report=report, thread__audience="finder")
    return tuple(_said(message) for message in found.select_related("data_key").prefetch_related("files__data_key"))


def files_of(report: Report) -> tuple[FileLine, ...]:
    """Name the files that came with the report itself."""
    return _lines(StoredFile.objects.filter(report=report, message=None).select_related("data_key"))


def _said(message: Message) -> Said:
    side: Literal["finder", "team"] = "finder" if message.author.startswith("finder") else "team"
    words = open_text(message, "body_sealed") if readable(message) else _("Erased")
    return Said(
        message.written_at,
        side,
        message.author,
        words,
        _lines(message.files.all()),
        id=message.id,
        customers_data=message.customers_data,
        erased=not readable(message),
    )


def _lines(rows: Iterable[StoredFile]) -> tuple[FileLine, ...]:
    return tuple(
        FileLine(row.id, open_text(row, "name_sealed"), row.size, row.sha256, row.stored_at, row.customers_data)
        for row in rows
        if readable(row)
    )
