"""Shows duties as a reader would want them: who does what by when, and deadlines by severity and surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.clocks.spans import COUNTED
from daybreak.core.policy.show_table import table
from daybreak.core.policy.show_words import fact_words, word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule

_EACH = {
    "1 day": "毎日",
    "1 business day": "毎営業日",
    "1 week": "毎週",
    "1 month": "毎月",
    "1 quarter": "毎四半期",
    "1 year": "毎年",
}


def duty_lines(policy: Policy, language: str) -> list[str]:
    """Give the duties as an aligned table: what, who, by when, on what basis."""
    head = [word(label, language) for label in ("what", "who", "when", "basis")]
    rows = [
        [
            rule.name.in_(language, policy.language),
            who_words(policy, rule, language),
            when_words(policy, rule, language),
            basis_words(rule, language),
        ]
        for rule in policy.owed
    ]
    return table(head, rows)


def who_words(policy: Policy, rule: DutyRule, language: str) -> str:
    """Name the roles that act, as the policy calls them."""
    if rule.who.owning_division:
        return word("owning_division", language)
    roles = rule.who.roles or tuple(dict.fromkeys(rule.who.by_mailbox.values()))
    return ", ".join(policy.roles[role].name.in_(language, policy.language) for role in roles)


def when_words(policy: Policy, rule: DutyRule, language: str) -> str:
    """Say by when: how often, before what, or how long from what; a table is only pointed to."""
    ja = language.startswith("ja")
    names = {other.id: other.name.in_(language, policy.language) for other in policy.duties}
    joint = {True: ("かつ", " and "), False: ("または", " or ")}[bool(rule.since and rule.since.latest)]
    starts = joint[0 if ja else 1].join(fact_words(kind, language, names) for kind in rule.starts)
    if rule.before:
        before = fact_words(rule.before, language, names)
        return f"{before}まで" if ja else f"before {before}"
    if rule.every:
        until = fact_words(rule.until, language, names) if rule.until else ""
        said = _often(rule.every, language)
        return said + ((f"（{until}まで）" if ja else f", until {until}") if until else "")
    if rule.ahead is not None:
        span = rule.ahead.spoken(language)
        return f"公表日時の{span}前まで" if ja else f"at the latest {span} before publication"
    said = f"{starts}から{_length(rule, language)}" if ja else f"{_length(rule, language)} from {starts}"
    return said + _avoided(rule, language)


def _avoided(rule: DutyRule, language: str) -> str:
    """Say on which days it never ends."""
    if rule.never_ends_on is None:
        return ""
    days = [word(day, language) for day in rule.never_ends_on.days]
    said = word("never_ends_on", language)
    return f"（{said}: {'・'.join(days)}）" if language.startswith("ja") else f", {said} {' or '.join(days)}"


def _often(every: Span, language: str) -> str:
    """Say how often: every day, every 14 days."""
    if language.startswith("ja"):
        return _EACH.get(str(every), f"{every.spoken(language)}ごと")
    return f"every {every.spoken(language).removeprefix('1 ')}"


def _length(rule: DutyRule, language: str) -> str:
    """Say how long a duty gives; where a table says it, point to the table."""
    ja = language.startswith("ja")
    limits = rule.within or rule.aim
    if limits is None:
        return ""
    if limits.span is None:
        return "（深刻度別の期限）" if ja else "by severity,"
    said = limits.span.spoken(language)
    if not rule.within:
        return f"{said}（目標）" if ja else f"{said} (aim)"
    return f"{said}以内" if ja and limits.span.unit in COUNTED else said


def basis_words(rule: DutyRule, language: str) -> str:
    """Say what stands behind a duty: law, contract, rule or promise, with the clause."""
    strength = word(rule.strength, language)
    if rule.basis is None:
        return strength
    source = " ".join(filter(None, (rule.basis.source, rule.basis.clause)))
    return f"{strength}: {source}"


def deadline_lines(policy: Policy, language: str) -> list[str]:
    """Give a table of severity by surface for every duty whose time depends on severity (A6t, C6)."""
    lines: list[str] = []
    for rule in policy.duties:
        if rule.within and rule.within.table:
            lines += ["", rule.name.in_(language, policy.language) + ":", *_grid(policy, rule, language)]
    return lines


def _grid(policy: Policy, rule: DutyRule, language: str) -> list[str]:
    """Give one duty's table; one column where all surfaces have the same time."""
    surfaces: list[str | None] = list(policy.surfaces)
    if not any(len(above) > 1 for above, _ in (rule.within.rows() if rule.within else ())):
        surfaces = [None]
    names = [policy.surfaces[it].in_(language, policy.language) if it else word("when", language) for it in surfaces]
    rows = [
        [name, *(_cell(rule, band, surface, language) for surface in surfaces)]
        for band, name in _bands(policy, language)
        if any(rule.limit_for(band, surface) for surface in surfaces)
    ]
    return table([word("severity", language), *names], rows)


def _bands(policy: Policy, language: str) -> Iterator[tuple[str, str]]:
    """List the bands from the highest down, then the row for severity not judged yet."""
    for band in reversed(policy.severity.bands):
        yield band.id, band.name.in_(language, policy.language)
    yield "unknown", word("unknown", language)


def _cell(rule: DutyRule, band: str, surface: str | None, language: str) -> str:
    """Say aim and limit of one cell."""
    limit, aim = rule.limit_for(band, surface), rule.aim_for(band, surface)
    said = limit.spoken(language) if limit else "–"
    return f"{said} ({word('aim', language)} {aim.spoken(language)})" if aim and aim.timed else said
