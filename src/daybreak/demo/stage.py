"""The demo's stage: a clock of its own, the doors' front, and a line for every step with the duties it kept."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client

from daybreak.core.access import Actor
from daybreak.core.clocks.calendars import BusinessCalendar
from daybreak.core.clocks.speech import absolute
from daybreak.journal.clock import database_now
from daybreak.program.versions import policy_in_force
from daybreak.records.models import DutyRow, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Person

HIDDEN = re.compile(r'name="(repeat|statement)" value="([^"]*)"')


@dataclass
class Stage:
    """Where the story plays: the team, the story's present instant, and who hears its lines."""

    people: Mapping[str, Person]
    begins: datetime
    say: Callable[[str], None]
    now: datetime = field(init=False)
    kept: set[tuple[str, str]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Stand at the beginning."""
        self.now = self.begins
        self.kept = self._kept_now()

    @property
    def policy(self) -> Policy:
        """The policy in force."""
        return policy_in_force(self.now)

    @property
    def zone(self) -> str:
        """The organisation's zone."""
        return self.policy.organisation.time_zone

    def actor(self, name: str) -> Actor:
        """One of the team as the doer of a deed."""
        return Actor("person", str(self.people[name].id))

    def at(self, *, days: int, clock: str) -> datetime:
        """Move on to so many business days after the beginning, at this time of day in the organisation's zone."""
        self.now = self.day(days, clock)
        return self.now

    def day(self, days: int, clock: str) -> datetime:
        """Give the instant so many business days after the beginning, at this time of day."""
        rule = self.policy.organisation.calendar
        calendar = BusinessCalendar(self.zone, rule.holidays, rule.closed)
        day, left = self.begins.astimezone(ZoneInfo(self.zone)).date(), days
        while left:
            day += timedelta(days=1)
            left -= calendar.is_business_day(day)
        return datetime.combine(day, time.fromisoformat(clock), ZoneInfo(self.zone)).astimezone(UTC)

    def tell(self, words: str) -> None:
        """Say one line: when, what, and which duties it kept."""
        fresh = self._kept_now() - self.kept
        self.kept |= fresh
        names = {self.policy.duty(rule).name.in_("en", self.policy.language) for rule, _subject in fresh}
        duties = f"  [keeps: {'; '.join(sorted(names))}]" if names else ""
        self.say(f"{absolute(self.now, self.zone).partition(' (')[0]}  {words}{duties}")

    def post_report(self, language: str, answers: Mapping[str, str]) -> Report:
        """Send the report form of the public portal, as a browser would, at the story's instant."""
        with Shifted(self.now):
            client = Client(SERVER_NAME=settings.ALLOWED_HOSTS[0])
            page = client.get(f"/{language}/report").content.decode()
            hidden = {name: html.unescape(value) for name, value in HIDDEN.findall(page)}
            sent = client.post(f"/{language}/report", {**hidden, **answers})
        if sent.status_code != 201:  # noqa: PLR2004 - HTTP 201, created
            raise StoryBroken(f"The portal answered {sent.status_code} to the demo's report.")
        return Report.objects.order_by("-received_at").filter(door="web").latest("received_at")

    def _kept_now(self) -> set[tuple[str, str]]:
        return set(DutyRow.objects.exclude(kept=None).values_list("rule", "subject"))


class StoryBroken(Exception):
    """The demo could not go on; the message says where."""


class Shifted:
    """The site's clock, set to another instant for a while: demos and tests alone do this."""

    def __init__(self, instant: datetime) -> None:
        """Remember the instant to stand at."""
        self.instant = instant

    def __enter__(self) -> None:
        """Write the shift where the clock looks for one."""
        self.before = settings.CLOCK_FILE
        self.file = settings.HOME / "demo-clock"
        self.file.write_text("0")
        settings.CLOCK_FILE = self.file
        self.file.write_text(str((self.instant - database_now()).total_seconds()))

    def __exit__(self, *_: object) -> None:
        """Give the clock back."""
        self.file.unlink()
        settings.CLOCK_FILE = self.before
