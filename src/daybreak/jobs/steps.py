"""The steps to a duty's limit, or the aim that is all it has, and past it: warnings for its people, escalations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.clocks.deadlines import instant_before, share

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.clocks.calendars import BusinessCalendar
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import DutyRow

WHOLE = 100


@dataclass(frozen=True)
class Step:
    """A step reached on the way to, or past, a duty's end: its name, its instant, the roles told."""

    name: str
    at: datetime
    roles: tuple[str, ...]
    escalates: bool = False


def end_of(row: DutyRow) -> datetime | None:
    """Give the instant that people are reminded of: the limit, or the aim where there is no limit to come.

    The row of what has no end to be reminded of (best effort) has no warning either.
    """
    return row.limit or (row.aim if row.warn is not None else None)


def steps(row: DutyRow, rule: DutyRule, calendar: BusinessCalendar, now: datetime) -> list[Step]:
    """List the steps reached by `now`, in order; an escalation comes after a warning of the same instant.

    Overdue is `limit < now`: at its very instant a duty may still be kept.
    """
    found = [step for step in _every_step(row, rule, calendar) if _reached(step, now)]
    return sorted(found, key=lambda step: (step.at, step.name.endswith("overdue"), step.escalates))


def next_step(row: DutyRow, rule: DutyRule, calendar: BusinessCalendar, now: datetime) -> datetime | None:
    """Give the instant of the first step that is not reached by `now`; None where all are."""
    return min((step.at for step in _every_step(row, rule, calendar) if not _reached(step, now)), default=None)


def _reached(step: Step, now: datetime) -> bool:
    return step.at < now if step.name.endswith("overdue") else step.at <= now


def _every_step(row: DutyRow, rule: DutyRule, calendar: BusinessCalendar) -> list[Step]:
    end = end_of(row)
    if row.start is None or end is None:
        return []
    start = min(row.start, end)
    return [*_warnings(row, rule, calendar, start, end), *_escalations(rule, start, end)]


def _warnings(
    row: DutyRow, rule: DutyRule, calendar: BusinessCalendar, start: datetime, end: datetime
) -> Iterator[Step]:
    who = tuple(row.who)
    for part in rule.warn_at:
        yield Step(f"{part}%", share(start, end, part / WHOLE), who)
    for span in rule.warn_before:
        at = instant_before(end, span, calendar)
        if at is not None and at >= start:
            yield Step(f"{span} before", at, who)
    if row.warn is not None:
        yield Step("warn", row.warn, who)
    yield Step("overdue", end, who)


def _escalations(rule: DutyRule, start: datetime, end: datetime) -> Iterator[Step]:
    for name, roles in rule.escalate.items():
        at = end if name in {"due", "overdue"} else share(start, end, int(name[:-1]) / WHOLE)
        yield Step(f"escalated {name}", at, tuple(roles), escalates=True)
