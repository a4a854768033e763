"""What heads a case's page, and its summary: title, severity, embargo, reports, people, meetings, lessons."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from daybreak.core.drill import pace
from daybreak.core.lifecycle.case import state_from
from daybreak.core.lifecycle.embargo import Embargo, embargo_from
from daybreak.core.policy.finder_day import finder_day
from daybreak.core.policy.reading import door_kind
from daybreak.journal.facts import fact_of, facts_of_case, words_of
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.records.models import Assessment, JournalEntry, Membership
from daybreak.stages.cases.consulting import Advice, advice_of, to_consult
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import case_for, meeting_of
from daybreak.stages.intake.queries.reports import title_of
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Meeting, Report


@dataclass(frozen=True)
class Header:
    """What every page of a case shows on top; `finder_date` is the day the finder named for going public.

    `drill` is the number of the drill whose case it is, "" for a real one.
    """

    number: str
    title: str
    kind: str
    state: str
    band: str
    score: Decimal | None
    embargo: Embargo
    people: int
    finder_date: datetime | None
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    drill: str


@dataclass(frozen=True)
class JoinedReport:
    """A report inside the case: where it came in, when, and its title."""

    key: str
    number: str
    title: str
    door: str
    received_at: datetime


@dataclass(frozen=True)
class MeetingLine:
    """A meeting: whom it calls, when, where and for how many minutes; its minutes and proposal once they are written.

    `moves` counts how often it was moved; `invited` names those who were written to.
    """

    key: str
    starts_at: datetime
    lasts: int
    place: str
    roles: tuple[str, ...]
    invited: tuple[str, ...]
    moves: int
    minutes: str
    proposal: str
    held_at: datetime | None
    cancelled_at: datetime | None


@dataclass(frozen=True)
class Lesson:
    """What was learnt, what follows, who wrote it down and when."""

    lesson: str
    follow_up: tuple[str, ...]
    who: str
    at: datetime


@dataclass(frozen=True)
class MemberLine:
    """Somebody inside the case, in a role, on a basis, until an instant or for good."""

    key: str
    name: str
    email: str
    role: str
    basis: str
    since: datetime
    until: datetime | None
    let_in_by: str


@dataclass(frozen=True)
class Summary:
    """The summary page: words, reports, stated concerns, meetings, advice, lessons, and when the great steps were.

    `to_consult` are the roles that the policy wants asked without a meeting at this band, and nobody has asked.
    """

    summary: str
    reports: tuple[JoinedReport, ...]
    concerns: dict[str, bool]
    meetings: tuple[MeetingLine, ...]
    advice: tuple[Advice, ...]
    to_consult: tuple[str, ...]
    lessons: tuple[Lesson, ...]
    steps: dict[str, datetime]
    closing_words: str


def header(viewer: Viewer, now: datetime, number: str) -> Header:
    """Give the header of a case. Raises NotVisible."""
    case = case_for(viewer, now, number)
    facts = facts_of_case(case.id)
    band, score = highest(policy_of(case.policy), Assessment.objects.filter(vulnerability__case=case, counts=True))
    inside = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case, valid_from__lte=now)
    return Header(
        number=case.number,
        title=open_text(case, "title_sealed"),
        kind=case.kind,
        state=state_from(facts),
        band=band,
        score=score,
        embargo=embargo_from(facts, now),
        people=inside.values("person_id").distinct().count(),
        finder_date=finder_day(facts),
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        outcome=case.outcome,
        drill=case.drill.number if case.drill else "",
    )


def highest(policy: Policy, assessments: Iterable[Assessment]) -> tuple[str, Decimal | None]:
    """Give band and score of the gravest judgement; ("", None) while nothing is judged."""
    ranks = {band: rank for rank, band in enumerate(policy.bands)}
    found = max(assessments, key=lambda one: (ranks.get(one.band, -1), one.score), default=None)
    return (found.band, found.score) if found else ("", None)


def asked_for(case: Case) -> str:
    """Give who most likely asks for an embargo: the coordinator that notified us; "" for ourselves."""
    told = JournalEntry.objects.filter(case=case, kind="coordinator.notified_us").order_by("position")
    first = told.values_list("body", flat=True).first()
    return fact_of(first).subjects.get("party", "") if first else ""


def usual_end(case: Case, now: datetime, asked_by: str) -> datetime | None:
    """Give the end of an embargo that is proposed first: the policy's usual length, within the longest it agrees to."""
    return pace.usual_end(policy_of(case.policy), facts_of_case(case.id), now, asked_by, pace_of(case))


