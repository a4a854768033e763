"""The conversation with a finder, opened: who said what, when, with which files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from uuid import UUID

from django.utils.translation import gettext as _

from daybreak.records.models import Message, StoredFile
from daybreak.stages.intake.opening import opened_parts
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


@dataclass(frozen=True)
class Opened:
    """What came encrypted, opened: words and files, with which key, and what is known of its signature and signer."""

    said: Said
    key_id: str
    signature: str
    signer: str


def opened_of(report: Report) -> tuple[Opened, ...]:
    """Give what was opened of a report with our key, oldest first; for the team alone (B7)."""
    return tuple(
        Opened(
            Said(
                one.at,
                "finder",
                one.message.author,
                one.words,
                _lines(one.message.files.all()),
                id=one.message.id,
                customers_data=one.message.customers_data,
            ),
            one.key_id,
            one.signature,
            one.signer,
        )
        for one in opened_parts(report)
    )


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
