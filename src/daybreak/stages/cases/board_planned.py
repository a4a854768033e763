"""Which lines of the duty board wait for a remedy that nobody has planned yet: their deed is to plan one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.records.models import Remedy

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from daybreak.records.models import DutyRow

AFFECT = "affect"


def unplanned(rows: Sequence[DutyRow]) -> frozenset[UUID]:
    """Give the keys of the rows whose own product, or else whose whole case, has no remedy."""
    told = Remedy.objects.filter(case__in={row.case_id for row in rows if row.case_id}).values_list("case", "affects")
    cases, affects = {case for case, _affect in told}, {str(affect) for _case, affect in told}
    return frozenset(row.pk for row in rows if row.case_id and not _is_planned(row, cases, affects))


def _is_planned(row: DutyRow, cases: set[UUID], affects: set[str]) -> bool:
    return row.subject.partition("/")[0] in affects if row.scope == AFFECT else row.case_id in cases
