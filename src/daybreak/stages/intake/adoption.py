"""How a sealed file becomes a report's; one that came later is sealed anew under the report's own key (B8)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from daybreak.records.models import StoredFile
from daybreak.vault.data_keys import opened
from daybreak.vault.files import SealedWriter, path_of, read
from daybreak.vault.sealed import seal

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.records.models import DataKey, Message, Report
    from daybreak.stages.intake.submission import SealedFile


def keep(*, now: datetime, report: Report, given: SealedFile, message: Message | None = None) -> None:
    """Make the row of a file that lies under the report's key: the report's, or that of a message of its threads."""
    row = StoredFile(
        id=given.file_id,
        data_key=report.data_key,
        report=report,
        message=message,
        size=given.size,
        sha256=given.sha256,
        stored_at=now,
    )
    seal(row, "name_sealed", given.name)
    row.save(force_insert=True)


def under(data_key: DataKey, given: SealedFile) -> SealedFile:
    """Give the file as it lies under `data_key`, moved there chunk by chunk if it lay under another; its bytes stay.

    Raises SealBroken if the sealed bytes were changed on the way; nothing half-moved is left then.
    """
    if given.data_key is None or given.data_key.pk == data_key.pk:
        return given
    moved = copied(data_key, given)
    path_of(given.file_id).unlink(missing_ok=True)
    return moved


def copied(data_key: DataKey, given: SealedFile) -> SealedFile:
    """Seal a copy of a file under `data_key`, beside the old one; its plain bytes never touch the disk.

    Raises SealBroken if the sealed bytes were changed; nothing half-copied is left then.
    """
    if given.data_key is None:
        message = f"The file {given.file_id} says no key it lies under."
        raise ValueError(message)
    writer = SealedWriter(opened(data_key), uuid.uuid4())
    try:
        for chunk in read(opened(given.data_key), given.file_id):
            writer.write(chunk)
        writer.close()
    except BaseException:
        writer.discard()
        raise
    return replace(given, file_id=writer.file_id, data_key=None)
