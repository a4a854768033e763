"""Prints a replay as text for a terminal, in English or Japanese, and as data for machines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from daybreak.core.clocks.speech import length
from daybreak.core.policy.replay_result import VERDICTS
from daybreak.core.policy.show_table import table
from daybreak.core.policy.show_words import word

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import timedelta

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.replay_result import Outcomes, ReplayResult, Row, Shift, Verdict

NAMES_SHOWN = 10
"""So many cases of one kind of difference are named in the text; the data name more."""

_WORDS: dict[str, tuple[str, str]] = {
    "kept": ("kept", "期限内"),
    "kept_late": ("kept late", "遅れて完了"),
    "missed": ("missed", "未達"),
    "open": ("still open", "対応中"),
    "waived": ("waived", "免除"),
    "no_clock": ("no clock", "起算なし"),
    "median": ("median margin", "余裕の中央値"),
    "late": ("{} late", "{} 超過"),
    "not_asked": ("not asked for", "対象外"),
    "cases": ("Past cases run: {}.", "再現した案件: {}件"),
    "none": (
        "There are no past cases to run: none is closed, or none was opened from that day on. --all runs open ones.",
        "再現できる案件がありません。完了した案件か、指定日以降の案件がないためです。--all で対応中も含みます。",
    ),
    "same": ("No verdict differs.", "結果の変わる実施事項はありません。"),
    "differ": ("Verdicts that differ", "結果の変わる実施事項"),
    "more": (" and {} more", " 他{}件"),
    "reading": (
        "Each cell: as the cases ran → under this policy.",
        "各欄: 当時の結果 → このポリシーでの結果",
    ),
}


def shown(result: ReplayResult, policy: Policy, language: str) -> str:
    """Give the replay as plain text: a table by duty and severity, then the verdicts that differ, by case."""
    if not result.cases:
        return _say("none", language) + "\n"
    head = [word("what", language), word("severity", language), *(_say(it, language) for it in _columns(result))]
    rows = [_line(row, result, policy, language) for row in result.rows if row.started]
    lines = [_say("cases", language).format(result.cases), _say("reading", language), ""]
    lines += table([*head, _say("median", language)], rows)
    return "\n".join([*lines, "", *_shifts(result, policy, language)]) + "\n"


def data(result: ReplayResult) -> dict[str, Any]:
    """Give the replay as JSON-ready data; medians in seconds, `before` as the cases ran, `after` under the policy."""
    rows = [
        {
            "duty": row.duty,
            "name": dict(row.name.root),
            "band": row.band,
            "before": _outcomes(row.before),
            "after": _outcomes(row.after),
        }
        for row in result.rows
    ]
    shifts = [
        {
            "duty": it.duty,
            "name": dict(it.name.root),
            "band": it.band,
            "before": it.before,
            "after": it.after,
            "count": it.count,
            "in_cases": it.in_cases,
            "cases": list(it.cases),
        }
        for it in result.shifts
    ]
    before, after = (dict(counts) for counts in result.total())
    return {"cases": result.cases, "total": {"before": before, "after": after}, "duties": rows, "differences": shifts}


def _outcomes(outcomes: Outcomes) -> dict[str, Any]:
    seconds = outcomes.median.total_seconds() if outcomes.median is not None else None
    counts: dict[str, int] = {verdict: outcomes.of(verdict) for verdict in VERDICTS}
    return {**counts, "median_margin_seconds": seconds, "measured": outcomes.measured}


def _columns(result: ReplayResult) -> list[Verdict]:
    """Give the four verdicts that everybody asks for, and those beyond them that happened."""
    happened = {verdict for counts in result.total() for verdict in counts}
    return [verdict for verdict in VERDICTS if verdict in happened or verdict in VERDICTS[:4]]


def _line(row: Row, result: ReplayResult, policy: Policy, language: str) -> list[str]:
    counts = [_moved(str(row.before.of(it)), str(row.after.of(it))) for it in _columns(result)]
    medians = (_margin(it.median, language) for it in (row.before, row.after))
    return [result.called(row, language, policy.language), _band(row.band, policy, language), *counts, _moved(*medians)]


def _moved(before: str, after: str) -> str:
    return after if before == after else f"{before} → {after}"


def _margin(median: timedelta | None, language: str) -> str:
    if median is None:
        return "–"
    words = length(median, language)
    return _say("late", language).format(words) if median.total_seconds() < 0 else words


def _band(band: str | None, policy: Policy, language: str) -> str:
    if band is None:
        return "–"
    return policy.band_name(band).in_(language, policy.language) if band in policy.bands else band


def _shifts(result: ReplayResult, policy: Policy, language: str) -> Iterator[str]:
    if not result.shifts:
        yield _say("same", language)
        return
    yield _say("differ", language) + ":"
    for shift in result.shifts:
        name, band = result.called(shift, language, policy.language), _band(shift.band, policy, language)
        verdicts = " → ".join(_say(it or "not_asked", language) for it in (shift.before, shift.after))
        yield f"- {name} ({band}): {verdicts}: {shift.count} ({_names(shift, language)})"


def _names(shift: Shift, language: str) -> str:
    left = shift.in_cases - min(len(shift.cases), NAMES_SHOWN)
    named = ", ".join(shift.cases[:NAMES_SHOWN])
    return named + (_say("more", language).format(left) if left > 0 else "")


def _say(key: str, language: str) -> str:
    return _WORDS[key][language.startswith("ja")]
