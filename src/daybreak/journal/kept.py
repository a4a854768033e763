"""What is kept beside the journal, held against its seals and digests: sealed columns, raw reports, files, policies."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from uuid import UUID

from cryptography.hazmat.primitives.keywrap import InvalidUnwrap
from django.apps import apps

from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, PolicyVersion, Report, StoredFile
from daybreak.vault.data_keys import opened
from daybreak.vault.files import read
from daybreak.vault.sealed import SealBroken, open_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEALED = "_sealed"
DIGESTS = {
    ("records_report", "raw_sealed"): "raw_sha256",
    ("records_revision", "content_sealed"): "content_hash",
    ("records_answerrevision", "content_sealed"): "content_hash",
    ("records_preparedfile", "body_sealed"): "sha256",
}
"""Sealed columns whose plain bytes have their SHA-256 beside them."""
RAW = ("records_report", "raw_sealed")
"""A finder's own data may be erased: the raw bytes go, their digest stays, and the journal says so."""
NOTED_AS = {
    ("records_case", "summary_sealed"): "case.described",
    ("records_supplier", "contact_sealed"): "supplier.registered",
}
"""Columns that may hold nothing at first, and the fact by which the journal says that they were written."""
WRITTEN_WITH: dict[tuple[str, str], Callable[[Any], object]] = {
    ("records_vulnerability", "description_sealed"): lambda _row: True,
    ("records_assessment", "reason_sealed"): lambda _row: True,
    ("records_affect", "note_sealed"): lambda _row: True,
    ("records_meeting", "place_sealed"): lambda row: row.invited,
    ("records_meeting", "minutes_sealed"): lambda row: row.held_at,
    ("records_meeting", "proposal_sealed"): lambda row: row.held_at and row.invited,
    ("records_notice", "receipt_sealed"): lambda row: row.sent_at and row.channel == "mail",
}
"""Columns that may hold nothing at first, and what in their row says that a deed has written them, be it no words."""
ROWS = 500


def kept_faults() -> Iterator[str]:
    """Give a sentence for everything that does not open, or is not what its digest or the journal says.

    What was erased, its key destroyed, is nobody's to read and is passed over; `erasures` tells of keys that are lost.
    """
    emptied = _Emptied()
    for model in apps.get_app_config("records").get_models():
        columns = [field.name for field in model._meta.fields if field.name.endswith(SEALED)]  # noqa: SLF001 - Django's public API
        for row in _rows(model) if columns else ():
            for column in columns:
                yield from _column_faults(row, column) if getattr(row, column) else emptied.faults(row, column)
    for entry in _rows(JournalEntry, sealed__isnull=False, data_key__isnull=False):
        yield from _column_faults(entry, "sealed")
    for file in _rows(StoredFile):
        yield from _file_faults(file)
    yield from _arrival_faults()
    yield from _policy_faults()


class _Emptied:
    """What the journal tells of columns that hold nothing: which were written once, and which were erased."""

    def __init__(self) -> None:
        """Read which cases were described, and of which reports something was erased."""
        entries = JournalEntry.objects
        self._noted = {(kind, key) for kind, key in entries.filter(kind="case.described").values_list("kind", "case")}
        self._noted |= {(kind, key) for kind, key in entries.filter(kind="data.erased").values_list("kind", "report")}
        told = JournalEntry.objects.filter(kind__in=("supplier.registered", "supplier.changed")).order_by("position")
        facts = [fact_of(body) for body in told.values_list("body", flat=True)]
        newest = {UUID(one.subjects["supplier"]): bool(one.codes.get("reachable")) for one in facts}
        self._noted |= {("supplier.registered", key) for key, reachable in newest.items() if reachable}

    def faults(self, row: Any, column: str) -> Iterator[str]:
        """Give a sentence for a column that holds nothing although a deed wrote it."""
        field = row._meta.get_field(column)  # noqa: SLF001 - Django's public API
        place = (row._meta.db_table, column)  # noqa: SLF001 - Django's public API
        if place == RAW:
            written: object = ("data.erased", row.pk) not in self._noted
        elif place in NOTED_AS:
            written = (NOTED_AS[place], row.pk) in self._noted
        else:
            written = not field.null or (place in WRITTEN_WITH and WRITTEN_WITH[place](row))
        if written:
            yield f"The {column} of {place[0]} {row.pk} was written and is gone."


def _rows(model: Any, **wanted: Any) -> Iterator[Any]:
    living = {"data_key__destroyed_at": None, "data_key__wrapped__isnull": False}
    found = model.objects.filter(**living, **wanted).order_by("pk").select_related("data_key")
    return iter(found.iterator(chunk_size=ROWS))


def _column_faults(row: Any, column: str) -> Iterator[str]:
    place = (row._meta.db_table, column)  # noqa: SLF001 - Django's public API
    try:
        plain = open_bytes(row, column)
    except SealBroken as broken:
        yield str(broken)
        return
    except InvalidUnwrap:
        yield f"The data key {row.data_key_id} does not open: it was changed, or the site's keys are others."
        return
    digest = DIGESTS.get(place)
    if digest is None:
        return
    if hashlib.sha256(plain).hexdigest() != getattr(row, digest):
        yield f"The {column} of {place[0]} {row.pk} is not what its SHA-256 says: one of the two was changed."


def _file_faults(file: StoredFile) -> Iterator[str]:
    digest, size = hashlib.sha256(), 0
    try:
        for chunk in read(opened(file.data_key), file.id):
            digest.update(chunk)
            size += len(chunk)
    except FileNotFoundError:
        yield f"The sealed file {file.id} is not there."
    except SealBroken as broken:
        yield str(broken)
    except InvalidUnwrap:
        yield f"The data key {file.data_key_id} does not open: it was changed, or the site's keys are others."
    else:
        if (digest.hexdigest(), size) != (file.sha256, file.size):
            yield f"The sealed file {file.id} is not what its SHA-256 and size say: one of them was changed."


def _arrival_faults() -> Iterator[str]:
    """Hold each report against the entry of its arrival: the door it came by, and when."""
    reports = {row[0]: row[1:] for row in Report.objects.values_list("id", "number", "door", "received_at")}
    for entry in JournalEntry.objects.filter(kind="report.received").order_by("position").iterator(chunk_size=2000):
        report = reports.get(entry.report_id) if entry.report_id else None
        if report is None:
            yield f"The report whose arrival entry {entry.position} tells is not there."
        elif report[1:] != (fact_of(entry.body).codes.get("door"), entry.happened_at):
            yield f"Report {report[0]} came by another door or at another instant than entry {entry.position} says."


def _policy_faults() -> Iterator[str]:
    for version in PolicyVersion.objects.order_by("adopted_at", "pk"):
        if hashlib.sha256(version.text.encode()).hexdigest() != version.sha256:
            yield f"The text of policy {version.sha256[:12]} is not what its SHA-256 says: one of the two was changed."
