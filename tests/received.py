"""A report as it comes in, for tests whose question begins later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import PUBLIC
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Submission

if TYPE_CHECKING:
    from daybreak.stages.intake.submission import Receipt
    from tests.cast import Site


def received(site: Site, title: str = "Overflow in the clip parser", **changes: object) -> Receipt:
    """Receive a report at the site's present instant."""
    given: dict[str, object] = {
        "door": "web",
        "mailbox": "security",
        "language": "en",
        "raw": title.encode(),
        "title": title,
        "answers": {"product": "hc-drive-2", "version": "2.3.0", "steps": f"{title}: open the clip."},
    }
    return receive(actor=PUBLIC.actor, now=site.at.now, submission=Submission(**{**given, **changes}))
