"""The part of a case that concerns one report, read from the journal as the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.policy.own_part import TAKEN_FROM, own_part, reported, with_elsewhere
from daybreak.journal.facts import fact_of, facts_of_case, facts_of_report
from daybreak.records.models import JournalEntry, Report, Vulnerability
from daybreak.records.on_behalf import as_the_house

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from uuid import UUID

    from daybreak.core.facts import Code
    from daybreak.core.policy.own_part import OwnPart
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Case


def part_of(report: Report) -> OwnPart:
    """Give what of its case concerns a report, and what was told of its vulnerabilities where they lie elsewhere.

    Before it has a case, these are its own facts.
    """
    key = str(report.id)
    with as_the_house():
        facts = facts_of_case(report.case_id) if report.case_id else facts_of_report(report.id)
        others = {str(case): own_part(facts_of_case(case), key) for case in cases_elsewhere(report)}
    own = own_part(facts, key)
    return with_elsewhere(own, others) if others else own


def cases_elsewhere(report: Report) -> list[UUID]:
    """Give the keys of other cases in which vulnerabilities lie that this report tells of: a split parted them."""
    if report.case_id is None:
        return []
    with as_the_house():
        named = JournalEntry.objects.filter(kind="vulnerability.reported_in", body__contains=str(report.id))
        bodies = list(named.exclude(case=report.case_id).values_list("body", flat=True))
        flaws = {fact_of(body).subjects["vulnerability"] for body in bodies}
        rows = Vulnerability.objects.filter(id__in=flaws).exclude(case=report.case_id) if flaws else None
        return sorted(set(rows.values_list("case_id", flat=True))) if rows is not None else []


def note_wish(note: Deed, report: Report, kind: str, codes: Mapping[str, Code]) -> None:
    """Note what a finder wishes in the report's case, and in every other that holds a vulnerability of theirs."""
    note(kind, {"report": report.id, "case": report.case_id}, codes=codes)
    for case in cases_elsewhere(report):
        origin: dict[str, Code] = {TAKEN_FROM: report.case.number} if report.case else {}
        note(kind, {"report": report.id, "case": case}, codes={**codes, **origin})


def tellers(case: UUID | str, flaws: Collection[str]) -> list[Report]:
    """Give the reports that tell, or may tell, of one of these vulnerabilities of a case, wherever they lie."""
    with as_the_house():
        told = reported(facts_of_case(case)).perhaps
        return _reports(Q(id__in=[report for report, mine in told.items() if not mine.isdisjoint(flaws)]))


def reports_in(case: Case) -> list[Report]:
    """Give the reports of a case, and those of other cases that tell of its vulnerabilities."""
    with as_the_house():
        return _reports(Q(case=case) | Q(id__in=list(reported(facts_of_case(case.id)).surely)))


def _reports(wanted: Q) -> list[Report]:
    return list(Report.objects.filter(wanted).select_related("policy", "data_key").order_by("received_at"))
