"""Noting what became public: readers see it without any worker; the journal and the finders hear of it here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import WORKER
from daybreak.jobs.round import Round, surviving
from daybreak.stages.publication.actions import note_public, unnoted

if TYPE_CHECKING:
    from datetime import datetime


def publish_due(this: Round) -> int:
    """Note every revision whose instant has come and that is not noted yet; give how many were noted now."""
    noted = 0
    for key in unnoted(this.clock()):
        if this.stopping():
            break
        with surviving("Noting a publication"):
            noted += note_public(actor=WORKER, now=this.clock(), revision_id=key)
    return noted


def note_published(now: datetime) -> int:
    """Note what is due at `now`; give how many revisions were noted."""
    return publish_due(Round(lambda: now))
