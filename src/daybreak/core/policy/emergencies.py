"""Emergencies: which vulnerabilities the world knows of, and for which of them one was declared (A8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model_duty import DutyRule

DECLARED = "emergency.declared"


def published_when(duties: Iterable[DutyRule]) -> str | None:
    """Give the condition, as JSON, of the duty to publish each vulnerability; None where the policy has none such."""
    each = (rule for rule in duties if rule.scope == "vulnerability" and "advisory.published" in rule.fulfilled_by())
    first = next(each, None)
    return first.when.model_dump_json(by_alias=True, exclude_defaults=True) if first else None


def concerned_flaws(facts: Iterable[Fact], kinds: Collection[str]) -> tuple[str, ...]:
    """Give the keys of the vulnerabilities about which the world knows one of these kinds of things, in order."""
    told = (fact.subjects.get("vulnerability", "") for fact in facts if fact.kind in kinds)
    return tuple(dict.fromkeys(key for key in told if key))


def undeclared(facts: Collection[Fact], kinds: Collection[str]) -> tuple[str, ...]:
    """Give those of these kinds that were told about a vulnerability for which no emergency was declared yet.

    An emergency that was declared before anything happened names no vulnerability: it is about the whole case.
    """
    declared = {fact.subjects.get("vulnerability", "") for fact in facts if fact.kind == DECLARED}
    if "" in declared:
        return ()
    open_ones = {
        fact.kind for fact in facts if fact.kind in kinds and fact.subjects.get("vulnerability", "") not in declared
    }
    return tuple(kind for kind in kinds if kind in open_ones)
