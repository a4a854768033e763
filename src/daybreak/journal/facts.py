"""Reading the journal back as facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q

from daybreak.core.facts import facts_from
from daybreak.records.belonging import of_case
from daybreak.records.models import JournalEntry
from daybreak.vault.sealed import open_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from uuid import UUID

    from daybreak.core.facts import Fact


def fact_of(body: str) -> Fact:
    """Read one entry's hashed bytes as a fact."""
    (fact,) = facts_from((body,))
    return fact


def _facts(entries: Iterable[str]) -> tuple[Fact, ...]:
    return tuple(facts_from(entries))


def facts_of_case(case_id: UUID | str) -> tuple[Fact, ...]:
    """Every fact of a case, its reports' own facts included, in the journal's order."""
    mine = JournalEntry.objects.filter(of_case(case_id))
    return _facts(mine.order_by("position").values_list("body", flat=True))


def facts_within_case(case_id: UUID | str, kinds: Collection[str], *, naming: str = "") -> tuple[Fact, ...]:
    """Those facts of a case that are of these kinds or name this key, in the journal's order: few of a long story."""
    wanted = Q(kind__in=kinds) | Q(body__contains=f'"{naming}"') if naming else Q(kind__in=kinds)
    mine = JournalEntry.objects.filter(of_case(case_id), wanted)
    return _facts(mine.order_by("position").values_list("body", flat=True))


def facts_of_report(report_id: UUID | str) -> tuple[Fact, ...]:
    """Every fact of a report, in the journal's order."""
    mine = JournalEntry.objects.filter(report_id=report_id)
    return _facts(mine.order_by("position").values_list("body", flat=True))


def facts_of_kinds(
    kinds: Sequence[str], *, about: Collection[str] = (), always: Sequence[str] = (), outside: bool = False
) -> tuple[Fact, ...]:
    """Every fact of the given kinds, in the journal's order; with `outside`, only those of no case and no report.

    With `about`, only those that have one of these keys among their subjects, and those of the kinds in `always`.
    """
    mine = JournalEntry.objects.filter(kind__in=kinds)
    if outside:
        mine = mine.filter(case=None, report=None)
    if about:
        named = Q(kind__in=always)
        for key in about:
            named |= Q(body__contains=f'"{key}"')
        mine = mine.filter(named)
    return _facts(mine.order_by("position").values_list("body", flat=True))


def latest_facts(kind: str, count: int) -> tuple[Fact, ...]:
    """The last `count` facts of a kind, in the journal's order."""
    found = JournalEntry.objects.filter(kind=kind).order_by("-position").values_list("body", flat=True)[:count]
    return _facts(reversed(found))


def words_of(entry: JournalEntry) -> dict[str, Any]:
    """Open an entry's restricted words; {} if it has none."""
    return open_json(entry, "sealed") or {}
