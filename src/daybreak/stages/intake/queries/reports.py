"""The desk's lists: reports one may see, found and filtered, and the mailboxes one looks after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Count, Exists, OuterRef, Subquery
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybreak.core.policy.reading import door_kind, mailboxes_watched_by
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import DutyRow, JournalEntry
from daybreak.stages.intake.hearing import stands_still
from daybreak.stages.intake.queries.answers import labelled
from daybreak.vault.sealed import open_json, open_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.records.models import Report

State = Literal["undecided", "joined", "closed"]


@dataclass(frozen=True)
class ReportFilter:
    """What is wanted: a state or all, one mailbox or all (""), and words sought in number and title."""

    state: Literal["undecided", "joined", "closed", "all"] = "undecided"
    mailbox: str = ""
    words: str = ""


@dataclass(frozen=True)
class ReportLine:
    """One report in a list, opened. `due` is the nearest open limit of its own duties; aware, or None.

    `drill` is the number of the drill that it is part of, "" for a real one; `asked`: the finder was asked something
    and has not written since.
    """

    number: str
    title: str
    product: str
    received_at: datetime
    door: str
    mailbox: str
    language: str
    state: State
    outcome: str
    case_number: str
    finder_known: bool
    answered: bool
    asked: bool
    files: int
    due: datetime | None
    drill: str


@dataclass(frozen=True)
class MailboxLine:
    """One mailbox the viewer's roles watch: reports waiting in it, and by when the next look is due."""

    mailbox: str
    waiting: int
    due: datetime | None


def state_of(report: Report) -> State:
    """Say whether a report waits for a decision, belongs to a case, or was closed without one."""
    if report.case_id:
        return "joined"
    return "closed" if report.closed_at else "undecided"


def reports(viewer: Viewer, now: datetime, *, wanted: ReportFilter) -> tuple[ReportLine, ...]:
    """List the reports this viewer may see, newest first. Words are sought in opened titles, so none is indexed."""
    found = _of_state(visible_to(viewer, now).reports(), wanted.state)
    if wanted.mailbox:
        found = found.filter(mailbox=wanted.mailbox)
    answered = JournalEntry.objects.filter(report=OuterRef("id"), kind="report.answered")
    found = found.select_related("data_key", "policy", "case", "drill").order_by("-received_at")
    spoken = JournalEntry.objects.filter(report=OuterRef("id"), kind__in=("finder.asked", "finder.heard"))
    last = Subquery(spoken.order_by("-position").values("kind")[:1])
    counted = found.annotate(was_answered=Exists(answered), last=last, file_count=Count("files", distinct=True))
    rows: list[Any] = list(counted)
    due = _due({row.id for row in rows}, now)
    lines = (_line(row, due.get(row.id)) for row in rows)
    sought = wanted.words.casefold().split()
    return tuple(line for line in lines if _holds(line, sought))


def report_for(viewer: Viewer, now: datetime, number: str) -> Report | None:
    """Give a visible report by its number, to do a deed on; None if there is none to see."""
    rows = visible_to(viewer, now).reports().filter(number=number)
    return rows.select_related("data_key", "policy", "case", "case__data_key").first()


def mailboxes_to_look(viewer: Viewer, now: datetime) -> tuple[MailboxLine, ...]:
    """List the mailboxes this viewer's roles watch (A3), each with what waits in it and when the look is due."""
    waiting = _of_state(visible_to(viewer, now).reports().filter(drill=None), "undecided")
    counts = dict(waiting.order_by().values_list("mailbox").annotate(Count("id")))
    rows = DutyRow.objects.filter(scope="mailbox", kept=None, waived=None, limit__isnull=False).order_by("-limit")
    due = dict(rows.values_list("subject", "limit"))
    watched = sorted(mailboxes_watched_by(policy_in_force(now), viewer.roles))
    return tuple(MailboxLine(mailbox, counts.get(mailbox, 0), due.get(mailbox)) for mailbox in watched)


def title_of(report: Report) -> str:
    """Open a report's title; says so where it was erased."""
    return _("Erased") if report.data_key.destroyed_at else open_text(report, "title_sealed")


def _of_state(rows: QuerySet[Report], state: str) -> QuerySet[Report]:
    narrowed: dict[str, dict[str, Any]] = {
        "undecided": {"case": None, "closed_at": None},
        "joined": {"case__isnull": False},
        "closed": {"case": None, "closed_at__isnull": False},
    }
    return rows.filter(**narrowed.get(state, {}))


def _due(report_ids: set[object], now: datetime) -> dict[object, datetime | None]:
    rows = DutyRow.objects.filter(report__in=report_ids, kept=None, waived=None, limit__isnull=False)
    rows = rows.exclude(stands_still(now))
    return dict(rows.order_by("-limit").values_list("report_id", "limit"))


def _line(row: Any, due: datetime | None) -> ReportLine:
    return ReportLine(
        number=row.number,
        title=title_of(row),
        product=_product(row),
        received_at=row.received_at,
        door=door_kind(policy_of(row.policy), row.door),
        mailbox=row.mailbox,
        language=row.language,
        state=state_of(row),
        outcome=row.outcome,
        case_number=row.case.number if row.case else "",
        finder_known=row.finder_known,
        answered=row.was_answered,
        asked=row.last == "finder.asked",
        files=row.file_count,
        due=due,
        drill=row.drill.number if row.drill else "",
    )


def _product(row: Report) -> str:
    if row.data_key.destroyed_at:
        return ""
    policy = policy_of(row.policy)
    answers = labelled(policy, open_json(row, "answers_sealed") or {}, get_language() or policy.language)
    return next((answer.words for answer in answers if answer.kind == "product"), "")


def _holds(line: ReportLine, sought: list[str]) -> bool:
    said = f"{line.number} {line.title} {line.product} {line.case_number}".casefold()
    return all(word in said for word in sought)
