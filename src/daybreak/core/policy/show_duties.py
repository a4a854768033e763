"""Says one duty as a reader would want it: who does it, by when, on what basis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.clocks.spans import COUNTED
from daybreak.core.policy.diff_values import value_words
from daybreak.core.policy.show_grid import depends_on, has_grid
from daybreak.core.policy.show_words import fact_words, word

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_duty_words import Basis

_EACH = {
    "1 day": "毎日",
    "1 business day": "毎営業日",
    "1 week": "毎週",
    "1 month": "毎月",
    "1 quarter": "毎四半期",
    "1 year": "毎年",
}


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
        said = often(rule.every, language)
        return said + ((f"（{until}まで）" if ja else f", until {until}") if until else "")
    if rule.ahead is not None:
        span = rule.ahead.spoken(language)
        return f"公表日時の{span}前まで" if ja else f"at the latest {span} before publication"
    said = _named(rule, starts, language)
    if not said:
        length = _length(policy, rule, language)
        said = f"{starts}から{length}" if ja else f"{length} from {starts}"
    return said + _avoided(rule, language) + _of_lines(rule, language)


def _named(rule: DutyRule, starts: str, language: str) -> str:
    """Say that it ends on the day that somebody names with what starts it; "" for any other."""
    if rule.within is None or rule.within.span is None or rule.within.span.unit != "day named":
        return ""
    if rule.update_of:
        return "改めて定められた期日まで" if language.startswith("ja") else "by the day named anew"
    return f"{starts}に際して定められた期日まで" if language.startswith("ja") else f"by the day named with {starts}"


def _of_lines(rule: DutyRule, language: str) -> str:
    """Say for which release lines it is owed."""
    told = {
        "supported": ("（サポート中のリリース系列ごと）", ", for each supported release line"),
        "latest": ("（最新のリリース系列）", ", for the newest release line"),
    }
    return told[rule.on_branches][not language.startswith("ja")] if rule.on_branches else ""


def _avoided(rule: DutyRule, language: str) -> str:
    """Say on which days it never ends."""
    if rule.never_ends_on is None:
        return ""
    days = [word(day, language) for day in rule.never_ends_on.days]
    said = word("never_ends_on", language)
    return f"（{said}: {'・'.join(days)}）" if language.startswith("ja") else f", {said} {' or '.join(days)}"


def often(every: Span, language: str) -> str:
    """Say how often: every day, every 14 days."""
    if language.startswith("ja"):
        return _EACH.get(str(every), f"{every.spoken(language)}ごと")
    return f"every {every.spoken(language).removeprefix('1 ')}"


def _length(policy: Policy, rule: DutyRule, language: str) -> str:
    """Say how long a duty gives, and what is hoped for; where a table says it, point to the table."""
    ja = language.startswith("ja")
    if has_grid(rule):
        kinds = [word(f"by_{kind}", language) for kind in depends_on(policy, rule)]
        return f"（{'・'.join(kinds)}別の期限）" if ja else f"by {' and '.join(kinds)},"
    limit, aim = (limits.span if limits else None for limits in (rule.within, rule.aim))
    hoped = aim.spoken(language) if aim is not None and aim.timed else ""
    if limit is None:
        return (f"{hoped}（目標）" if ja else f"{hoped} (aim)") if hoped else ""
    said = limit.spoken(language) + ("以内" if ja and limit.unit in COUNTED else "")
    if not hoped:
        return said
    return f"{said}（目標{hoped}）" if ja else f"{said} (aim {hoped})"


def basis_words(rule: DutyRule, language: str) -> str:
    """Say what stands behind a duty: law, contract, rule or promise, with the clause."""
    strength, source = word(rule.strength, language), source_words(rule.basis, language)
    return f"{strength}: {source}" if source else strength


def source_words(basis: Basis | None, language: str) -> str:
    """Name source, clause and version that a duty comes from, and say so where they were not read in the text."""
    if basis is None:
        return ""
    said = ", ".join(part for part in (basis.source, basis.clause) if part)
    sure = "" if basis.read == "in_the_text" else value_words(basis.read, language)
    more = [part for part in (basis.version, sure) if part]
    if not more:
        return said
    return f"{said}（{'、'.join(more)}）" if language.startswith("ja") else f"{said} ({', '.join(more)})"
