"""A desk with lived cases: fixtures of the desk's tests, and a case that was confirmed, judged and closed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.vulnerabilities import assess
from tests.doors.desk.conftest import Door, any_desk, desk

if TYPE_CHECKING:
    from daybreak.records.models import Case

__all__ = ["any_desk", "desk"]
VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:N"
CANARY = "canary-77aa: heap overflow in the clip parser"
"""Words and a title that no figure may carry."""


def lived(door: Door, title: str = CANARY) -> Case:
    """Let a report become a case of Hana's that is confirmed after three hours and judged after one more."""
    site, hana = door.site, door.site.hana.actor
    report = door.report(title)
    case = open_case(actor=hana, now=site.at.later(hours=1), report=report)
    confirm(actor=hana, now=site.at.later(hours=2), case=case)
    assess(actor=hana, now=site.at.later(hours=1), vulnerability=case.vulnerabilities.get(), vector=VECTOR)
    return case
