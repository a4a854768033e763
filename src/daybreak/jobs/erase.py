"""Erasing what the policy's times have ended for, and what a restored backup brought back (B8, P9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.jobs.round import surviving
from daybreak.stages.intake.privacy.keeping import due, erase_due
from daybreak.stages.intake.privacy.replaying import replay
from daybreak.stages.publication.subscribing import forget_unconfirmed

if TYPE_CHECKING:
    from daybreak.jobs.round import Round


def erase_what_is_due(this: Round) -> int:
    """Erase every kind of data whose time has ended and that no hold keeps; give how many were.

    Addresses that nobody confirmed are among them.

    Each is a deed of its own: one that fails is tried again in the next round.
    """
    replay(this.clock())
    erased = forget_unconfirmed(this.clock())
    for expiry in due(this.clock()):
        if this.stopping():
            break
        with surviving("Erasing what the policy's time has ended for"):
            erased += erase_due(now=this.clock(), expiry=expiry)
    return erased
