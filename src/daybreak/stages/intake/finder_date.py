"""The day on which a finder means to go public: named, moved, or taken back, by them or as they told the team."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.facts import utc_code
from daybreak.journal.deed import deed
from daybreak.program.versions import policy_of
from daybreak.stages.intake.own_part import note_wish
from daybreak.stages.intake.queries.finder_day import named_day
from daybreak.stages.intake.refusals import DayHasPassed, NoDayToTakeBack

if TYPE_CHECKING:
    from datetime import date

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Report


def day_begins(day: date, policy: Policy) -> datetime:
    """Give the instant, in UTC, at which a day begins in the organisation's zone."""
    return datetime.combine(day, time(), zone_of(policy.organisation.time_zone)).astimezone(UTC)


def name_day(*, actor: Actor, now: datetime, report: Report, day: date | None) -> None:
    """Note the finder's own day of going public; None takes an earlier one back. Journals `finder.deadline_set`.

    Raises DayHasPassed for a day before today in the organisation's zone, NoDayToTakeBack where none was named.
    """
    policy = policy_of(report.policy)
    if day is None and named_day(report) is None:
        raise NoDayToTakeBack
    if day is not None and day < now.astimezone(zone_of(policy.organisation.time_zone)).date():
        raise DayHasPassed
    until = utc_code(day_begins(day, policy)) if day else None
    with deed(actor=actor, now=now) as note:
        note_wish(note, report, "finder.deadline_set", {"until": until})
