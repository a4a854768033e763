"""The aim and limit of a started duty: the policy's table, what somebody named, and what moved them since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from daybreak.core.policy.duty_terms import Run, moved, reminders

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.duty_start import Starts
    from daybreak.core.policy.scopes import Thing

Row = tuple[str | None, str | None, str | None]
"""Band, surface and state of support, by which a table is read."""


class Limits:
    """Finds aims and limits, within one computation."""

    def __init__(self, plan: Plan, starts: Starts) -> None:
        """Take the plan, and what finds the instants that others name."""
        self._plan, self._starts = plan, starts

    def of(self, rule: RulePlan, thing: Thing, duty: Duty) -> Duty | None:
        """Give a started duty its aim and limit; None where the policy's table has no row for it."""
        known = thing.particulars
        row = self._row(rule, thing, duty)
        if rule.silent(*row):
            if duty.band is None and rule.by_band:
                return duty._replace(waiting_for="severity")
            waits = duty.surface is None and rule.waits_for_surface(duty.band, row[2])
            return duty._replace(waiting_for="surface") if waits else None
        aim_span, span = rule.spans(*row)
        if span is not None and span.unit == "no plan":
            return duty._replace(no_plan=True)
        division, start = known.one("division"), duty.start
        if start is None:
            return duty
        aim = self._plan.deadline(start, aim_span, division) if aim_span else None
        limit = self._plan.deadline(start, span, division) if span else None
        limit, waiting = self._named_end(rule, thing, start, (span, limit))
        duty = duty._replace(waiting_for=waiting, spans=(aim_span, span))
        if duty.best_effort:
            hoped = aim or limit
            allowed = hoped and self._plan.allowed(rule, start, hoped, division)
            return duty._replace(aim=allowed, spans=(aim_span or span, None))
        limit, late_by_nature = self._starts.before(rule, thing, limit)
        run = Run(start) if duty.restarted_from or rule.rule.update_of is not None else None
        terms = moved(self._plan, rule, thing, (start, aim, limit), span, run)
        return duty.but(
            aim=terms.aim,
            limit=terms.limit,
            pauses=terms.pauses,
            extensions=terms.extensions,
            missed=terms.missed,
            waiting_for=duty.waiting_for or ("fact" if late_by_nature else ""),
            reminders=reminders(self._plan, rule, thing, terms),
        )

    def _row(self, rule: RulePlan, thing: Thing, duty: Duty) -> Row:
        """Give the table's row that counts: of several surfaces or states of support, the one that ends first."""
        known, start = thing.particulars, duty.start
        if len(known.rows) == 1 or start is None:
            return (duty.band, *known.rows[0])
        rows: list[Row] = [(duty.band, *row) for row in known.rows]
        division = known.one("division")
        ends: dict[Row, datetime] = {}
        for row in rows:
            span = rule.spans(*row)[1] or rule.spans(*row)[0]
            end = self._plan.deadline(start, span, division) if span else None
            if end is not None:
                ends[row] = end
        spoken = (row for row in rows if not rule.silent(*row))
        return min(ends, key=lambda row: ends[row]) if ends else next(spoken, rows[0])

    def _named_end(
        self, rule: RulePlan, thing: Thing, start: datetime, counted: tuple[Span | None, datetime | None]
    ) -> tuple[datetime | None, Literal["", "release", "fact"]]:
        """Give the limit where a release, a day or an instant that somebody named ends it, and what is awaited."""
        known = thing.particulars
        span, limit = counted
        if span is not None and span.unit == "next release":
            limit = self._starts.next_release(thing, start)
            return limit, "" if limit else "release"
        if span is not None and span.unit == "day named":
            return self._starts.day_named(rule, thing, start), ""
        if rule.rule.ahead is not None:
            limit = self._starts.ahead(rule.rule.ahead, thing, self._plan.calendar_for(known.one("division")))
            return limit, "" if limit else "fact"
        return limit, ""
