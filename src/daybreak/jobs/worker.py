"""The worker: round after round it delivers, reacts, reminds, erases and sweeps; killed anywhere, it loses nothing."""

from __future__ import annotations

import signal
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, current_thread, main_thread
from typing import TYPE_CHECKING

from django.db import close_old_connections, connection

from daybreak.jobs.deliver import Delivered, connector_in_force, deliver_due
from daybreak.jobs.deriving import derive_due
from daybreak.jobs.drills import play_due
from daybreak.jobs.encrypted import open_encrypted
from daybreak.jobs.erase import erase_what_is_due
from daybreak.jobs.key_warnings import warn_of_keys
from daybreak.jobs.publish import publish_due
from daybreak.jobs.reactions import react_due
from daybreak.jobs.remind import remind_due
from daybreak.jobs.round import Round, surviving
from daybreak.jobs.silence import silence_due
from daybreak.jobs.subscribers import tell_subscribers_due
from daybreak.jobs.sweep import sweep
from daybreak.journal.clock import database_now

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from daybreak.connectors.envelope import Connector

PAUSE = 2.0
"""Seconds between two rounds."""
SWEEP_EVERY = 1800
"""Rounds between two sweeps: about an hour."""


@dataclass(frozen=True)
class Counts:
    """What one round did."""

    sent: int = 0
    failed: int = 0
    waiting: int = 0
    reminded: int = 0
    reacted: int = 0
    swept: int = 0
    published: int = 0
    erased: int = 0


def run_once(now: datetime | None = None, *, connector: Connector | None = None, sweeping: bool = True) -> Counts:
    """Do what is due at `now` (by default the database's clock, read anew for each item) and give what was done.

    Raises EnvironmentFaulty if DAYBREAK_SMTP_URL cannot be read.
    """
    clock: Callable[[], datetime] = database_now if now is None else lambda: now
    return _round(Round(clock), connector or connector_in_force(), sweeping=sweeping)


def run_forever(stop: Event | None = None, *, connector: Connector | None = None, pause: float = PAUSE) -> None:
    """Run round after round until `stop` is set, or SIGTERM or SIGINT comes; the item at hand is finished first."""
    stop = stop or Event()
    way_out = connector or connector_in_force()
    rounds = 0
    with _ended_by_signal(stop):
        while not stop.is_set():
            with surviving("A round of the worker"):
                if not connection.in_atomic_block:  # a rehearsal inside a transaction keeps its connection
                    close_old_connections()
                _round(Round(stopping=stop.is_set), way_out, sweeping=rounds % SWEEP_EVERY == 0)
            rounds += 1
            stop.wait(pause)


def told(counts: Counts) -> str:
    """Say in one sentence what a round did."""
    return (
        f"{counts.published} publications noted, {counts.sent} notices delivered, {counts.failed} failed, "
        f"{counts.waiting} on hold; {counts.reminded} reminders written, {counts.reacted} facts reacted to, "
        f"{counts.swept} orphans removed, {counts.erased} kinds of data erased."
    )


def _round(this: Round, connector: Connector, *, sweeping: bool) -> Counts:
    """React and remind first, so that what they write leaves in the same round."""
    reacted = reminded = swept = published = erased = 0
    delivered = Delivered()
    with surviving("Noting what became public"):
        published = publish_due(this)
    with surviving("Playing drills"):
        play_due(this)
    with surviving("Deriving duties anew"):
        derive_due(this)
    with surviving("Opening what came encrypted"):
        open_encrypted(this)
    with surviving("Reacting"):
        reacted = react_due(this)
    with surviving("Writing to subscribers"):
        tell_subscribers_due(this)
    with surviving("Reminding"):
        reminded = remind_due(this)
    with surviving("Noting silences"):
        reminded += silence_due(this)
    with surviving("Warning of keys"):
        reminded += warn_of_keys(this)
    with surviving("Delivering"):
        delivered = deliver_due(this, connector)
    if sweeping and not this.stopping():
        with surviving("Erasing"):
            erased = erase_what_is_due(this)
        with surviving("Sweeping"):
            swept = sweep()
    return Counts(delivered.sent, delivered.failed, delivered.waiting, reminded, reacted, swept, published, erased)


@contextmanager
def _ended_by_signal(stop: Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT set `stop` while this runs; only the main thread hears signals."""
    if current_thread() is not main_thread():
        yield
        return
    before = {sign: signal.signal(sign, lambda *_: stop.set()) for sign in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for sign, action in before.items():
            signal.signal(sign, action)
