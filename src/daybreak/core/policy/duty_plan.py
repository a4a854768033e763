"""A policy prepared for computing duties: calendars built, rules in the order in which they wait for each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from daybreak.core.clocks.calendars import BusinessCalendar
from daybreak.core.clocks.deadlines import deadline, off_days
from daybreak.core.policy.conditions import FLAGS
from daybreak.core.policy.implied import update_facts
from daybreak.core.policy.model_limits import SUPPORT
from daybreak.core.policy.model_values import KEPT
from daybreak.core.severity.bands import UNKNOWN, Bands

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_people import CalendarRule

MOST_PLANS = 64


@dataclass
class RulePlan:
    """One rule with what can be known about it beforehand; `events` are the events of the world that it demands."""

    rule: DutyRule
    index: int
    scope: str
    starts: tuple[str, ...]
    demands: Mapping[str, tuple[str | bool, ...]]
    events: tuple[str, ...]
    by_band: bool
    surfaces: tuple[str, ...]
    update_on: tuple[str, ...] = ()
    cells: dict[tuple[str | None, str | None, str | None], tuple[Span | None, Span | None]] = field(
        default_factory=dict
    )

    roles: dict[tuple[str | None, str | None], tuple[str, ...]] = field(default_factory=dict)
    deeds: dict[str | None, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_table_alone(self) -> bool:
        """Whether nothing but what people decide moves its ends."""
        return self.rule.pause_while is None and self.rule.never_ends_on is None

    @cached_property
    def depends_on(self) -> frozenset[str]:
        """The particulars on which it depends whether it holds and how long it gives; `judged` is a first severity."""
        used = {
            key for limits in (self.rule.aim, self.rule.within) if limits for keys, _ in limits.rows() for key in keys
        }
        said = {"severity"} if self.by_band else set()
        said |= {"judged"} if UNKNOWN in used else set()
        said |= {"surface"} if self.surfaces else set()
        said |= {"support"} if not used.isdisjoint(SUPPORT) else set()
        return frozenset({*self.demands, *said, *({"unconcerned"} if self.scope == "affect" else ())})

    def spans(self, band: str | None, surface: str | None, support: str | None) -> tuple[Span | None, Span | None]:
        """Give (aim, limit) of the tables' row for these particulars."""
        key = band, surface, support
        if key not in self.cells:
            self.cells[key] = self.rule.aim_for(*key), self.rule.limit_for(*key)
        return self.cells[key]

    def who(self, mailbox: str | None, division: str | None) -> tuple[str, ...]:
        """Give the roles that act for a kind of mailbox and an owning division."""
        key = mailbox, division
        if key not in self.roles:
            self.roles[key] = self.rule.roles_for(mailbox, division)
        return self.roles[key]

    def done_by(self, surface: str | None) -> tuple[str, ...]:
        """Give the kinds of facts that fulfil it on a surface."""
        if surface not in self.deeds:
            self.deeds[surface] = self.rule.fulfilled_by(surface)
        return self.deeds[surface]

    def silent(self, band: str | None, surface: str | None, support: str | None) -> bool:
        """Tell whether the rule has a table of limits, and no row in it for these particulars."""
        return self.rule.within is not None and self.spans(band, surface, support)[1] is None

    def waits_for_surface(self, band: str | None, support: str | None) -> bool:
        """Tell whether some surface has a row for these particulars, so that a limit comes once it is known."""
        return any(not self.silent(band, surface, support) for surface in self.surfaces)


