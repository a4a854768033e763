"""A policy's rules as lines and tables for reading, in the words in which `daybreak policy show` prints them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.show_duties import source_words, when_words, who_words
from daybreak.core.policy.show_grid import Grid, grid, has_grid
from daybreak.core.policy.show_lists import only_words

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy


@dataclass(frozen=True)
class DutyLine:
    """One duty: what, who, by when, how strongly it binds (the design's word), its clause, for what alone it holds."""

    name: str
    who: str
    when: str
    strength: str
    clause: str
    table: str
    only: str


@dataclass(frozen=True)
class Table:
    """The times of one duty, laid out; `key` is its anchor."""

    key: str
    name: str
    grid: Grid


def duty_lines(policy: Policy, language: str) -> tuple[DutyLine, ...]:
    """List every duty in the policy's order; `table` is the anchor of the table that holds its limits, or ""."""
    return tuple(
        DutyLine(
            rule.name.in_(language, policy.language),
            who_words(policy, rule, language),
            when_words(policy, rule, language),
            rule.strength.replace("_", " "),
            source_words(rule.basis, language),
            f"table-{rule.id}" if has_grid(rule) else "",
            only_words(policy, rule, language),
        )
        for rule in policy.owed
    )


def tables(policy: Policy, language: str) -> tuple[Table, ...]:
    """Give a table for each duty whose time depends on severity, surface or support (A6t, C6)."""
    return tuple(
        Table(f"table-{rule.id}", rule.name.in_(language, policy.language), grid(policy, rule, language))
        for rule in policy.duties
        if has_grid(rule)
    )
