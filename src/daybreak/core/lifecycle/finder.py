"""What the finder may read: one of a few stages that follow from the facts of their report and its case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

from daybreak.core.facts import PUBLISHED
from daybreak.core.lifecycle.embargo import instant_code

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.facts import Fact

Stage = Literal[
    "received",  # stored, nobody answered yet
    "examined",  # a person answered or took it up
    "confirmed",  # it is real
    "fixing",  # a remedy is on its way
    "fixed",  # a remedy is out for every affected product, the advisory is not
    "publishing",  # the advisory is released and waits for its instant
    "published",  # the advisory is public
    "closed",  # closed, without a case or with it
]
STAGES: tuple[Stage, ...] = get_args(Stage)

_RISES: dict[str, Stage] = {
    "report.received": "received",
    "report.answered": "examined",
    "report.joined": "examined",
    "case.opened": "examined",
    "case.confirmed": "confirmed",
    "remedy.planned": "fixing",
    "remedy.staffed": "fixing",
    "remedy.started": "fixing",
    "remedy.shipped": "fixing",
    "remedy.offered_to_all": "fixing",
    "fix.available": "fixed",
}
_CLOSING = {"report.closed": True, "case.closed": True, "report.joined": False, "case.reopened": False}
_ARMING = {"advisory.armed": True, "advisory.held": False, "advisory.changed": False, "advisory.withdrawn": False}
_OUT = frozenset({"remedy.shipped", "remedy.offered_to_all"})


class _Shipped:
    """For which affected products a remedy is out, and for which it is said that none will come."""

    def __init__(self) -> None:
        """Begin with no product affected."""
        self._affected: set[str] = set()
        self._out: set[str] = set()
        self._given_up: set[str] = set()

    def take(self, fact: Fact) -> None:
        """Take up what a fact says of a product."""
        product = fact.subjects.get("affect", "")
        if fact.kind == "affect.stated":
            (self._affected.add if fact.codes.get("status") == "affected" else self._affected.discard)(product)
        elif fact.kind in _OUT:
            self._out.add(product)
        elif fact.kind == "remedy.rolled_back":
            self._out.discard(product)
        elif fact.kind == "remedy.planned" and fact.codes.get("kind") == "none_planned":
            self._given_up.add(product)
        elif fact.kind == "remedy.dropped":
            self._given_up.discard(product)

    def stage(self, reached: Stage) -> Stage:
        """Give the stage: a remedy is out for every product that will get one, or for some of them, or for none."""
        if not self._out:
            return reached
        return max(reached, "fixed" if self._affected <= self._out | self._given_up else "fixing", key=STAGES.index)


def unanswered(facts: Iterable[Fact]) -> set[str]:
    """Give the keys of the reports whose finder was asked something and has neither answered nor been noted silent."""
    waiting: set[str] = set()
    for fact in facts:
        report = fact.subjects.get("report", "")
        if fact.kind == "finder.asked" and report:
            waiting.add(report)
        elif fact.kind in {"finder.heard", "finder.silent"}:
            waiting.discard(report)
    return waiting


def questions_open(facts: Iterable[Fact]) -> dict[str, datetime]:
    """Give, by report, when its finder was last asked something that they have not written since.

    That they were noted silent answers nothing: an unproven report is held for what its finder may add (Vultron RM).
    """
    asked: dict[str, datetime] = {}
    for fact in facts:
        report = fact.subjects.get("report", "")
        if fact.kind == "finder.asked":
            asked[report] = fact.happened_at
        elif fact.kind == "finder.heard":
            asked.pop(report, None)
    return asked


def question_open(facts: Iterable[Fact]) -> datetime | None:
    """Give when the finder of one report was last asked, None where they have written since or nothing was asked."""
    return max(questions_open(facts).values(), default=None)


def finder_stage(facts: Iterable[Fact], now: datetime | None = None) -> Stage:
    """Give the stage the finder reads, from the facts of the report and of the case it belongs to.

    It falls back only for a roll-back, a hold, a closing that is taken back, and a product found affected that has no
    remedy yet; what was published stays so. With `now` an armed advisory counts as published from its instant on, as
    the bulletin shows it.
    """
    work: Stage = "received"
    armed = closed = False
    instant: datetime | None = None
    shipped = _Shipped()
    for fact in facts:
        if fact.kind in PUBLISHED:
            return "published"
        armed, closed = _ARMING.get(fact.kind, armed), _CLOSING.get(fact.kind, closed)
        if fact.kind == "advisory.armed":
            instant = instant_code(fact, "public_at")
        shipped.take(fact)
        if fact.kind == "remedy.rolled_back":
            work = min(work, "fixing", key=STAGES.index)
        elif fact.kind in _RISES:
            work = max(work, _RISES[fact.kind], key=STAGES.index)
    work = shipped.stage(work)
    if armed:
        return "published" if now is not None and instant is not None and instant <= now else "publishing"
    return "closed" if closed else work
