"""What the tests of jobs share: connectors that keep a ledger, die or ask to stop, and a report with a finder."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daybreak.connectors.envelope import Envelope, composed
from daybreak.core.access import PUBLIC
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, Submission

if TYPE_CHECKING:
    from daybreak.connectors.envelope import Connector
    from daybreak.records.models import Report
    from tests.cast import Site

CANARY = "canary-telnet-root"


class Killed(BaseException):
    """What `kill -9` is to a process: nothing catches it."""


@dataclass
class Ledger:
    """The other side: what it took, in its own book. `then` happens after it took a message."""

    taken: list[Envelope] = field(default_factory=list)
    then: Callable[[], None] | None = None

    def deliver(self, envelope: Envelope) -> str:
        """Take it, as a mail server does: only what can be written as mail."""
        composed(envelope)
        self.taken.append(envelope)
        if self.then is not None:
            self.then()
        return f"250 {len(self.taken)}"


@dataclass
class Before:
    """A connector before which something else happens; then the other one delivers."""

    inner: Connector
    first: Callable[[], None]

    def deliver(self, envelope: Envelope) -> str:
        """Do the one, then the other."""
        self.first()
        return self.inner.deliver(envelope)


def die() -> None:
    """End as if the process were killed here."""
    raise Killed


def terminate() -> None:
    """Ask this process to end, as a service manager does."""
    os.kill(os.getpid(), signal.SIGTERM)


def report_of_rita(site: Site, address: str = "rita@example.org") -> Report:
    """Receive a report whose words must never stand in a letter."""
    said = Submission("web", "security", "en", b"raw", CANARY, {"steps": CANARY}, Finder("Rita", address))
    return receive(actor=PUBLIC.actor, now=site.at.now, submission=said).report
