"""Asking for a case by its number and for the rows inside it; nothing beyond what one may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from daybreak.people.sight import visible_to
from daybreak.records.belonging import of_case
from daybreak.records.models import DutyRow, Meeting, Membership, Person, Report, Vulnerability

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import Model, QuerySet

    from daybreak.core.access import Viewer
    from daybreak.records.models import Case

    Row = TypeVar("Row", bound=Model)


class NotVisible(Exception):
    """There is no such thing, or this viewer may not know of it; both are told alike (promises, control 5)."""


def case_for(viewer: Viewer, now: datetime, number: str) -> Case:
    """Give the case of this number, if the viewer may see it. Raises NotVisible."""
    seen = visible_to(viewer, now).cases().select_related("policy", "data_key")
    case = seen.filter(number=number.upper()).first() if "\0" not in number else None  # PostgreSQL takes no NUL
    if case is None:
        raise NotVisible
    return case


def vulnerability_of(case: Case, key: str) -> Vulnerability:
    """Give a vulnerability of a case that was already seen. Raises NotVisible."""
    return one_of(Vulnerability.objects.filter(case=case).select_related("case", "case__policy", "data_key"), key)


def duty_of(case: Case, key: str) -> DutyRow:
    """Give a duty's row of a case, or of one of its reports. Raises NotVisible."""
    mine = DutyRow.objects.filter(of_case(case.id))
    return one_of(mine.select_related("case__policy", "report__policy"), key)


def meeting_of(case: Case, key: str) -> Meeting:
    """Give a meeting of a case. Raises NotVisible."""
    return one_of(Meeting.objects.filter(case=case).select_related("case", "data_key"), key)


def report_of(case: Case, key: str) -> Report:
    """Give a report that joined a case. Raises NotVisible."""
    return one_of(Report.objects.filter(case=case).select_related("data_key", "policy"), key)


def member_of(case: Case, key: str) -> Person:
    """Give a person who is or was inside a case. Raises NotVisible."""
    return one_of(Person.objects.filter(id__in=Membership.objects.filter(case=case).values("person_id")), key)


def one_of(rows: QuerySet[Row], key: str) -> Row:
    """Give the row of a key that came from outside. Raises NotVisible."""
    try:
        row = rows.filter(pk=UUID(key)).first()
    except ValueError:
        row = None
    if row is None:
        raise NotVisible
    return row
