"""The conversations of a case with its finders, one per report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.journal.facts import facts_of_report
from daybreak.records.models import Message
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import case_for
from daybreak.stages.intake.queries.finder_day import named_day
from daybreak.stages.intake.queries.reports import title_of
from daybreak.vault.sealed import open_text, readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.records.models import Report


@dataclass(frozen=True)
class TalkFile:
    """A file that came with a message: its key, its cleaned name, its size in bytes."""

    key: str
    name: str
    size: int


@dataclass(frozen=True)
class Said:
    """One message: by whom, whether one of ours, when, in which words, with which files."""

    who: str
    ours: bool
    at: datetime
    words: str
    files: tuple[TalkFile, ...]


@dataclass(frozen=True)
class Talk:
    """All that was said about one report; `objections` wait for a reasoned answer (severity, closure).

    `finder_date` is when the finder means to go public themselves, None if they named no day.
    """

    key: str
    number: str
    title: str
    language: str
    messages: tuple[Said, ...]
    objections: tuple[str, ...]
    finder_date: datetime | None


def talks(viewer: Viewer, now: datetime, number: str) -> tuple[Talk, ...]:
    """Give the conversation about each report of a case, oldest report first. Raises NotVisible."""
    case = case_for(viewer, now, number)
    return tuple(_talk(report) for report in case.reports.select_related("data_key").order_by("received_at"))


def _talk(report: Report) -> Talk:
    rows = Message.objects.filter(thread__report=report, thread__audience="finder")
    rows = rows.select_related("data_key").prefetch_related("files__data_key")
    names = names_of(row.author for row in rows)
    return Talk(
        key=str(report.id),
        number=report.number,
        title=title_of(report),
        language=report.language,
        messages=tuple(_said(row, names) for row in rows),
        objections=_objections(report),
        finder_date=named_day(report),
    )


def _said(row: Message, names: Mapping[str, str]) -> Said:
    files = tuple(
        TalkFile(str(one.id), open_text(one, "name_sealed"), one.size) for one in row.files.all() if readable(one)
    )
    ours = not row.author.startswith("finder")
    words = open_text(row, "body_sealed") if readable(row) else _("Erased")
    return Said(names[row.author], ours, row.written_at, words, files)


def _objections(report: Report) -> tuple[str, ...]:
    """Name what the finder objects to and nobody has answered with reasons since."""
    waiting: dict[str, None] = {}
    for fact in facts_of_report(report.id):
        what, _dot, verb = fact.kind.partition(".")
        if verb == "objected":
            waiting[what] = None
        elif verb == "explained":
            waiting.pop(what, None)
    return tuple(waiting)
