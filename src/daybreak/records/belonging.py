"""What belongs to a case: its own rows, and those of its reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.records.models import Report

if TYPE_CHECKING:
    from uuid import UUID


def of_case(case_id: UUID | str) -> Q:
    """Choose the rows that name a case or one of its reports, in any table with both columns.

    The reports are named first: an OR across a join to them would read every row of the table, however large the site.
    """
    reports = Report.objects.filter(case_id=case_id).order_by().values_list("id", flat=True)
    return Q(case_id=case_id) | Q(report_id__in=list(reports))
