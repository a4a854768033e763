"""A duty's times as a grid: severity down, surface and state of support across, whichever its tables speak of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.model_limits import UNKNOWN
from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule

SUPPORT = ("supported", "end_of_life")
_ANY: tuple[str | None, ...] = (None,)


@dataclass(frozen=True)
class Grid:
    """The times of one duty in words: what the rows are, the columns' names, and each row's name with its cells."""

    rows_are: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def has_grid(rule: DutyRule) -> bool:
    """Tell whether a duty's times depend on anything."""
    return any(limits is not None and limits.table for limits in (rule.within, rule.aim))


def grid(policy: Policy, rule: DutyRule, language: str) -> Grid:
    """Lay out a duty's limits, with its aims, for whatever they depend on (A6t, C6)."""
    bands, surfaces, supports = _bands(policy, rule), _surfaces(policy, rule), _supports(rule)
    across = [(surface, support) for surface in surfaces for support in supports]
    rows = []
    for band in bands:
        cells = tuple(_cell(rule, (band, *place), language) for place in across)
        if any(cells):
            rows.append((_band_name(policy, band, language), cells))
    return Grid(
        word("severity" if bands != _ANY else "what", language),
        tuple(_column(policy, place, language) for place in across),
        tuple(rows),
    )


def depends_on(policy: Policy, rule: DutyRule) -> tuple[str, ...]:
    """Give what a duty's times depend on: severity, surface, support."""
    kinds = {"severity": {*policy.bands, UNKNOWN}, "surface": set(policy.surfaces), "support": set(SUPPORT)}
    used = _used(rule)
    return tuple(kind for kind, keys in kinds.items() if used & keys)


def _used(rule: DutyRule) -> frozenset[str]:
    tables = (limits for limits in (rule.within, rule.aim) if limits is not None)
    return frozenset(key for limits in tables for keys, _ in limits.rows() for key in keys)


def _bands(policy: Policy, rule: DutyRule) -> tuple[str | None, ...]:
    """List the bands from the highest down, then the row for severity not judged yet."""
    if "severity" not in depends_on(policy, rule):
        return _ANY
    wanted = rule.when.severity
    bands = [band for band in reversed(policy.bands) if not wanted or band in wanted]
    return (*bands, *((UNKNOWN,) if UNKNOWN in _used(rule) else ()))


def _surfaces(policy: Policy, rule: DutyRule) -> tuple[str | None, ...]:
    if "surface" not in depends_on(policy, rule):
        return _ANY
    return tuple(_wanted(policy.surfaces, rule.when.surface))


def _supports(rule: DutyRule) -> tuple[str | None, ...]:
    return tuple(_wanted(SUPPORT, rule.when.support)) if _used(rule) & set(SUPPORT) else _ANY


def _wanted(every: Iterable[str], asked_for: tuple[str, ...]) -> list[str]:
    return [one for one in every if not asked_for or one in asked_for]


def _band_name(policy: Policy, band: str | None, language: str) -> str:
    if band is None or band == UNKNOWN:
        return word("unknown", language).capitalize() if band else word("when", language)
    return policy.band_name(band).in_(language, policy.language)


def _column(policy: Policy, place: tuple[str | None, str | None], language: str) -> str:
    surface, support = place
    names = [policy.surfaces[surface].in_(language, policy.language)] if surface else []
    names += [word(support, language)] if support else []
    return ("・" if language.startswith("ja") else ", ").join(names) or word("when", language)


def _cell(rule: DutyRule, place: tuple[str | None, str | None, str | None], language: str) -> str:
    """Say limit and aim of one cell; empty where the tables say nothing of it."""
    limit, aim = rule.limit_for(*place), rule.aim_for(*place)
    hoped = f"{word('aim', language)} {aim.spoken(language)}" if aim and aim.timed else ""
    if limit is None:
        return hoped
    return f"{limit.spoken(language)} ({hoped})" if hoped else limit.spoken(language)