@dataclass(frozen=True)
class Plan:
    """A policy's rules in waiting order, its bands, and the clocks of the organisation and its divisions."""

    rules: tuple[RulePlan, ...]
    bands: Bands
    mailboxes: Mapping[str, str]
    calendar: BusinessCalendar
    of_division: Mapping[str, BusinessCalendar]
    at_once: Span
    quarter_ends: bool
    takes_over: Mapping[str, tuple[str, ...]]
    raised_again: bool
    lowered_again: bool
    key_warns: tuple[Span, ...] = ()
    products: tuple[str, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, RulePlan]:
        """The rules by their ids."""
        return {rule.rule.id: rule for rule in self.rules}

    def needed_for(self, rule: RulePlan) -> tuple[str, ...]:
        """Give the ids of a rule and of all whose keeping it looks at, theirs included."""
        found = [rule.rule.id]
        for name in found:
            known = self.by_id.get(name)
            awaited = (*_awaited(known.rule), known.rule.update_of) if known else ()
            found += [other for other in dict.fromkeys(awaited) if other and other not in found]
        return tuple(found)

    def calendar_for(self, division: str | None) -> BusinessCalendar:
        """Give the calendar of a division that has its own, else the organisation's."""
        return self.of_division.get(division or "", self.calendar)

    def deadline(self, start: datetime, span: Span, division: str | None = None) -> datetime | None:
        """Give the instant at which a span from a start ends, by the clock of the division or the organisation."""
        calendar = self.calendar_for(division)
        return deadline(start, span, calendar, self.at_once, quarter_ends=self.quarter_ends)

    def allowed(self, rule: RulePlan, start: datetime, end: datetime, division: str | None = None) -> datetime:
        """Move an end off the days on which the rule never ends, but never before its start."""
        avoided = rule.rule.never_ends_on
        if avoided is None:
            return end
        calendar = self.calendar_for(division)
        moved = off_days(end, avoided.days, calendar, -1 if avoided.move == "earlier" else 1)
        return moved if moved > start else end


_PLANS: dict[int, tuple[Policy, Plan]] = {}


def plan_of(policy: Policy) -> Plan:
    """Give the plan of a policy, built once per policy value."""
    known = _PLANS.get(id(policy))
    if known is not None and known[0] is policy:
        return known[1]
    plan = _planned(policy)
    if len(_PLANS) >= MOST_PLANS:
        _PLANS.clear()
    _PLANS[id(policy)] = (policy, plan)
    return plan


def _planned(policy: Policy) -> Plan:
    organisation, changed = policy.organisation, policy.severity.when_changed
    zone = organisation.time_zone
    return Plan(
        rules=tuple(_in_waiting_order(policy)),
        bands=Bands(tuple((band.id, band.from_) for band in policy.severity.bands)),
        mailboxes={door.id: door.for_ for door in policy.intake.doors},
        calendar=_calendar(zone, organisation.calendar),
        of_division={
            key: _calendar(division.time_zone or zone, division.calendar or organisation.calendar)
            for key, division in organisation.divisions.items()
            if division.calendar is not None or division.time_zone is not None
        },
        at_once=organisation.at_once,
        quarter_ends=organisation.years.quarter == "end_of_quarter",
        takes_over={role: entry.takes_over_from for role, entry in policy.roles.items() if entry.takes_over_from},
        raised_again=changed.raised == "start_again",
        lowered_again=changed.lowered == "start_again",
        key_warns=policy.intake.key.warn if policy.intake.key else (),
        products=tuple(entry.key for entry in policy.products),
    )


def _calendar(zone: str, rule: CalendarRule) -> BusinessCalendar:
    return BusinessCalendar(zone, rule.holidays, tuple(rule.closed))


def _in_waiting_order(policy: Policy) -> Iterator[RulePlan]:
    """Order the rules so that one which starts from another's fulfilment follows it (ValueError: a circle)."""
    left = {rule.id: _rule_plan(rule, index, policy) for index, rule in enumerate(policy.owed)}
    while left:
        ready = [plan for plan in left.values() if not any(name in left for name in _awaited(plan.rule))]
        if not ready:
            message = f"these duties wait for each other: {', '.join(left)}"
            raise ValueError(message)
        for plan in ready:
            yield left.pop(plan.rule.id)


def _awaited(rule: DutyRule) -> Iterator[str]:
    for anchor in (*rule.starts, *rule.unless_done_by):
        if anchor.startswith(KEPT):
            yield anchor.removeprefix(KEPT)


def _rule_plan(rule: DutyRule, index: int, policy: Policy) -> RulePlan:
    bands, surfaces = {*policy.bands, UNKNOWN}, policy.surfaces
    demands = rule.when.demands()
    events = tuple(kind for flag, kind in FLAGS.items() if True in demands.get(flag, ()))
    tables = [limits for limits in (rule.aim, rule.within) if limits is not None]
    used = {key for limits in tables for keys, _ in limits.rows() for key in keys}
    by_band = "severity" in demands or not used.isdisjoint(bands)
    named = tuple(surface for surface in surfaces if surface in used)
    return RulePlan(rule, index, rule.scope, rule.starts, demands, events, by_band, named, update_facts(policy, rule))
