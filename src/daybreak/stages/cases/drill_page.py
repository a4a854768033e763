"""Drills as those inside read them: which run, what has happened, which duties were kept or missed and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef

from daybreak.core.drill.pace import owed
from daybreak.core.drill.story import stories
from daybreak.core.words import Text
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.people.sight import visible_to
from daybreak.program.pace import pace_of_drill
from daybreak.program.versions import policy_of
from daybreak.records.models import Drill
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.site_groups import SITE_SCOPES
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime, timedelta

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.drill.pace import Pace
    from daybreak.core.policy.duty import Duty, State
    from daybreak.records.models import Case, Report

JUDGED = ("kept", "kept_late", "overdue", "missed", "waived")


@dataclass(frozen=True)
class DrillLine:
    """One drill in a list: its story, pace and times; `played` is how much of its own time has gone."""

    key: str
    number: str
    story: Text
    speed: int
    started_by: str
    started_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    played: timedelta
    told: int
    beats: int


@dataclass(frozen=True)
class Thing:
    """A report or case of the drill that the reader may see."""

    scope: str
    number: str
    title: str


@dataclass(frozen=True)
class Practised:
    """A duty of the drill: its state, its real instants, and how long after its start it was due and done.

    `due_after` and `done_after` are lengths on the drill's clock; None where there is no limit, or nobody has done it.
    """

    number: str
    rule: str
    name: Text
    strength: str
    state: State
    limit: datetime | None
    kept: datetime | None
    due_after: timedelta | None
    done_after: timedelta | None


@dataclass(frozen=True)
class DrillPage:
    """A drill with what came of it; `counts` is how many of its duties were kept, kept late, missed or waived."""

    line: DrillLine
    summary: Text
    things: tuple[Thing, ...]
    duties: tuple[Practised, ...]
    counts: dict[str, int]


def drills(viewer: Viewer, now: datetime) -> tuple[DrillLine, ...]:
    """List the drills of which the viewer may see a report or case, newest first."""
    return _lines(_visible(viewer, now), now)


def running_drills(viewer: Viewer, now: datetime) -> tuple[DrillLine, ...]:
    """List those that run now."""
    return _lines(_visible(viewer, now).filter(ended_at=None), now)


def drill_for(viewer: Viewer, now: datetime, number: str) -> Drill:
    """Give the drill of this number to do a deed on. Raises NotVisible."""
    drill = _visible(viewer, now).filter(number=number.upper()).first()
    if drill is None:
        raise NotVisible
    return drill


def drill_page(viewer: Viewer, now: datetime, number: str) -> DrillPage:
    """Give what came of a drill so far, of those reports and cases that the viewer may see. Raises NotVisible."""
    drill, sight = drill_for(viewer, now, number), visible_to(viewer, now)
    cases = list(sight.cases().filter(drill=drill).select_related("policy", "data_key").order_by("opened_at"))
    reports = sight.reports().filter(drill=drill).select_related("policy", "data_key").order_by("received_at")
    return _page(drill, now, cases, list(reports))


def site_drill_page(now: datetime, number: str) -> DrillPage:
    """Give the same of everything: for the operator at a terminal. Raises NotVisible."""
    drill = Drill.objects.filter(number=number.upper()).first()
    if drill is None:
        raise NotVisible
    return _page(drill, now, list(drill.cases.order_by("opened_at")), list(drill.reports.order_by("received_at")))


def _visible(viewer: Viewer, now: datetime) -> QuerySet[Drill]:
    sight = visible_to(viewer, now)
    of_reports, of_cases = (rows.filter(drill=OuterRef("pk")) for rows in (sight.reports(), sight.cases()))
    return Drill.objects.filter(Exists(of_reports) | Exists(of_cases))


def _lines(found: Iterable[Drill], now: datetime) -> tuple[DrillLine, ...]:
    rows = list(found)
    names = names_of(row.started_by for row in rows)
    return tuple(_line(row, now, names[row.started_by]) for row in rows)


def _line(drill: Drill, now: datetime, started_by: str) -> DrillLine:
    story, pace = stories()[drill.story], pace_of_drill(drill)
    return DrillLine(
        key=str(drill.id),
        number=drill.number,
        story=story.name,
        speed=drill.speed,
        started_by=started_by,
        started_at=drill.started_at,
        ends_at=drill.ends_at,
        ended_at=drill.ended_at,
        played=pace.played(now) - drill.started_at,
        told=drill.told,
        beats=len(story.beats),
    )


def _page(drill: Drill, now: datetime, cases: list[Case], reports: list[Report]) -> DrillPage:
    pace, then = pace_of_drill(drill), min(now, drill.ended_at or now)
    alone = [report for report in reports if report.case_id is None]
    found = [*(one for case in cases for one in _of_case(case, then, pace))]
    found += [one for report in alone for one in _of_report(report, then, pace)]
    found.sort(key=lambda one: (one.limit is None, one.limit or then, one.rule))
    things = [Thing("case", case.number, open_text(case, "title_sealed")) for case in cases]
    things += [Thing("report", report.number, open_text(report, "title_sealed")) for report in reports]
    counts = {state: sum(one.state == state for one in found) for state in JUDGED}
    name = names_of([drill.started_by])[drill.started_by]
    summary = stories()[drill.story].summary
    return DrillPage(_line(drill, now, name), summary, tuple(things), tuple(found), counts)


def _of_case(case: Case, now: datetime, pace: Pace) -> Iterator[Practised]:
    for duty in owed(policy_of(case.policy), facts_of_case(case.id), now, pace):
        if duty.scope not in SITE_SCOPES and duty.start is not None:
            yield _practised(case.number, duty, now, pace)


def _of_report(report: Report, now: datetime, pace: Pace) -> Iterator[Practised]:
    for duty in owed(policy_of(report.policy), facts_of_report(report.id), now, pace):
        if duty.scope == "report" and duty.start is not None:
            yield _practised(report.number, duty, now, pace)


def _practised(number: str, duty: Duty, now: datetime, pace: Pace) -> Practised:
    return Practised(
        number=number,
        rule=duty.id,
        name=duty.name,
        strength=duty.strength,
        state=duty.state(now),
        limit=duty.limit,
        kept=duty.kept,
        due_after=_after(duty.start, duty.limit, pace),
        done_after=_after(duty.start, duty.kept, pace),
    )


def _after(start: datetime | None, at: datetime | None, pace: Pace) -> timedelta | None:
    return (at - start) * pace.speed if start is not None and at is not None else None
