"""When each kind of a report's data is to be erased: a pure function of the policy, the facts and a hold (B8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from daybreak.core.clocks.deadlines import deadline

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_intake import Retention

Kind = Literal["contact_data", "customer_data", "report"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""What a policy may set a time for: who reported; customers' data that came along; the report and all of it."""
ENDINGS = frozenset({"case.closed", "report.closed"})


@dataclass(frozen=True)
class Keeping:
    """How one kind of a report's data is kept.

    `since` is the fact its time counts from, `until` the instant it ends; both are None while that has not happened.
    `held` says that a hold stops the erasure, `erased` when it was done. All instants are aware, in UTC.
    """

    kind: Kind
    rule: Retention
    since: datetime | None
    until: datetime | None
    held: bool = False
    erased: datetime | None = None

    @property
    def ends_the_work(self) -> bool:
        """Whether its time counts from the end of the work, and from nothing before."""
        return self.rule.after in ENDINGS

    def due(self, now: datetime) -> bool:
        """Whether it is to be erased now."""
        return self.until is not None and self.until <= now and not self.held and self.erased is None


def keepings(policy: Policy, facts: Sequence[Fact], report: str, *, customer_data: bool) -> tuple[Keeping, ...]:
    """Give how each kind of data of `report` is kept, in the policy's order; nothing where the policy sets no time.

    `facts` are those of the report and, once it belongs to one, of its case. `customer_data` says whether anything is
    marked as holding customers' data and not erased yet: without it that kind has nothing to erase, and is told of only
    where it was erased before.
    """
    privacy = policy.intake.privacy
    ordered = sorted(facts, key=lambda fact: fact.position)
    on_hold = held(ordered, report)
    found = []
    for kind, rule in (privacy.retention if privacy else {}).items():
        gone = None if kind == "customer_data" and customer_data else erased_at(ordered, report, kind)
        if kind == "customer_data" and not customer_data and gone is None:
            continue
        since = _since(rule.after, [fact for fact in ordered if _concerns(fact, report)])
        until = deadline(since, rule.keep, policy.calendar(), policy.organisation.at_once) if since else None
        found.append(Keeping(kind, rule, since, until, on_hold, gone))
    return tuple(found)


def held(facts: Iterable[Fact], report: str) -> bool:
    """Whether a hold stops every erasure of this report's data; `facts` in the journal's order."""
    last = [fact.kind for fact in _own(facts, report) if fact.kind in {"hold.placed", "hold.lifted"}]
    return last[-1:] == ["hold.placed"]


def erased_at(facts: Iterable[Fact], report: str, kind: Kind) -> datetime | None:
    """Give when a kind of the report's data was last erased, by itself or with the whole; None if never."""
    done = [
        fact.happened_at
        for fact in _own(facts, report)
        if fact.kind == "finder.erased" or (fact.kind == "data.erased" and fact.codes.get("kind") == kind)
    ]
    return done[-1] if done else None


def _own(facts: Iterable[Fact], report: str) -> list[Fact]:
    return [fact for fact in facts if fact.subjects.get("report") == report]


def _concerns(fact: Fact, report: str) -> bool:
    """Leave out what befell the other reports of the same case."""
    return fact.subjects.get("report", report) == report


def _since(after: str, facts: Sequence[Fact]) -> datetime | None:
    """Give the instant a time counts from: the last such fact, else the end of the work.

    Where the work ended without it (no remedy was ever verified, no case was opened), its end counts, so that nothing
    is kept for ever for want of a fact. Reopened work has not ended.
    """
    ended = _ended(facts)
    if after in ENDINGS:
        return ended
    told = [fact for fact in facts if fact.kind == after]
    if not told or _remedies_outstanding(after, facts):
        return ended
    return told[-1].happened_at


def _ended(facts: Sequence[Fact]) -> datetime | None:
    turns = [fact for fact in facts if fact.kind in {*ENDINGS, "case.opened", "case.reopened", "report.joined"}]
    return turns[-1].happened_at if turns and turns[-1].kind in ENDINGS else None


def _remedies_outstanding(after: str, facts: Sequence[Fact]) -> bool:
    """Whether a fact about remedies has not come yet for one that was planned and not given up."""
    if not after.startswith("remedy."):
        return False
    by_kind = {kind: {fact.subjects.get("remedy") for fact in facts if fact.kind == kind} for kind in _REMEDY | {after}}
    return bool(by_kind["remedy.planned"] - by_kind["remedy.dropped"] - by_kind[after])


_REMEDY = frozenset({"remedy.planned", "remedy.dropped"})
