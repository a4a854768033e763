"""What the reminders said so far, to read in a test, and the round that writes them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from daybreak.jobs.letters import REMINDER
from daybreak.jobs.round import Round
from daybreak.notices.actions import content_of
from daybreak.records.models import DutyRow, Notice

if TYPE_CHECKING:
    from tests.cast import Site


MOMENT = timedelta(seconds=1)
RULE = "answer"
"""The policy's duty to write to a finder."""


def at(site: Site) -> Round:
    """A round at the cast's instant."""
    return Round(lambda: site.at.now)


def reminders(number: str = "") -> list[str]:
    """The bodies of the reminders queued so far about one number."""
    told = [content_of(notice) for notice in Notice.objects.filter(template=REMINDER)]
    return [f"{one.to}\n{one.subject}\n{one.body}" for one in told if number in one.subject]


def about(site: Site, duty: DutyRow) -> list[str]:
    """The reminders of this one duty."""
    name = site.policy.duty(duty.rule).name.in_("en")
    return [one for one in reminders(duty.report.number if duty.report else "") if name in one]
