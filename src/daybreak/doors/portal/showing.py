"""The finder's page in words: stages, next date, conversation, closing, as the design's pieces."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.words import gettext_noop
from daybreak.design.pieces import Attachment, Message, Point
from daybreak.design.pieces import Stage as Step
from daybreak.doors.measures import size_said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from daybreak.core.lifecycle.finder import Stage
    from daybreak.stages.intake.privacy.own_data import ErasedBox
    from daybreak.stages.intake.queries import FileLine, FinderBox, Said

STAGES: dict[Stage, tuple[str, str]] = {
    "received": (
        gettext_noop("Received"),
        gettext_noop("Your report is stored. A person will read it next."),
    ),
    "examined": (
        gettext_noop("Under examination"),
        gettext_noop("We are finding out whether it is a vulnerability, and in which products."),
    ),
    "confirmed": (
        gettext_noop("Confirmed"),
        gettext_noop("It is a vulnerability. We are judging its severity and planning the remedy."),
    ),
    "fixing": (
        gettext_noop("Being fixed"),
        gettext_noop("A remedy is planned or in the making. It is reviewed and verified before it goes out."),
    ),
    "fixed": (
        gettext_noop("Fix available"),
        gettext_noop("A remedy has gone out. The advisory follows."),
    ),
    "publishing": (
        gettext_noop("Advisory ready"),
        gettext_noop("The advisory is released and becomes public at the agreed instant."),
    ),
    "published": (
        gettext_noop("Published"),
        gettext_noop("The advisory is public. Thank you for reporting."),
    ),
}
CLOSED = (
    gettext_noop("Closed"),
    gettext_noop(
        "We have ended the work on this report. "
        "If you want to know more, or see it otherwise, write to us on this page."
    ),
)
INQUIRY: dict[str, tuple[str, str]] = {
    "received": (STAGES["received"][0], gettext_noop("Your message is stored. A person will read it next.")),
    "examined": (
        gettext_noop("Answered"),
        gettext_noop("A person has answered. Write below if anything is still open."),
    ),
    "closed": (
        CLOSED[0],
        gettext_noop("We have ended the work on your message. Write below if anything is still open."),
    ),
}
"""What somebody reads who asked something general: the way of a vulnerability is not theirs."""
CONSENTS = {
    "thanks": gettext_lazy("Thanks by name"),
    "coordinator": gettext_lazy("A coordinator may learn who you are"),
    "partner": gettext_lazy("A partner may learn who you are"),
    "supplier": gettext_lazy("The supplier concerned may learn who you are"),
}
KINDS = {
    "contact_data": gettext_lazy("Who you are: name, address, what came with your name"),
    "customer_data": gettext_lazy("Customers' data in files and messages"),
    "report": gettext_lazy("The whole report"),
}
_BEFORE_CLOSING: tuple[Stage, ...] = ("received", "examined")
_FIRST_WIDE = "\u2e80"
"""From here on characters are written without spaces between words."""
OUTCOMES = {
    "not_a_vulnerability": gettext_noop("not a vulnerability"),
    "known": gettext_noop("already known"),
    "duplicate": gettext_noop("reported before by somebody else"),
    "out_of_scope": gettext_noop("outside our products and services"),
    "withdrawn": gettext_noop("withdrawn"),
}


def paragraphs(text: str) -> list[str]:
    """Give a text's paragraphs, each on one line: the lines of a policy file end where its editor broke them."""
    parts = (part.splitlines() for part in text.strip().split("\n\n"))
    return [_joined([line.strip() for line in part if line.strip()]) for part in parts if any(part)]


def _joined(lines: list[str]) -> str:
    words = lines[0]
    for line in lines[1:]:
        spaced = words[-1] < _FIRST_WIDE and line[0] < _FIRST_WIDE
        words += f" {line}" if spaced else line
    return words


def box_page(box: FinderBox) -> dict[str, Any]:
    """Give the template everything but its forms."""
    return {
        "box": box,
        "stage_name": _(_words(box.stage, inquiry=box.inquiry)[0]),
        "stage_words": _(_words(box.stage, inquiry=box.inquiry)[1]),
        "stages": _inquiry(box.stage) if box.inquiry else stages(box.stage),
        "facts": facts(box),
        "conversation": tuple(_message(said, inquiry=box.inquiry) for said in box.conversation),
        "files": tuple(_attachment(line) for line in box.files),
        "closure": _(OUTCOMES.get(box.closure.outcome, box.closure.outcome)) if box.closure else "",
    }


def stages(present: Stage) -> list[Step]:
    """Give the way of a report, with the stage it has reached; a closed one ends after its examination."""
    if present == "closed":
        past = [Step(_(STAGES[stage][0]), "done") for stage in _BEFORE_CLOSING]
        return [*past, Step(_(CLOSED[0]), "here", _(CLOSED[1]))]
    order = list(STAGES)
    reached = order.index(present)
    found = []
    for place, stage in enumerate(order):
        name, words = STAGES[stage]
        if place == reached:
            found.append(Step(_(name), "here", _(words)))
        else:
            found.append(Step(_(name), "done" if place < reached else "ahead"))
    return found


def _inquiry(present: Stage) -> list[Step]:
    """Give the way of a general inquiry: received, answered, closed."""
    order = list(INQUIRY)
    reached = order.index(present)
    return [
        Step(_(name), "here", _(words)) if place == reached else Step(_(name), "done" if place < reached else "ahead")
        for place, (name, words) in enumerate(INQUIRY.values())
    ]


def erased_page(box: ErasedBox) -> dict[str, Any]:
    """Give the template what is left of an erased report: its stage."""
    name, words = _words(box.stage)
    steps = [replace(step, note="") for step in stages(box.stage)]
    spoken = "" if box.stage == "closed" else _(words)
    return {"box": box, "stage_name": _(name), "stage_words": spoken, "stages": steps}


def facts(box: FinderBox) -> list[Point]:
    """Give number, instant, hash and CVE IDs."""
    found = [
        Point(_("Number"), box.number, mono=True),
        Point(_("Received"), at=box.received_at),
        Point(_("SHA-256 of what we received"), box.raw_sha256, mono=True),
    ]
    if box.cves:
        found.append(Point(_("CVE ID"), ", ".join(box.cves), mono=True))
    return found


def _words(stage: Stage, *, inquiry: bool = False) -> tuple[str, str]:
    if inquiry:
        return INQUIRY[stage]
    return CLOSED if stage == "closed" else STAGES[stage]


def _message(said: Said, *, inquiry: bool = False) -> Message:
    ours = _("Our answer") if inquiry else _("Security team")
    who = _("You") if said.by == "finder" else ours
    return Message(said.at, who, said.words, said.by == "finder", tuple(_attachments(said.files)))


def _attachments(files: Iterable[FileLine]) -> Iterable[Attachment]:
    return (_attachment(line) for line in files)


def _attachment(line: FileLine) -> Attachment:
    return Attachment(line.name, size_said(line.size), reverse("portal:file", args=[line.id]))
