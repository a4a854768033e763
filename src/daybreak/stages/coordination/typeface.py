"""The typeface of the site, in which letters beyond Latin are set, so that every reader of a PDF sees them."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from daybreak.core.formats.paper import can_be_embedded


def typeface() -> bytes | None:
    """Give the font that reports embed; None where the site has none, or none that can be embedded."""
    return _read(settings.TYPEFACE) if settings.TYPEFACE else None


@lru_cache(maxsize=1)
def _read(path: Path) -> bytes | None:
    found = path.read_bytes() if path.is_file() else b""
    return found if can_be_embedded(found) else None
