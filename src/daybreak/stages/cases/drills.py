"""Deeds of drills: start one from a story, play what its hour brings, end it. Nothing of them leaves the house."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction

from daybreak.core.access import PUBLIC, WORKER, Actor
from daybreak.core.drill.pace import SPEEDS
from daybreak.core.drill.story import stories
from daybreak.core.identifiers import new_number
from daybreak.core.policy.reading import mailboxes_watched_by
from daybreak.journal.deed import deed
from daybreak.notices.actions import bounced
from daybreak.people.queries import roles_of
from daybreak.program.pace import PREFIX, pace_of_drill
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Drill, Notice
from daybreak.stages.cases.refusals import DrillNotYours, DrillOver, SpeedOutOfRange, StoryUnknown
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.conversation import write_as_finder
from daybreak.stages.intake.submission import Finder, Submission

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.drill.story import Beat, Story
    from daybreak.core.policy.model import Policy

MAILBOX = "security"


def may_start(actor: Actor, now: datetime) -> bool:
    """Tell whether somebody may start a drill: the operator, and whose roles watch the mailbox its reports come to."""
    return actor.kind != "person" or MAILBOX in mailboxes_watched_by(policy_in_force(now), roles_of(actor, now))


def start_drill(*, actor: Actor, now: datetime, story_id: str, speed: int, language: str) -> Drill:
    """Start a drill: its first report arrives now, by the same road as any, for whoever watches the mailbox.

    Journals `drill.started` beside the report. Raises StoryUnknown, SpeedOutOfRange, DrillNotYours for somebody whose
    roles do not watch the mailbox that its reports come to.
    """
    story = stories().get(story_id)
    if story is None:
        raise StoryUnknown(stories=", ".join(stories()))
    if not SPEEDS[0] <= speed <= SPEEDS[1]:
        raise SpeedOutOfRange(least=SPEEDS[0], most=SPEEDS[1])
    if not may_start(actor, now):
        raise DrillNotYours
    policy = policy_in_force(now)
    with transaction.atomic():
        drill = Drill.objects.create(
            number=_fresh_number(now),
            story=story.id,
            language=language if language in policy.languages else policy.language,
            speed=speed,
            started_by=str(actor),
            started_at=now,
            ends_at=now + story.ends_after / speed,
        )
        _play(drill, story.beats[0], now)
        with deed(actor=actor, now=now) as note:
            first = drill.reports.get()
            note("drill.started", {"report": first.id, "drill": drill.id}, codes={"story": story.id, "speed": speed})
    return drill


def _fresh_number(now: datetime) -> str:
    while True:
        number = new_number(PREFIX, now.year, secrets.token_bytes(8))
        if not Drill.objects.filter(number=number).exists():
            return number


def play_next(*, actor: Actor, now: datetime, drill: Drill) -> bool:
    """Play the next beat whose hour has come, or end the drill at its end; False where nothing is due.

    Journals what the beat brings. The drill's row is locked, so that of two workers one plays it.
    """
    with transaction.atomic():
        drill = Drill.objects.select_for_update().get(id=drill.id)
        if drill.ended_at is not None:
            return False
        left = stories()[drill.story].beats[drill.told :]
        if left and pace_of_drill(drill).after(left[0].after) <= now:
            _play(drill, left[0], now)
            return True
        if drill.ends_at <= now:
            end_drill(actor=actor, now=drill.ends_at, drill=drill)
            return True
    return False


def end_drill(*, actor: Actor, now: datetime, drill: Drill) -> None:
    """End a drill: its clock stands, its duties go from every board. Journals `drill.ended`. Raises DrillOver."""
    with deed(actor=actor, now=now) as note:
        if not Drill.objects.filter(id=drill.id, ended_at=None).update(ended_at=now):
            raise DrillOver(number=drill.number)
        drill.ended_at = now
        for report in drill.reports.all():
            note("drill.ended", {"report": report.id, "case": report.case_id, "drill": drill.id})


def _play(drill: Drill, beat: Beat, now: datetime) -> None:
    """Do what a beat says; a letter that nobody has sent yet cannot come back."""
    story = stories()[drill.story]
    if beat.what == "report":
        first = drill.told == 0
        receive(actor=PUBLIC.actor, now=now, submission=_submission(drill, story, beat, first=first))
    elif beat.what == "message":
        report = drill.reports.order_by("received_at").first()
        if report is not None:
            words = beat.words.in_(drill.language)
            write_as_finder(actor=Actor("finder", str(report.id)), now=now, report=report, body=words)
    else:
        _bounce(drill, beat, now)
    drill.told += 1
    drill.save(update_fields=["told"])


def _bounce(drill: Drill, beat: Beat, now: datetime) -> None:
    sent = Notice.objects.filter(case__drill=drill, sent_at__isnull=False, bounced_at=None).exclude(party="")
    notice = sent.order_by("-sent_at").first()
    if notice is not None:
        bounced(actor=WORKER, now=now, notice=notice, reason=beat.words.in_(drill.language))


def _submission(drill: Drill, story: Story, beat: Beat, *, first: bool) -> Submission:
    policy, words = policy_in_force(drill.started_at), beat.words.in_(drill.language)
    answers = {_question(policy): words}
    if first and story.publishes_after_hours is not None:
        day = pace_of_drill(drill).after(timedelta(hours=story.publishes_after_hours)).isoformat()
        answers |= {one.id: day for one in policy.intake.ask if one.sets == "finder.deadline_set"}
    return Submission(
        door=next((door.id for door in policy.intake.doors if door.door == "web" and door.for_ == MAILBOX), "web"),
        mailbox=MAILBOX,
        language=drill.language,
        raw=f"drill {drill.number}\n{words}".encode(),
        title=beat.title.in_(drill.language) if beat.title else words[:80],
        answers=answers,
        finder=Finder(name=beat.sender, address=NOBODY),
        drill=drill,
    )


NOBODY = "finder@drill.invalid"
"""No letter is delivered to it (RFC 2606): neither is any other letter of a drill."""


def _question(policy: Policy) -> str:
    """Give the question whose answer tells what was found: the first that is answered in words."""
    asked = policy.intake.ask
    return next((one.id for one in asked if one.kind == "text"), asked[0].id if asked else "words")


def running(now: datetime) -> list[Drill]:
    """List the drills that have begun and not ended, the oldest first: for the worker."""
    return list(Drill.objects.filter(ended_at=None, started_at__lte=now).order_by("started_at"))
