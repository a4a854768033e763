"""Which deed keeps which duty, and where at the desk it is done, for lines of the duty board."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from daybreak.design.pieces import Deed
from daybreak.doors.desk.case_roads import ROADS, road_of
from daybreak.stages.cases.next_deed import BY_SHIPPING

if TYPE_CHECKING:
    from daybreak.stages.cases.board import BoardLine


class Verb(NamedTuple):
    """A button's word, and the part of the report's page where the deed is done."""

    words: Any
    part: str


ON_REPORT: dict[str, Verb] = {
    "report.answered": Verb(_("Answer"), "answer"),
    "report.handed_over": Verb(_("Sort"), "decide"),
    "report.joined": Verb(_("Decide"), "decide"),
    "report.closed": Verb(_("Decide"), "decide"),
    "case.opened": Verb(_("Decide"), "decide"),
    "case.confirmed": Verb(_("Decide"), "decide"),
    "closure.explained": Verb(_("Explain"), "explain"),
}
"""What can be done about a report that is in no case."""
THINGS: dict[str, tuple[str, ...]] = {
    "vulnerability": ("severity.", "cve."),
    "affect": ("remedy.planned",),
    "remedy": ("remedy.",),
    "follow_up": ("follow_up.",),
    "report": ("report.", "closure.", "severity.explained"),
}
"""For which kinds of facts a duty's own subject is the thing that the case page's form is about."""


def deed_of(line: BoardLine) -> Deed:
    """Give the button of a board line: to the page where the duty's deed is done."""
    if "finder.erased" in line.fulfilled_by:
        return _on_data(line)
    if line.scope == "mailbox":
        return Deed(str(_("Look through")), f"{reverse('desk:reports')}?mailbox={line.subject}")
    if line.scope == "case":
        return _on_case(line)
    if line.scope in {"person", "policy", "release"}:
        return _on_site(line)
    if line.scope == "report":
        verb = next((ON_REPORT[kind] for kind in line.fulfilled_by if kind in ON_REPORT), Verb(_("Open it"), "decide"))
        return Deed(str(verb.words), f"{road_to('report', line.number)}#{verb.part}")
    return Deed(str(_("Read the policy")), reverse("desk:policy"))


def _on_data(line: BoardLine) -> Deed:
    """Lead to the wish for erasure: on its report's page, or among all that waits where the line names a case."""
    if line.scope == "report":
        return Deed(str(_("Decide")), f"{reverse('desk:report_data', args=[line.number])}#wish")
    return Deed(str(_("Decide")), reverse("desk:data"))


def _on_site(line: BoardLine) -> Deed:
    """Lead to a release's page, to the digest to be read or written, or to where the policy is reviewed."""
    if line.scope == "release":
        return Deed(str(_("Open the release")), release_road(line.about))
    if line.scope == "person":
        issue = line.subject.partition("/")[2]
        return Deed(str(_("Read it")), reverse("desk:digest", args=[issue]) if issue else reverse("desk:digests"))
    if "policy.reviewed" in line.fulfilled_by:
        return Deed(str(_("Review the policy")), reverse("desk:policy_review"))
    if "digest.issued" in line.fulfilled_by:
        return Deed(str(_("Write an issue")), reverse("desk:digests"))
    return Deed(str(_("Read the policy")), reverse("desk:policy"))


def release_road(name: str) -> str:
    """Give the address of a release's page by its CSAF product id; the catalogue's for anything else."""
    product, _colon, release = name.partition(":")
    return reverse("desk:product_release", args=[product, release]) if release else reverse("desk:products")


def _on_case(line: BoardLine) -> Deed:
    """Lead to the tab where the deed's form stands, open at once where it is clear what it is about."""
    kind = _kind(line)
    if line.conflict is not None and not line.conflict.settling.may_tell:
        return Deed(
            str(ROADS["conflict.decided"].verb), f"{_tab('case_outside', line.number)}#conflict-{line.conflict.rule.id}"
        )
    if not kind:
        return Deed(str(_("Open it")), road_to("case", line.number))
    road = ROADS[kind]
    if kind.startswith(THINGS.get(line.per, ("-",))):
        address = road_of(line.number, kind, line.subject.partition("/")[0])
    elif road.tab == "case":
        address = road_of(line.number, kind)
    else:
        address = _tab(road.tab, line.number)
    if kind == "meeting.held":
        return Deed(str(_("Hold the meeting")), f"{_tab(road.tab, line.number)}#meetings")
    return Deed(str(road.verb), address or road_to("case", line.number))


def _kind(line: BoardLine) -> str:
    """Choose what is done next for a duty: a remedy is planned before anything else can be done to it."""
    kind = next((one for one in line.fulfilled_by if one in ROADS), "")
    done_to_a_remedy = kind.startswith("remedy.") or kind in BY_SHIPPING
    return "remedy.planned" if done_to_a_remedy and not line.planned else kind


def _tab(name: str, number: str) -> str:
    try:
        return reverse(f"desk:{name}", args=[number])
    except NoReverseMatch:
        return ""


def evidence_road(number: str, rule: str, subject: str) -> str:
    """Give the address of the page with the evidence of a duty of a case or report."""
    return f"{reverse('desk:evidence', args=[number, rule])}?{urlencode({'of': subject})}"


def road_to(scope: str, number: str) -> str:
    """Give the address of a case's or report's page; Today's for anything else."""
    if scope == "report" and number:
        return reverse("desk:report", args=[number])
    if scope == "case" and number:
        return reverse("desk:case", args=[number])
    return reverse("desk:today")
