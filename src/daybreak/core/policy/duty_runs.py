"""What severity did to a clock: which limits of its earlier runs had passed without the deed before it ran afresh."""

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
    """Count the limits that had passed without the deed when a change of severity made the clock run afresh.

    `done` are the instants of the deeds.
    """
    changes = thing.changes(raised=plan.raised_again, lowered=plan.lowered_again)
    first = duty.restarted_from if duty.start in changes else None
    starts = [first, *(at for at in changes if duty.start is not None and first < at <= duty.start)] if first else []
    return sum(_missed(plan, rule, thing, Run(*run), done) for run in pairwise(starts))


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
