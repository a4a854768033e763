"""The day a finder named last for going public themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import instant_code
from daybreak.journal.facts import facts_of_report

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.records.models import Report


def named_day(report: Report) -> datetime | None:
    """Give the instant at which the finder's day begins; None where they named none, or took it back."""
    told = [fact for fact in facts_of_report(report.id) if fact.kind == "finder.deadline_set"]
    return instant_code(told[-1], "until") if told else None
