"""Every duty derived anew, as the program does it after an update."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.jobs import deriving
from daybreak.jobs.round import Round

if TYPE_CHECKING:
    from datetime import datetime


def rebuild(now: datetime) -> None:
    """Derive every duty anew from policy and journal, at an instant."""
    this = Round(lambda: now)
    deriving.begin_anew(this)
    while deriving.derive_due(this):
        pass
