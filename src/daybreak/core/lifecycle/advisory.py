"""The life of an advisory: draft, approved, released, armed, held, public; revised or withdrawn."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from daybreak.core.facts import PUBLISHED
from daybreak.core.lifecycle.arrows import Table, arrows
from daybreak.core.lifecycle.embargo import instant_code
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact

_IN_WORK = "draft approved released armed held"

ADVISORY = Table(
    noun=_("The advisory"),
    start="none",
    states={
        "none": _("does not exist yet"),
        "draft": _("is a draft"),
        "approved": _("has an approval"),
        "released": _("is released by two people"),
        "armed": _("is armed for its instant"),
        "held": _("is on hold"),
        "public": _("is public"),
        "withdrawn": _("is withdrawn"),
    },
    deeds={
        "advisory.drafted": _("be drafted"),
        "advisory.changed": _("be changed"),
        "advisory.approved": _("be approved"),
        "advisory.released": _("be released"),
        "advisory.armed": _("be armed"),
        "advisory.held": _("be put on hold"),
        "advisory.published": _("become public"),
        "advisory.revised": _("be revised in public"),
        "advisory.withdrawn": _("be withdrawn"),
    },
    arrows=arrows(
        ("none public", "advisory.drafted", "draft"),
        (f"{_IN_WORK} public", "advisory.changed", "draft"),
        ("draft approved", "advisory.approved", "approved"),
        ("draft approved held", "advisory.released", "released"),
        ("released armed", "advisory.armed", "armed"),
        ("released armed", "advisory.held", "held"),
        ("armed", "advisory.published", "public"),
        ("armed public", "advisory.revised", "public"),
        (f"{_IN_WORK} public", "advisory.withdrawn", "withdrawn"),
    ),
)
"""Any change makes it a draft again: approvals and release are for one content. A hold is lifted by a new release."""


@dataclass(frozen=True)
class AdvisoryLife:
    """What follows from an advisory's facts at one instant.

    `state` is the table's, of the revision in work if there is one; `revisions` counts what became public (the
    tracking version); `public_at` is the instant armed for.
    """

    state: str = "none"
    revisions: int = 0
    public_at: datetime | None = None

    @property
    def ever_public(self) -> bool:
        """Tell whether readers have some revision of it."""
        return self.revisions > 0


def advisory_from(facts: Iterable[Fact], now: datetime) -> AdvisoryLife:
    """Give the life of one advisory: it is public from the armed instant on unless held before, worker or not."""
    life = AdvisoryLife()
    for fact in facts:
        life = _appeared(life, fact.happened_at) if fact.kind not in PUBLISHED else life
        state = ADVISORY.after(life.state, fact.kind)
        if fact.kind in PUBLISHED and life.state == "armed":
            life = replace(life, revisions=life.revisions + 1)
        elif fact.kind == "advisory.armed" and state == "armed":
            life = replace(life, public_at=instant_code(fact, "public_at"))
        life = replace(life, state=state)
    return _appeared(life, now)


def _appeared(life: AdvisoryLife, instant: datetime) -> AdvisoryLife:
    """Let the armed instant come: the facts after it find the advisory public."""
    if life.state != "armed" or life.public_at is None or life.public_at > instant:
        return life
    return replace(life, state="public", revisions=life.revisions + 1)
