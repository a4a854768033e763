"""The part of a case that concerns one report, read from the journal as the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.policy.own_part import own_part, reported
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.records.on_behalf import as_the_house

if TYPE_CHECKING:
    from collections.abc import Collection
    from uuid import UUID

    from daybreak.core.policy.own_part import OwnPart
    from daybreak.records.models import Report


def part_of(report: Report) -> OwnPart:
    """Give what of its case concerns a report; before it has one, its own facts."""
    with as_the_house():
        facts = facts_of_case(report.case_id) if report.case_id else facts_of_report(report.id)
    return own_part(facts, str(report.id))


def reports_about(case: UUID | str, flaws: Collection[str]) -> frozenset[str]:
    """Give the keys of the reports of a case that tell, or may tell, of one of these vulnerabilities."""
    with as_the_house():
        told = reported(facts_of_case(case)).perhaps
    return frozenset(report for report, mine in told.items() if not mine.isdisjoint(flaws))
