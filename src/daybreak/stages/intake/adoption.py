"""A file that came later is sealed anew under the report's own key, so that erasing the finder erases it too (B8)."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from daybreak.vault.data_keys import opened
from daybreak.vault.files import SealedWriter, path_of, read

if TYPE_CHECKING:
    from daybreak.records.models import DataKey
    from daybreak.stages.intake.submission import SealedFile


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
