"""A policy's rules as lines and tables for reading, in the words in which `daybreak policy show` prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.core.policy.show_duties import when_words, who_words

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule


@dataclass(frozen=True)
class DutyLine:
    """One duty: what, who, by when, how strongly it binds (the design's word), and its clause."""

    name: str
    who: str
    when: str
    strength: str
    clause: str
    table: str


@dataclass(frozen=True)
class Table:
    """Limits of one duty by severity (rows) and surface (columns, none where all are alike); `key` is its anchor."""

    key: str
    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


def duty_lines(policy: Policy, language: str) -> tuple[DutyLine, ...]:
    """List every duty in the policy's order; `table` is the anchor of the table that holds its limits, or ""."""
    return tuple(
        DutyLine(
            rule.name.in_(language, policy.language),
            who_words(policy, rule, language),
            when_words(policy, rule, language),
            rule.strength.replace("_", " "),
            ", ".join(part for part in (rule.basis.source, rule.basis.clause) if part) if rule.basis else "",
            f"table-{rule.id}" if rule.within and rule.within.table else "",
        )
        for rule in policy.owed
    )


def tables(policy: Policy, language: str) -> tuple[Table, ...]:
    """Give a table for each duty whose limit depends on severity or surface (A6t, C6)."""
    return tuple(_table(policy, rule, language) for rule in policy.duties if rule.within and rule.within.table)


def _table(policy: Policy, rule: DutyRule, language: str) -> Table:
    deep = any(len(keys) > 1 for keys, _span in (rule.within.rows() if rule.within else ()))
    surfaces: list[str | None] = list(policy.surfaces) if deep else [None]
    bands = [(band.id, band.name.in_(language, policy.language)) for band in reversed(policy.severity.bands)]
    bands.append(("unknown", _("Not judged yet")))
    rows = tuple(
        (name, tuple(_cell(rule, band, surface, language) for surface in surfaces))
        for band, name in bands
        if any(rule.limit_for(band, surface) for surface in surfaces)
    )
    columns = tuple(policy.surfaces[key].in_(language, policy.language) if key else _("By when") for key in surfaces)
    return Table(f"table-{rule.id}", rule.name.in_(language, policy.language), columns, rows)


def _cell(rule: DutyRule, band: str, surface: str | None, language: str) -> str:
    aim, limit = rule.aim_for(band, surface), rule.limit_for(band, surface)
    if aim is None or limit is None or not aim.timed:
        return _said(limit, language)
    return _("%(limit)s, aim %(aim)s") % {"limit": _said(limit, language), "aim": _said(aim, language)}


def _said(span: Span | None, language: str) -> str:
    return span.spoken(language) if span else ""
