"""Sweeping: sealed files that no row knows, or whose key was destroyed, are removed after a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.conf import settings

from daybreak.records.models import StoredFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

AGE = timedelta(days=1)


def sweep() -> int:
    """Remove orphaned sealed files older than a day; give how many.

    Ages are compared with a mark that is touched now, so that both come from the clock of the file system.
    """
    folder = settings.HOME / "files"
    if not folder.is_dir():
        return 0
    mark = folder / ".swept"
    mark.touch()
    before = mark.stat().st_mtime - AGE.total_seconds()
    old = {key: path for key, path in _files(folder) if path.stat().st_mtime < before}
    living = StoredFile.objects.filter(id__in=old, data_key__destroyed_at=None)
    known = set(living.values_list("id", flat=True)) if old else set()
    orphans = [path for key, path in old.items() if key not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _files(folder: Path) -> Iterator[tuple[UUID, Path]]:
    for path in folder.glob("??/*"):
        try:
            yield UUID(path.name), path
        except ValueError:
            continue
