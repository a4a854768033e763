"""Plays the demo on a site: the team, a published life and a running one; does nothing where it was played before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from daybreak.demo import story_public, story_running
from daybreak.demo.stage import Shifted, Stage
from daybreak.demo.team import OPERATOR, gather
from daybreak.jobs.worker import run_once
from daybreak.journal.clock import database_now
from daybreak.products.actions import register_catalogue
from daybreak.program.versions import adopt, policy_in_force
from daybreak.records.models import Case
from daybreak.stages.cases.vulnerabilities import note_cve
from daybreak.stages.coordination.actions import note_coordinator

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Person

POLICY = "aoba-electric"
PUBLIC_LIFE_DAYS = 20
RUNNING_LIFE_DAYS = 1


@dataclass(frozen=True)
class Played:
    """What the demo left behind: numbers to click."""

    published: str
    running: str


def play(policy: Policy, say: Callable[[str], None]) -> Played:
    """Play both lives, or find them; `say` hears one line a step."""
    now = database_now()
    if Case.objects.count() > 1:
        first, second = Case.objects.order_by("opened_at")[:2]
        return Played(first.advisories.earliest("drafted_at").number, second.number)
    before = now - timedelta(days=PUBLIC_LIFE_DAYS * 3)
    adopt(actor=OPERATOR, now=before, policy=policy, in_force_from=before)
    register_catalogue(actor=OPERATOR, now=before, policy=policy)
    people = gather(before)
    stage = _stage(people, now, PUBLIC_LIFE_DAYS, say)
    advisory = story_public.play(stage)
    _afterwards(stage, advisory.case)
    running = _stage(people, now, RUNNING_LIFE_DAYS, say)
    case = story_running.play(running)
    run_once(database_now())
    return Played(advisory.number, case.number)


def _stage(people: Mapping[str, Person], now: datetime, business_days: int, say: Callable[[str], None]) -> Stage:
    """Set a stage whose story of so many business days has just come to its end."""
    policy = policy_in_force(now)
    begins = now - timedelta(days=business_days)
    while True:
        stage = Stage(people, _morning(begins, policy), say)
        if stage.day(business_days, "18:00") < now:
            return stage
        begins -= timedelta(days=1)


def _morning(instant: datetime, policy: Policy) -> datetime:
    """Give ten o'clock of the business day on or before an instant."""
    zone = ZoneInfo(policy.organisation.time_zone)
    day = instant.astimezone(zone).date()
    while day.weekday() > 4:  # noqa: PLR2004 - Friday
        day -= timedelta(days=1)
    return datetime.combine(day, time(10), zone).astimezone(UTC)


def _afterwards(stage: Stage, case: Case) -> None:
    """Let the agreed instant come, and do what follows from it."""
    stage.at(days=18, clock="14:00")
    with Shifted(stage.now):
        run_once(database_now())
    stage.tell("The instant has come: advisory, CSAF documents and feed are public, in both languages at once")
    hana = stage.actor("Hana")
    stage.at(days=18, clock="15:00")
    note_coordinator(actor=hana, now=stage.now, case=case, party=story_public.COORDINATOR, event="entry_seen")
    note_cve(actor=hana, now=stage.now, vulnerability=case.vulnerabilities.get(), event="published")
    stage.tell("Hana sees the coordinator's entry, and the CVE record is published")
