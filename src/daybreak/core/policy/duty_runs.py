"""What severity did to a clock: which limits had passed without the deed before it changed."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from daybreak.core.policy.duty_terms import Run, moved

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.duty_plan import Plan, RulePlan
    from daybreak.core.policy.scopes import Thing


def lapsed(plan: Plan, rule: RulePlan, thing: Thing, duty: Duty, done: Collection[datetime]) -> int:
    """Count the limits that had passed without the deed when a change of severity gave the clock another one.

    Neither a clock that runs afresh nor a later limit from the same start undoes that the earlier one was missed.
    `done` are the instants of the deeds.
    """
    if duty.start is None:
        return 0
    changes = thing.changes(raised=plan.raised_again, lowered=plan.lowered_again)
    first = duty.restarted_from if duty.start in changes else None
    starts = [first, *(at for at in changes if first < at <= duty.start)] if first else []
    ended = sum(_missed(plan, rule, thing, Run(*run), done) for run in pairwise(starts))
    return ended + (duty.missed == 0 and _forgiven(plan, rule, thing, duty, done))


def _forgiven(plan: Plan, rule: RulePlan, thing: Thing, duty: Duty, done: Collection[datetime]) -> bool:
    """Tell whether a limit of the running clock had passed when another severity gave it a later one, or none."""
    start, limit = duty.start, duty.limit
    return start is not None and any(
        _missed(plan, rule, thing, Run(start, at), done)
        for at in thing.changes(raised=True, lowered=True)
        if start < at and (limit is None or at < limit)
    )


def _missed(plan: Plan, rule: RulePlan, thing: Thing, run: Run, done: Collection[datetime]) -> int:
    known = thing.particulars
    judged = [band for at, band in thing.band_history if run.until is None or at < run.until]
    band = judged[-1] if judged else None
    wanted = rule.demands.get("severity")
    if wanted is not None and band not in wanted:
        return 0
    span = rule.spans(band, known.one("surface"), known.one("support"))[1]
    limit = plan.deadline(run.since, span, known.one("division")) if span is not None else None
    if span is None or limit is None:
        return 0
    terms = moved(plan, rule, thing, (run.since, None, limit), span, run)
    passed = terms.limit is not None and run.until is not None and terms.limit < run.until
    late = passed and not any(at <= terms.limit for at in done if terms.limit is not None)
    return terms.missed + late
