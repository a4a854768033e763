"""When a duty's clock starts: its anchors, a raised severity, a condition come true, the last round."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import instant_before, round_end
from daybreak.core.lifecycle.joining import KIND_SET
from daybreak.core.policy.anchors import NO_ANSWER, NOT_CONCERNED, earliest, instant_in
from daybreak.core.policy.duty_terms import Run, moved, own_facts, reminders
from daybreak.core.policy.model_values import KEPT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.clocks.calendars import BusinessCalendar
    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.anchors import Anchor, Story
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_fulfilment import Keeping
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.duty_terms import Terms
    from daybreak.core.policy.scopes import Thing

NAMING = ("coordinator.date_agreed", "coordinator.date_moved", "advisory.release_asked", "advisory.armed")
"""The facts that name an instant of publication, in their code `public_at`."""


class Starts:
    """Finds starts within one computation."""

    def __init__(self, plan: Plan, story: Story, keeping: Keeping) -> None:
        """Take the plan, the story, and what was kept so far."""
        self._plan, self._story, self._keeping = plan, story, keeping

    def started(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give the duty with its start, or without one while its anchor has not happened."""
        if not rule.starts:
            return duty._replace(start=thing.first_known())
        found = [self._anchor(name, rule, thing) for name in rule.starts]
        anchor = found[0] if len(found) == 1 else earliest(found, all_of_them=self._latest(rule))
        if anchor is None:
            return duty
        again = max((at for at in self._again(rule, thing) if at > anchor.at), default=None)
        from_, start = (anchor.at, again) if again else (None, anchor.at)
        return duty.but(start=start, restated_from=anchor.restated_from, restarted_from=from_)

    def repeated(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give a repeated duty with its running round: due again after the last deed, overdue by silence (A3).

        Once the fact it runs until has happened it is over, with what became of its rounds. `missed` counts the rounds
        that passed unkept. A waiver spares the round it was given in, and the next is counted from it.
        """
        every, until = rule.rule.every, rule.rule.until
        first, over = self.started(rule, thing, duty), self._over_at(until, thing)
        if every is None or first is None or first.start is None:
            return None if over else first
        done = [fact for fact in self._keeping.fulfilling(rule, thing, duty) if not over or fact.happened_at <= over]
        done.sort(key=lambda fact: (fact.happened_at, fact.position))
        spared = [fact.happened_at for fact in own_facts(rule, thing, "duty.waived")]
        ends_of_rounds = sorted([*spared, *(fact.happened_at for fact in done)])
        instants = [first.start, *(at for at in ends_of_rounds if at > first.start and (not over or at <= over))]
        *past, terms = self._rounds(rule, thing, instants)
        missed = sum(
            ended.missed + (ended.limit is not None and ended.limit < at)
            for ended, at in zip(past, instants[1:], strict=True)
        )
        found = first._replace(
            start=instants[-1],
            spans=(None, every),
            limit=terms.limit,
            pauses=terms.pauses,
            extensions=terms.extensions,
            missed=missed + terms.missed,
            kept=done[-1].happened_at if done else None,
            kept_by=done[-1].position if done else None,
            reminders=reminders(self._plan, rule, thing, terms),
        )
        return found.over(over, until or "") if over else found

    def _over_at(self, until: str | None, thing: Thing) -> datetime | None:
        """Give when the fact happened until which something recurs; None while it has not, or there is none."""
        told = thing.first(until) if until else None
        return told.fact.happened_at if told else None

    def _rounds(self, rule: RulePlan, thing: Thing, instants: list[datetime]) -> list[Terms]:
        """Give the terms of each round from the instants at which they began; the last one runs."""
        every = rule.rule.every
        if every is None:
            return []
        calendar = self._plan.calendar_for(thing.particulars.one("division"))
        return [
            moved(self._plan, rule, thing, (at, None, round_end(at, every, calendar)), every, Run(at, following))
            for at, following in zip_longest(instants, instants[1:])
        ]

    def before(self, rule: RulePlan, thing: Thing, limit: datetime | None) -> tuple[datetime | None, bool]:
        """Give the limit of what must come before a fact, and whether that fact is still awaited."""
        kind = rule.rule.before
        if kind is None:
            return limit, False
        entry = thing.first(kind)
        if entry is None:
            return limit, limit is None
        return min(limit or entry.fact.happened_at, entry.fact.happened_at), False

    def ahead(self, span: Span, thing: Thing, calendar: BusinessCalendar) -> datetime | None:
        """Give the instant that lies so long before the instant of publication named last; None while none is."""
        named = [entry.fact for kind in NAMING for entry in thing.about(kind)]
        last = max(named, key=lambda fact: fact.position, default=None)
        return instant_before(instant_in(last, "public_at"), span, calendar) if last else None

    def next_release(self, thing: Thing, start: datetime) -> datetime | None:
        """Give the instant of the product's next release after a start; None while there is none."""
        product = thing.particulars.one("product")
        found = (
            fact.happened_at
            for fact, _ in self._story.told("release.published")
            if fact.happened_at > start and (product is None or fact.codes.get("product") in {None, product})
        )
        return min(found, default=None)

    def day_named(self, rule: RulePlan, thing: Thing, start: datetime) -> datetime | None:
        """Give the instant that the fact it starts from names as its end; None where that names none.

        Who names another one before it has come moves it; one named afterwards takes no miss away. A letter that must
        be sent again ends on a day named since its round began.
        """
        letter = self._plan.by_id.get(rule.rule.update_of or "")
        kinds = letter.update_on if letter else rule.starts
        told = [entry.fact for kind in kinds for entry in thing.about(kind)]
        limit: datetime | None = None
        for fact in sorted(told, key=lambda fact: fact.position):
            over = limit is not None and fact.happened_at > limit
            if fact.codes.get("until") and not over and not (letter and fact.happened_at < start):
                limit = instant_in(fact, "until")
        return limit

    def _anchor(self, name: str, rule: RulePlan, thing: Thing) -> Anchor | None:
        if name.startswith(KEPT):
            return self._keeping.anchor(name, thing.lineage)
        if name == KIND_SET and "kind" in rule.demands:
            wanted = rule.demands["kind"]
            said = (entry for entry in thing.about(name) if entry.fact.codes.get("kind") in wanted)
            return self._story.anchor_among(said, name)
        if "status" in rule.demands:
            return thing.anchor(name, without=frozenset())
        return thing.anchor(name, without=NOT_CONCERNED if thing.scope == "affect" else NO_ANSWER)

    @staticmethod
    def _latest(rule: RulePlan) -> bool:
        return rule.rule.since is not None and rule.rule.since.latest

    def _again(self, rule: RulePlan, thing: Thing) -> Iterator[datetime]:
        """Give the instants after the anchor from which the clock may run instead."""
        if len(thing.band_history) > 1 and (rule.by_band or "severity.assessed" in rule.starts):
            changed = thing.changed_at(raised=self._plan.raised_again, lowered=self._plan.lowered_again)
            if changed:
                yield changed
            held = self._held_since(rule, thing)
            if held:
                yield held
        if rule.demands:
            yield from self._came_true(rule, thing)

    def _held_since(self, rule: RulePlan, thing: Thing) -> datetime | None:
        """Give since when the rule applies at its band, where it did not apply at an earlier one."""
        known = thing.particulars
        surface, support = known.one("surface"), known.one("support")
        since, outside = None, False
        for at, band in thing.band_history:
            wanted = rule.demands.get("severity")
            holds = (wanted is None or band in wanted) and not rule.silent(band, surface, support)
            since = (since or at) if holds else None
            outside = outside or not holds
        return since if outside else None

    def _came_true(self, rule: RulePlan, thing: Thing) -> Iterator[datetime]:
        """Give when a demanded event of the world, or a demanded concern, was stated: no clock runs before it."""
        for kind in rule.events:
            found = thing.anchor(kind)
            if found:
                yield found.at
        if "concerns" in rule.demands:
            wanted = rule.demands["concerns"]
            told = (entry.fact for entry in thing.about("case.concern_set"))
            yield from (fact.happened_at for fact in told if fact.codes.get("concern") in wanted)
