"""What a report's page shows, put together from the query's values: conversation, facts, forms, objections."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.design.pieces import Attachment, Entry, Message
from daybreak.doors.desk.case_journal import told_once
from daybreak.doors.desk.data_words import KINDS, RECEIVERS
from daybreak.doors.desk.fact_words import kind_words
from daybreak.doors.desk.report_forms import AnswerForm, ExplainForm, HandOverForm, JoinForm, OpenForm
from daybreak.doors.desk.verbs import road_to
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.triage import joinable
from daybreak.stages.intake.queries.conversation import conversation_of, files_of, opened_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from uuid import UUID

    from django import forms

    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Report
    from daybreak.stages.intake.queries import FileLine, ReportPage
    from daybreak.stages.intake.queries.report_page import Happening

SHUT_WORDS = {
    "no_key": gettext_lazy("It is encrypted to a key whose private half is not kept here."),
    "no_program": gettext_lazy("GnuPG, which opens such messages, is not installed here."),
    "damaged": gettext_lazy("It is damaged, larger than anything that is opened, or our key does not fit."),
}
"""Why something that came encrypted is not open."""
OBJECTIONS = ("severity", "closure")


def shown(request: HouseRequest, page: ReportPage, bound: Mapping[str, forms.Form]) -> dict[str, Any]:
    """Give the template what it shows; `bound` holds refused forms by name: answer, explain, open, join, hand_over."""
    waiting = objections(page)
    empty: dict[str, forms.Form] = {
        "answer": AnswerForm(prefix="answer"),
        "open": OpenForm(prefix="open", initial={"words": page.title}),
        "join": JoinForm(prefix="join", cases=joinable(request.viewer, request.now)),
        "hand_over": HandOverForm(prefix="hand_over"),
    }
    if waiting:
        empty["explain"] = ExplainForm(prefix="explain", initial={"what": waiting[0]})
    return {
        "page": page,
        "conversation": said(page),
        "files": attached(page.number, page.files),
        "opened": [{"one": one, "files": attached(page.number, one.said.files)} for one in page.opened],
        "shut": [SHUT_WORDS[why] for why in dict.fromkeys(page.shut) if why in SHUT_WORDS],
        "entries": told_once(Entry(one.at, _sentence(one), one.who) for one in reversed(page.happenings)),
        "alike": [{"like": like, "road": road_to(like.kind, like.number)} for like in page.duplicates],
        "case_road": road_to("case", page.case_number),
        "passed_on": [str(RECEIVERS[who]) for who in page.finder.pass_on if who in RECEIVERS],
        "waiting": waiting,
        "section": "reports",
        "faults": list(bound.values()),
        **{f"{name}_form": form for name, form in {**empty, **bound}.items()},
    }


def _sentence(one: Happening) -> str:
    """Say what happened; of data that was erased, which kind, as the report's page calls it."""
    what = kind_words(one.kind)
    if one.kind != "data.erased":
        return what
    return _("%(what)s: %(details)s") % {"what": what, "details": KINDS[str(one.codes["kind"])]}


def said(page: ReportPage) -> list[Message]:
    """Give the conversation with its sides: ours on the right, the finder by name where they gave one."""
    names = names_of(one.author for one in page.conversation)
    finder = page.finder.name or _("The finder")
    return [
        Message(
            at=one.at,
            who=names[one.author] if one.by == "team" else finder,
            words=one.words,
            ours=one.by == "team",
            files=attached(page.number, one.files),
        )
        for one in page.conversation
    ]


def attached(number: str, files: Iterable[FileLine]) -> tuple[Attachment, ...]:
    """Give files with their size in words and where they are fetched."""
    return tuple(
        Attachment(one.name, filesizeformat(one.size), reverse("desk:report_file", args=[number, one.id]))
        for one in files
    )


def objections(page: ReportPage) -> list[str]:
    """Name the objections of the finder that wait for a reasoned answer: severity, closure."""
    told = [one.kind for one in page.happenings]
    open_ones = []
    for what in OBJECTIONS:
        since = told[::-1]
        objected = since.index(f"{what}.objected") if f"{what}.objected" in since else None
        explained = since.index(f"{what}.explained") if f"{what}.explained" in since else len(since)
        if objected is not None and objected < explained:
            open_ones.append(what)
    return open_ones


def file_keys(row: Report) -> frozenset[UUID]:
    """Give the keys of every file that came with a report or its messages."""
    said = (*conversation_of(row), *(one.said for one in opened_of(row)))
    said_with = [one for message in said for one in message.files]
    return frozenset(one.id for one in (*files_of(row), *said_with))
