"""Finds contradictions in times: tables with holes, rows nothing reaches, an aim after its limit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from daybreak.core.policy.contradiction import against, unknown
from daybreak.core.policy.model_limits import SUPPORT, UNKNOWN
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.contradiction import Contradiction, Path
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule

_ROUNDING = 1e-6
STEP = Decimal("0.1")
"""The least that two scores differ by."""


def limit_contradictions(policy: Policy, path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """List what contradicts itself in a duty's tables of aims, limits and fulfilment by surface (A6t, C6)."""
    for word, limits in (("aim", rule.aim), ("within", rule.within)):
        for above, keys in limits.tables() if limits else ():
            yield from _table(policy, (*path, word, *above), keys, rule)
    yield from _aims(path, rule)
    yield from _endings(path, rule)
    yield from _unheard(path, rule)
    if rule.done_by and rule.done_by.by_surface:
        yield from _table(policy, (*path, "done_by"), tuple(rule.done_by.by_surface), rule, only="surface")


def _table(
    policy: Policy, path: Path, keys: tuple[str, ...], rule: DutyRule, only: str | None = None
) -> Iterator[Contradiction]:
    """Check one table: its keys are of one kind, known, reachable, and none is missing."""
    kinds = {
        _("band"): (policy.bands, rule.when.severity, UNKNOWN),
        _("surface"): (tuple(policy.surfaces), rule.when.surface, ""),
        _("support"): (SUPPORT, rule.when.support, ""),
    }
    choices = {only: kinds[only]} if only else kinds
    kind, (all_of_them, asked_for, extra) = max(choices.items(), key=lambda it: len(set(keys) & set(it[1][0])))
    for key in keys:
        if key not in all_of_them and key != extra:
            yield unknown((*path, key), kind, key, all_of_them)
        elif asked_for and key not in asked_for and key != extra:
            template = _("This row is never reached: %(duty)s holds for %(kinds)s only.")
            yield against((*path, key), template, duty=rule.id, kinds=", ".join(asked_for))
    harmless = _harmless(policy) if kind == "band" else ""
    missing = [key for key in asked_for or all_of_them if key not in keys and key != harmless]
    if missing:
        template = _("The table of %(duty)s says nothing of %(kinds)s; add a row, if need be with no plan.")
        yield against(path, template, duty=rule.id, kinds=", ".join(missing))


def _harmless(policy: Policy) -> str:
    """Give the band of score 0.0 alone, which tables may leave out."""
    bands = policy.severity.bands
    alone = len(bands) > 1 and bands[0].from_ == 0 and bands[1].from_ <= STEP
    return bands[0].id if alone else ""


def _aims(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that no aim lies after its limit, where both are counted in the same way."""
    limits = list(rule.within.rows()) if rule.within else []
    for keys, aim in rule.aim.rows() if rule.aim else ():
        for cell, limit in limits:
            if (set(keys) <= set(cell) or set(cell) <= set(keys)) and _after(aim, limit):
                template = _("%(duty)s aims at %(aim)s but the limit is %(limit)s; an aim lies before its limit.")
                yield against((*path, "aim", *keys), template, duty=rule.id, aim=str(aim), limit=str(limit))


def _endings(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that the days to avoid leave some, and that there is a deadline to move."""
    avoided = rule.never_ends_on
    if avoided is None:
        return
    at: Path = (*path, "never_ends_on")
    worked = {"mon", "tue", "wed", "thu", "fri"} - set(avoided.days)
    if not worked and ("closed_day" in avoided.days or {"sat", "sun"} <= set(avoided.days)):
        yield against(at, _("%(duty)s could end on no day at all; leave some days to end on."), duty=rule.id)
    if not (rule.within or rule.aim) or rule.before or rule.every:
        template = _('%(duty)s has no deadline of its own to move; use it beside "within" or "aim".')
        yield against(at, template, duty=rule.id)


def _unheard(path: Path, rule: DutyRule) -> Iterator[Contradiction]:
    """Check that shares of a time and spans before its end have a time: none is known before a fact to come."""
    if rule.within or rule.aim or rule.every or rule.ahead:
        return
    told = {"warn_at": rule.warn_at, "warn_before": rule.warn_before}
    told["escalate"] = tuple(step for step in rule.escalate if step.endswith("%"))
    for word, steps in told.items():
        if steps:
            template = _('Nobody hears of this: %(duty)s has no time of which it is a part; add "within" or "aim".')
            yield against((*path, word), template, duty=rule.id)


def _after(aim: Span, limit: Span) -> bool:
    """Tell whether an aim is surely longer than a limit: both in business days, or both in calendar time."""
    if aim.comparable is None or limit.comparable is None:
        return False
    same_count = (aim.unit == "business day") == (limit.unit == "business day")
    return same_count and aim.comparable > limit.comparable + _ROUNDING
