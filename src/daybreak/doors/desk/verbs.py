"""Which deed keeps which duty, and where at the desk it is done: verbs for the kinds of facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daybreak.design.pieces import Deed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.functional import _StrPromise

    from daybreak.stages.cases.board import BoardLine


class Verb(NamedTuple):
    """A button's word, and the part of the case's or report's page where the deed is done."""

    words: str | _StrPromise
    part: str


VERBS: dict[str, Verb] = {
    "report.answered": Verb(_("Answer"), "answer"),
    "report.handed_over": Verb(_("Sort"), "decide"),
    "report.joined": Verb(_("Decide"), "decide"),
    "report.closed": Verb(_("Decide"), "decide"),
    "case.opened": Verb(_("Open a case"), "decide"),
    "case.confirmed": Verb(_("Confirm"), "confirm"),
    "case.escalated": Verb(_("Escalate"), "confirm"),
    "case.lesson_recorded": Verb(_("Write what was learnt"), "lesson"),
    "case.closed": Verb(_("Close the case"), "close"),
    "manager.informed": Verb(_("Inform"), "manager"),
    "meeting.convened": Verb(_("Convene"), "meetings"),
    "meeting.held": Verb(_("Hold the meeting"), "meetings"),
    "severity.assessed": Verb(_("Assess"), "vulnerabilities"),
    "severity.explained": Verb(_("Explain"), "answer"),
    "closure.explained": Verb(_("Explain"), "answer"),
    "affect.stated": Verb(_("State products"), "products"),
    "division.answered": Verb(_("Answer"), "products"),
    "upstream.notified": Verb(_("Tell the supplier"), "participants"),
    "remedy.planned": Verb(_("Plan"), "remedies"),
    "remedy.staffed": Verb(_("Assign people"), "remedies"),
    "remedy.started": Verb(_("Start"), "remedies"),
    "remedy.reviewed": Verb(_("Review"), "remedies"),
    "remedy.verified": Verb(_("Verify"), "remedies"),
    "remedy.shipped": Verb(_("Ship"), "remedies"),
    "remedy.offered_to_all": Verb(_("Ship"), "remedies"),
    "cve.requested": Verb(_("Get a CVE ID"), "vulnerabilities"),
    "cve.reserved": Verb(_("Get a CVE ID"), "vulnerabilities"),
    "advisory.drafted": Verb(_("Draft"), "advisory"),
    "advisory.published": Verb(_("Prepare the advisory"), "advisory"),
    "notice.sent": Verb(_("Write and send"), "notices"),
}
"""Kinds without an entry are done somewhere on the page; the button then just opens it."""


def part_of(kinds: Sequence[str]) -> str:
    """Name the part of a case's page where one of these facts is made; "" where no part is known."""
    return next((VERBS[kind].part for kind in kinds if kind in VERBS), "")


def deed_of(line: BoardLine) -> Deed:
    """Give the button of a board line: to the page where the duty's deed is done."""
    verb = next((VERBS[kind] for kind in _kinds(line) if kind in VERBS), Verb(_("Open"), ""))
    if line.scope == "mailbox":
        return Deed(str(_("Look through")), f"{reverse('desk:reports')}?mailbox={line.subject}")
    if line.scope == "policy":
        return Deed(str(_("Read the policy")), reverse("desk:policy"))
    road = road_to(line.scope, line.number)
    return Deed(str(verb.words), f"{road}#{verb.part}" if verb.part else road)


def _kinds(line: BoardLine) -> tuple[str, ...]:
    """Prefer, for a report that is in no case, the deeds that its page has."""
    if line.scope != "report":
        return line.fulfilled_by
    return tuple(sorted(line.fulfilled_by, key=lambda kind: not kind.startswith("report.")))


def road_to(scope: str, number: str) -> str:
    """Give the address of a case's or report's page; Today's for anything else."""
    if scope == "report" and number:
        return reverse("desk:report", args=[number])
    return f"{reverse('desk:today')}cases/{number}/" if scope == "case" and number else reverse("desk:today")
