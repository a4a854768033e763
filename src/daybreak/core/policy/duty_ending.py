"""What ends a duty that nobody did: its case or report is closed, nothing is affected, its finder was erased."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import OF_REMEDIES
from daybreak.core.lifecycle.case import INVALID_OUTCOMES, done_when_closed
from daybreak.core.policy.concerned import nowhere_since

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.anchors import Story
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.scopes import Thing

CLOSED = "case.closed"
BINDING = frozenset({"law", "contract"})
"""How strong a duty is that no closing ends: it is owed to somebody else."""
ENDING = INVALID_OUTCOMES | {"duplicate", "merged"}
"""Outcomes with which a case proved to be nothing, or goes on elsewhere: promises about it end, in time or missed."""
_BY_WRITING = frozenset({"report.answered", "report.closed", "finder.asked"})
"""What nobody can do with a report once it was erased and belongs to a case."""
_BY_RESOLVING = frozenset(
    {"release.published", *(f"remedy.{step}" for step in ("planned", "staffed", "started", "reviewed", "merged"))}
    | {f"remedy.{step}" for step in ("verified", "shipped", "offered_to_all", "delivered")}
)
"""What is done to resolve a vulnerability: nothing of it is owed for one that affects no product."""


class End(NamedTuple):
    """When nobody owed it any more, and the kind of fact that ended it."""

    at: datetime
    by: str


class Endings:
    """Finds ends within one computation.

    What ends is missed where its limit had passed before: it stands so for ever, and nobody is asked for it any more.
    """

    def __init__(self, plan: Plan, story: Story) -> None:
        """Take the plan and the story whose facts end duties."""
        self._plan, self._story = plan, story

    def at_rest(self, thing: Thing, duty: Duty) -> Duty | None:
        """Give what recurs; what became of it once its case was closed: no round is asked for in a closed one.

        A round of a law or a contract that was late before is owed still.
        """
        told = thing.first(CLOSED) if thing.lineage and not duty.ended else None
        if told is None or CLOSED in duty.rule.starts:
            return duty
        closed = told.fact.happened_at
        late = duty.limit is not None and duty.limit < closed
        return duty if late and duty.strength in BINDING else duty.over(closed, CLOSED)

    def undone(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give the duty; what became of it where it ended, undone, with what it is about."""
        stays = duty.kept is not None or duty.waived is not None or thing.scope == "follow_up"
        if stays or rule.rule.strength in BINDING:
            return duty
        end = self.of(thing, duty) or _decided_against(thing, duty) or self._given_up(thing, duty)
        return duty if end is None else duty.over(end.at, end.by)

    def of(self, thing: Thing, duty: Duty) -> End | None:
        """Give when what the duty is about ended: closing stops what has not started, and what proved to be nothing.

        What the closing itself starts (an unused CVE ID is rejected), and what starts later still (a finder's wish for
        erasure), it does not end. Erasing a report ends what could be kept only by writing to its finder (B8). What
        could be kept only by a fix ends when the vulnerability is stated to affect none of the products.
        """
        deeds = duty.rule.fulfilled_by()
        if thing.scope == "vulnerability" and deeds and _BY_RESOLVING.issuperset(deeds):
            nowhere = nowhere_since((entry.fact for entry in thing.about("affect.stated")), self._plan.products)
            if nowhere is not None:
                return End(nowhere, "affect.stated")
        erased = self._story.about("finder.erased", thing.lineage) if thing.scope == "report" else ()
        if erased and _BY_WRITING.issuperset(deeds):
            return End(erased[0].fact.happened_at, "finder.erased")
        for kind in (CLOSED, "report.closed"):
            closed = None if kind == "report.closed" and thing.scope != "report" else _closing(kind, thing, duty)
            nothing = kind == "report.closed" or (closed is not None and closed.codes.get("outcome") in ENDING)
            if closed and (duty.start is None or (nothing and duty.start <= closed.happened_at)):
                return End(closed.happened_at, kind)
        return None

    def _given_up(self, thing: Thing, duty: Duty) -> End | None:
        """Give the end of what was late when its case was closed, where nobody can do it any more but by reopening it.

        What is done after the closing (letters, public records, what was learnt) is owed as late as it is; what was
        still in time waits for its limit.
        """
        closed = _closing(CLOSED, thing, duty)
        drafted = bool(self._story.told("advisory.drafted"))
        if closed is None or duty.limit is None or any(done_when_closed(kind, drafted=drafted) for kind in duty.deeds):
            return None
        begun = duty.start is not None and duty.start <= closed.happened_at
        return End(closed.happened_at, CLOSED) if begun and duty.limit < closed.happened_at else None


def _decided_against(thing: Thing, duty: Duty) -> End | None:
    """Give the end of a best effort at a fix: it was decided that none will come, and nothing was promised (A13)."""
    if not duty.best_effort or not duty.deeds or not all(kind.startswith(OF_REMEDIES) for kind in duty.deeds):
        return None
    told = [entry.fact for entry in thing.about("remedy.planned") if entry.fact.codes.get("kind") == "none_planned"]
    return End(told[-1].happened_at, "remedy.planned") if told else None


def _closing(kind: str, thing: Thing, duty: Duty) -> Fact | None:
    """Give the fact that closed what the duty is about; None for what that very fact starts."""
    told = thing.first(kind) if thing.lineage and kind not in duty.rule.starts else None
    return told.fact if told else None
