"""What finders wished about their thanks after a release: a name they took back is shown no more (A11, B8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.policy.gate_content import CONSENT
from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, Report
from daybreak.records.on_behalf import as_the_house
from daybreak.vault.data_keys import KeyDestroyed
from daybreak.vault.sealed import open_json

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime
    from uuid import UUID


class Wish(NamedTuple):
    """A finder chose anew how to be thanked: whose report of which case, when, and whether by name."""

    case: str
    report: str
    at: datetime
    by_name: bool


def wishes_in(cases: Collection[UUID], since: datetime) -> tuple[Wish, ...]:
    """List what finders of these cases chose after an instant, in the journal's order.

    As the house: a name is taken back for every reader, and a reader who saw no wish would see the name.
    """
    entries = JournalEntry.objects.filter(kind="report.credit_chosen", case_id__in=cases, happened_at__gt=since)
    with as_the_house():
        facts = [fact_of(body) for body in entries.order_by("position").values_list("body", flat=True)]
    return tuple(
        Wish(fact.subjects["case"], fact.subjects["report"], fact.happened_at, fact.codes.get("credit") == CONSENT)
        for fact in facts
    )


def names_now(wishes: Iterable[Wish]) -> Mapping[str, frozenset[str]]:
    """Give the names that these finders agree to at present, by the key of their report; the house alone knows them."""
    latest = {wish.report: wish for wish in wishes}
    with as_the_house():
        rows = {str(row.id): row for row in Report.objects.filter(id__in=latest).select_related("data_key")}
    found = {}
    for report, wish in latest.items():
        names = _names(rows[report]) if wish.by_name and report in rows else frozenset[str]()
        if names is not None:
            found[report] = names
    return found


def withdrawn_before(wishes: Iterable[Wish], instant: datetime) -> Mapping[str, frozenset[str]]:
    """Give the reports whose finders had taken their name back when an instant came, each with no name at all.

    Documents keep what stood at their instant: what is wished afterwards is another revision.
    """
    latest = {wish.report: wish for wish in wishes if wish.at <= instant}
    return {report: frozenset() for report, wish in latest.items() if not wish.by_name}


def _names(report: Report) -> frozenset[str] | None:
    """Give the names a finder chose; None where the report was erased, so that the thanks agreed to stay."""
    try:
        finder = open_json(report, "finder_sealed") or {}
    except KeyDestroyed:
        return None
    own = finder.get("credit_name") or finder.get("name") or ""
    return frozenset(name for name in (own, *finder.get("co_finders", ())) if name)
