"""One stored file, opened while it is read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from daybreak.people.sight import visible_to
from daybreak.vault.data_keys import opened
from daybreak.vault.files import read
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.access import Viewer


@dataclass(frozen=True)
class OpenedFile:
    """A file's cleaned name, its size in bytes, and its plain chunks, each unsealed as it is asked for."""

    name: str
    size: int
    sha256: str
    chunks: Iterator[bytes]


def file_of(viewer: Viewer, now: datetime, file_id: UUID) -> OpenedFile | None:
    """Open a file of a visible report or case; None for any other, and for one whose key was destroyed."""
    row = visible_to(viewer, now).files().filter(id=file_id).select_related("data_key").first()
    if row is None or row.data_key.destroyed_at is not None:
        return None
    return OpenedFile(open_text(row, "name_sealed"), row.size, row.sha256, read(opened(row.data_key), row.id))
