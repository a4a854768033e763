"""Lists duties as `policy show` prints them: who does what by when, for what, and their times where these differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.diff_speech import Speaker
from daybreak.core.policy.show_duties import basis_words, when_words, who_words
from daybreak.core.policy.show_grid import grid, has_grid
from daybreak.core.policy.show_table import table
from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule


def duty_lines(policy: Policy, language: str) -> list[str]:
    """Give the duties as an aligned table: what, who, by when, for what alone, on what basis."""
    head = [word(label, language) for label in ("what", "who", "when", "only", "basis")]
    rows = [
        [
            rule.name.in_(language, policy.language),
            who_words(policy, rule, language),
            when_words(policy, rule, language),
            only_words(policy, rule, language),
            basis_words(rule, language),
        ]
        for rule in policy.owed
    ]
    return table(head, rows)


def only_words(policy: Policy, rule: DutyRule, language: str) -> str:
    """Say for what alone a duty holds, and what holds otherwise; empty where it always holds."""
    speaker = Speaker(policy, language)
    said = speaker.section(rule.when)
    if not said or rule.otherwise is None or rule.otherwise.do == "nothing":
        return said
    instead = speaker.value(rule.otherwise.do, "do")
    return f"{said}（{word('otherwise', language)}: {instead}）" if speaker.ja else f"{said} (otherwise {instead})"


def deadline_lines(policy: Policy, language: str) -> list[str]:
    """Give a grid for every duty whose time depends on severity, surface or support (A6t, C6)."""
    lines: list[str] = []
    for rule in policy.duties:
        if has_grid(rule):
            shown = grid(policy, rule, language)
            rows = [[name, *(cell or "–" for cell in cells)] for name, cells in shown.rows]
            lines += [
                "",
                rule.name.in_(language, policy.language) + ":",
                *table([shown.rows_are, *shown.columns], rows),
            ]
    return lines
