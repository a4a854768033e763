"""How a finder changes their mind, in these tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from daybreak.core.access import Actor
from daybreak.records.models import Report
from daybreak.stages.intake.consent import Choice, choose_credit

if TYPE_CHECKING:
    from datetime import datetime

    from tests.stages.disclosure.telling import Telling


def wish(told: Telling, now: datetime, credit: Literal["name", "anonymous"], name: str = "") -> None:
    """Choose anew, as the finder of the told report."""
    report = Report.objects.select_related("data_key", "policy", "case").get(id=told.report.id)
    actor = Actor("finder", str(report.id))
    choose_credit(actor=actor, now=now, report=report, choice=Choice(credit, name))
