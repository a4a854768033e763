"""Whether a rule holds for a thing at all, and who owes it then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.anchors import NOT_CONCERNED
from daybreak.core.policy.duty import Duty
from daybreak.core.policy.handover import done_by, holder_of

if TYPE_CHECKING:
    from daybreak.core.policy.anchors import Story
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.scopes import Thing

_HANDED = ("case.handed_over", "case.handed_back")


class Holding:
    """Finds which rules hold, within one computation."""

    def __init__(self, plan: Plan, story: Story) -> None:
        """Take the plan and the story."""
        self._plan, self._story = plan, story

    def of(self, rule: RulePlan, thing: Thing) -> Duty | None:
        """Give the duty without times if it holds for this thing at all."""
        known = thing.particulars
        status = known.one("status")
        if rule.scope == "affect" and status in NOT_CONCERNED and status not in rule.demands.get("status", ()):
            return None
        otherwise = rule.rule.otherwise
        holds = not rule.demands or known.meets(rule.demands, thing.band)
        instead = "nothing" if otherwise is None else otherwise.do
        if not holds and instead == "nothing":
            return None
        surface, division = known.one("surface"), known.one("division")
        mailbox = self._lies_in(rule, thing)
        who = rule.who(mailbox, division)
        named = known.one("person") if rule.scope == "follow_up" else None
        who = (f"person:{named}",) if named else self._held_by(who, thing)
        if not who and mailbox and rule.scope in {"mailbox", "report"} and rule.rule.who.by_mailbox:
            return None
        return Duty(
            rule=rule.rule,
            scope=rule.scope,
            subject=thing.key,
            who=who,
            deeds=rule.done_by(surface),
            band=thing.band,
            surface=surface,
            best_effort=not holds and instead == "best_effort",
            spared=not holds and instead == "may_be_waived",
        )

    def _lies_in(self, rule: RulePlan, thing: Thing) -> str | None:
        """Give the kind of mailbox that a thing or its report lies in now: who owes it moves with a hand-over (A3)."""
        if not rule.rule.who.by_mailbox or thing.lineage.get("mailbox"):
            return thing.lineage.get("mailbox")
        over = [entry.fact.subjects.get("mailbox") for entry in self._story.about("report.handed_over", thing.lineage)]
        return over[-1] if over else thing.particulars.one("mailbox")

    def _held_by(self, who: tuple[str, ...], thing: Thing) -> tuple[str, ...]:
        """Give who owes it while a team holds the case (B1)."""
        if not self._plan.takes_over or not thing.lineage.get("case"):
            return who
        lineage = {"case": thing.lineage["case"]}
        told = [entry.fact for kind in _HANDED for entry in self._story.about(kind, lineage)]
        holder = holder_of(sorted(told, key=lambda fact: fact.position))
        return done_by(who, holder, self._plan.takes_over)
