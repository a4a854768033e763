"""Every duty of a case, computed from the policy, the facts of the journal and the present instant."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from daybreak.core.facts import Fact
from daybreak.core.lifecycle.advisory import advisory_from
from daybreak.core.lifecycle.joining import SPLIT, remaining
from daybreak.core.policy.anchors import Story
from daybreak.core.policy.duty import Duty
from daybreak.core.policy.duty_ending import Endings
from daybreak.core.policy.duty_fulfilment import Keeping
from daybreak.core.policy.duty_holding import Holding
from daybreak.core.policy.duty_limits import Limits
from daybreak.core.policy.duty_plan import Plan, plan_of
from daybreak.core.policy.duty_runs import lapsed
from daybreak.core.policy.duty_start import Starts
from daybreak.core.policy.duty_terms import waived_at
from daybreak.core.policy.duty_turns import Past, unsettled
from daybreak.core.policy.expiries import with_expiries
from daybreak.core.policy.implied import CORRECTION
from daybreak.core.policy.model_values import KEPT
from daybreak.core.policy.scopes import DIGEST, Things

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from datetime import datetime

    from daybreak.core.policy.duty_fulfilment import Round
    from daybreak.core.policy.duty_plan import RulePlan
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.scopes import Thing


def duties(policy: Policy, facts: Sequence[Fact], now: datetime) -> tuple[Duty, ...]:
    """Give every duty that the facts call for under the policy, in the policy's order.

    `facts` are those of a case with its reports, or of a report, a mailbox, a key, the policy: what they speak of is
    found in them. Duties that do not apply are left out; one whose anchor has not happened has no start. `now` only
    decides which armed advisories have become public and which embargoes are over: the state at an instant is
    `Duty.state`. ValueError for facts without the instants that their codes promise.
    """
    return duties_in(read(policy, facts, now), policy)


def read(policy: Policy, facts: Sequence[Fact], now: datetime) -> Reading:
    """Read facts once; what was read serves every policy that has the bands and mailboxes of this one."""
    return _read(plan_of(policy), facts, now)


def _read(plan: Plan, facts: Sequence[Fact], now: datetime) -> Reading:
    story = Story(with_expiries(plan, with_publications(remaining(facts), now)), plan.mailboxes)
    return Reading(facts, story, Things(story, plan.bands, plan.mailboxes), now)


def duties_in(reading: Reading, policy: Policy, only: Collection[str] | None = None) -> tuple[Duty, ...]:
    """Give every duty that what was read calls for, as `duties` does; of the rules with the ids `only`, if given.

    A rule that starts from another one's fulfilment finds it only where that one is among them.
    """
    found = list(_Reckoning(plan_of(policy), reading).all(only))
    return tuple(duty for _, duty in sorted(found, key=_place))


@dataclass(frozen=True)
class Reading:
    """Facts as read for questions: the story, the things it tells of with particulars and bands, and the instant.

    `facts` are all that were given, with those about what left by a split, of which the story tells no more.
    """

    facts: Sequence[Fact]
    story: Story
    things: Things
    now: datetime

    @cached_property
    def unsettled(self) -> frozenset[str]:
        """The particulars of which more than one value is told."""
        return unsettled(self.story)


def with_publications(facts: Sequence[Fact], now: datetime) -> Sequence[Fact]:
    """Add what is true without a worker: an armed advisory is published from its instant on, recorded or not."""
    told = {fact.subjects.get("advisory", "") for fact in facts if fact.kind == "advisory.armed"}
    said = {fact.subjects.get("advisory", "") for fact in facts if fact.kind == "advisory.published"}
    added = []
    for key in told - said:
        own = [fact for fact in facts if fact.subjects.get("advisory", "") == key]
        life = advisory_from(own, now)
        if life.ever_public and life.public_at is not None:
            last = max(fact.position for fact in facts) + 1
            at = life.public_at
            added.append(Fact("advisory.published", at, at, last, "", own[-1].subjects))
    return [*facts, *added] if added else facts


def _told_again(rule: RulePlan) -> bool:
    return rule.rule.update_of is not None or rule.rule.id == CORRECTION


def _place(found: tuple[int, Duty]) -> int:
    return found[0]


class _Reckoning:
    """One computation: the plan and what was read, and what was found of each rule so far."""

    def __init__(self, plan: Plan, reading: Reading, *, of_the_past: bool = False) -> None:
        self._plan = plan
        self._facts, self._story, self._things = reading.facts, reading.story, reading.things
        self._keeping = Keeping(self._story, reading.now)
        self._starts = Starts(plan, self._story, self._keeping)
        self._endings = Endings(plan, self._story)
        self._holding, self._limits = Holding(plan, self._story), Limits(plan, self._starts)
        self._past = None if of_the_past else Past(plan, reading, self._keeping)
        self._earlier: dict[int, _Reckoning] = {}
        self._done: set[str] = set()
        merged = (fact for fact, _ in self._story.told("case.merged") if fact.codes.get("into"))
        self._merged = {fact.subjects.get("case") for fact in merged} - {None}
        """The cases that went into another one, which carries their duties now."""

    def all(self, only: Collection[str] | None) -> Iterator[tuple[int, Duty]]:
        """Give each duty with its rule's place in the policy, rules that others wait for first."""
        for rule in self._plan.rules:
            if only is not None and rule.rule.id not in only:
                continue
            for thing in self._of(rule):
                duty = self._owed(rule, thing)
                if duty is not None:
                    self._keeping.note(rule, thing, duty)
                    yield rule.index, duty

    def _owed(self, rule: RulePlan, thing: Thing) -> Duty | None:
        """Give the duty with what became of it before; None where it holds neither now nor in memory."""
        if thing.lineage.get("case") in self._merged:
            return None
        duty = self._duty(rule, thing) if thing.there else None
        if self._past is None:
            return duty
        if duty is not None and not rule.rule.every and not _told_again(rule):
            parted = self._past.parted(rule, thing, duty, self._before)
            again = duty._replace(start=parted, restarted_from=duty.start, missed=0)
            duty = self._run(rule, thing, again) if parted else duty
        return self._past.remembered(rule, thing, duty, self._before)

    def _before(self, fact: Fact, rule: RulePlan, key: str) -> Duty | None:
        """Give what a rule asked for about a thing just before a fact."""
        then = self._earlier.get(fact.position)
        if then is None:
            every = self._facts if fact.kind == SPLIT else self._story.facts
            told = [one for one in every if one.position < fact.position]
            then = _Reckoning(self._plan, _read(self._plan, told, fact.happened_at), of_the_past=True)
            self._earlier[fact.position] = then
        return then.one(rule, key)

    def one(self, rule: RulePlan, key: str) -> Duty | None:
        """Give what one rule asks for about one thing, after all that it waits for."""
        awaited = [one for one in self._plan.needed_for(rule)[1:] if one not in self._done]
        if awaited:
            self._done.update(awaited)
            list(self.all(awaited))
        thing = next((thing for thing in self._of(rule) if thing.key == key), None)
        return self._owed(rule, thing) if thing else None

    def _of(self, rule: RulePlan) -> Iterator[Thing]:
        branches = rule.rule.on_branches
        role = rule.rule.approval
        for thing in self._things.of(rule.scope):
            if role is not None and not thing.key.endswith(f":{role}"):
                continue
            if rule.scope == "person" and DIGEST in rule.starts:
                yield from self._things.digests(thing)
            elif branches is None:
                yield thing
            else:
                yield from self._things.branches(thing, newest=branches == "latest", left=self._past is not None)

    def _duty(self, rule: RulePlan, thing: Thing) -> Duty | None:
        duty = self._holding.of(rule, thing)
        if duty is None:
            return None
        if rule.rule.every is not None:
            duty = self._starts.repeated(rule, thing, duty)
            return duty and self._endings.at_rest(thing, duty)
        if _told_again(rule):
            return self._in_rounds(rule, thing, duty)
        duty = self._starts.started(rule, thing, duty)
        if duty is None or duty.start is None:
            return None if duty is None or self._endings.of(thing, duty) else duty
        return self._run(rule, thing, duty)

    def _run(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give a started duty with its times and what became of it; None where the policy's table has no row for it."""
        waived = waived_at(rule, thing, duty.start if duty.restarted_from else None)
        timed = self._limits.of(rule, thing, duty._replace(waived=waived) if waived else duty)
        if timed is None:
            return None
        if timed.restarted_from is not None:
            done = self._keeping.done_at(rule, thing, timed)
            timed = timed._replace(missed=timed.missed + lapsed(self._plan, rule, thing, timed, done))
        return self._endings.undone(rule, thing, self._keeping.kept(rule, thing, timed))

    def _rounds(self, rule: RulePlan, thing: Thing) -> tuple[Round, ...]:
        """Give each time that something told had to be told anew: a letter, or a public advisory."""
        letter = self._plan.by_id.get(rule.rule.update_of or "")
        if letter is None:
            return self._keeping.corrections(rule, thing) if rule.rule.id == CORRECTION else ()
        first = self._keeping.anchor(f"{KEPT}{letter.rule.id}", thing.lineage)
        return self._keeping.rounds(letter, thing, first.fact) if first else ()

    def _in_rounds(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give the duty to tell something anew, as its last round stands; None where nothing ever had to be.

        `missed` counts the earlier rounds that were late. A waiver holds for the round in which it was given.
        """
        rounds = self._rounds(rule, thing)
        if not rounds:
            return None
        timed = [self._limits.of(rule, thing, duty._replace(start=one.since)) for one in rounds]
        last, (since, sent) = timed[-1], rounds[-1]
        if last is None:
            return None
        late = sum(
            before is not None
            and before.limit is not None
            and one.sent is not None
            and before.limit < one.sent.happened_at
            for before, one in zip(timed[:-1], rounds, strict=False)
        )
        last = last._replace(missed=last.missed + late, waived=waived_at(rule, thing, since))
        if sent is not None:
            last = last._replace(kept=sent.happened_at, kept_by=sent.position)
        return self._endings.undone(rule, thing, last)


__all__ = ["Duty", "Reading", "duties", "duties_in", "read", "with_publications"]