_STEPS = ("case.confirmed", "case.escalated", "manager.informed", "case.closed", "case.reopened")


def summary(viewer: Viewer, now: datetime, number: str) -> Summary:
    """Give what the summary page of a case shows. Raises NotVisible."""
    case = case_for(viewer, now, number)
    facts = facts_of_case(case.id)
    entries = JournalEntry.objects.filter(case=case, kind__in=("case.lesson_recorded", "case.closed"))
    told = [(entry, words_of(entry)) for entry in entries.select_related("data_key").order_by("position")]
    policy = policy_of(case.policy)
    band, _score = highest(policy, Assessment.objects.filter(vulnerability__case=case, counts=True))
    closing = [words.get("words", "") for entry, words in told if entry.kind == "case.closed"]
    return Summary(
        summary=open_text(case, "summary_sealed"),
        reports=tuple(_report(one) for one in case.reports.select_related("data_key").order_by("received_at")),
        concerns={
            str(fact.codes["concern"]): bool(fact.codes["holds"]) for fact in facts if fact.kind == "case.concern_set"
        },
        meetings=tuple(_meeting(one) for one in case.meetings.select_related("data_key").order_by("starts_at")),
        advice=advice_of(case),
        to_consult=to_consult(policy, facts, band),
        lessons=_lessons([(entry, words) for entry, words in told if entry.kind == "case.lesson_recorded"]),
        steps={fact.kind: fact.happened_at for fact in facts if fact.kind in _STEPS},
        closing_words=closing[-1] if closing and case.closed_at else "",
    )


def _report(report: Report) -> JoinedReport:
    title = title_of(report)
    door = door_kind(policy_of(report.policy), report.door)
    return JoinedReport(str(report.id), report.number, title, door, report.received_at)


def meeting_line(case: Case, key: str) -> MeetingLine:
    """Give one meeting of a case. Raises NotVisible."""
    return _meeting(meeting_of(case, key))


def _meeting(meeting: Meeting) -> MeetingLine:
    names = names_of(f"person:{key}" for key in meeting.invited)
    return MeetingLine(
        key=str(meeting.id),
        starts_at=meeting.starts_at,
        lasts=meeting.lasts,
        place=open_text(meeting, "place_sealed"),
        roles=tuple(meeting.roles),
        invited=tuple(sorted(names.values())),
        moves=meeting.sequence - int(meeting.cancelled_at is not None),
        minutes=open_text(meeting, "minutes_sealed"),
        proposal=open_text(meeting, "proposal_sealed"),
        held_at=meeting.held_at,
        cancelled_at=meeting.cancelled_at,
    )


def _lessons(told: Sequence[tuple[JournalEntry, dict[str, Any]]]) -> tuple[Lesson, ...]:
    names = names_of(entry.actor for entry, _words in told)
    return tuple(
        Lesson(words["lesson"], tuple(words.get("follow_up", ())), names[entry.actor], entry.happened_at)
        for entry, words in told
    )


def members(viewer: Viewer, now: datetime, number: str) -> tuple[MemberLine, ...]:
    """List who is inside a case, by name. Raises NotVisible."""
    case = case_for(viewer, now, number)
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case).select_related("person")
    rows = sorted(live, key=lambda row: (str(row.person), row.valid_from))
    names = names_of(row.granted_by for row in rows)
    return tuple(
        MemberLine(
            key=str(row.person_id),
            name=str(row.person),
            email=row.person.email,
            role=row.role,
            basis=row.basis,
            since=row.valid_from,
            until=row.until,
            let_in_by=names[row.granted_by],
        )
        for row in rows
    )
