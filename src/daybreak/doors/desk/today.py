"""Today: the board of duties, one's own or all one may see, with clocks and the deed that keeps each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.core.policy.reading import inside_doors
from daybreak.design import speech
from daybreak.design.pieces import Clock, Deed
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.paging import beyond, page_number, page_of
from daybreak.doors.desk.verbs import deed_of, evidence_road, road_to
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.board import PER_PAGE, Wanted, board, every_line
from daybreak.stages.cases.drill_page import running_drills
from daybreak.stages.cases.site_duties import SITE
from daybreak.stages.intake.privacy.queries import how_many_wait

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.http import QueryDict

    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.cases.board import BoardLine, Whose

DECISIONS: dict[tuple[str, ...], Any] = {
    ("extend", "waive"): gettext_lazy("Extend or waive"),
    ("extend", "pause", "waive"): gettext_lazy("Extend, pause or waive"),
    ("extend", "resume", "waive"): gettext_lazy("Extend, resume or waive"),
    ("pause", "waive"): gettext_lazy("Pause or waive"),
    ("resume", "waive"): gettext_lazy("Resume or waive"),
    ("waive",): gettext_lazy("Waive"),
}
"""What the policy lets a reader decide about a duty of no case."""
STRENGTHS = (
    ("", gettext_lazy("Every strength")),
    ("law", gettext_lazy("Law")),
    ("contract", gettext_lazy("Contract")),
    ("programme_rule", gettext_lazy("Programme rule")),
    ("own_promise", gettext_lazy("Own promise")),
)
STATES = (
    ("", gettext_lazy("Whenever due")),
    ("overdue", gettext_lazy("Overdue")),
    ("today", gettext_lazy("Due today")),
    ("week", gettext_lazy("This week")),
    ("later", gettext_lazy("Later")),
    ("paused", gettext_lazy("Paused")),
)


class BoardFilter(forms.Form):
    """What the board shows."""

    who = forms.ChoiceField(
        label=gettext_lazy("Whose"),
        required=False,
        choices=[
            ("", gettext_lazy("My roles")),
            ("team", gettext_lazy("My team's")),
            ("all", gettext_lazy("All I may see")),
        ],
    )
    state = forms.ChoiceField(label=gettext_lazy("Due"), required=False, choices=STATES)
    strength = forms.ChoiceField(label=gettext_lazy("Strength"), required=False, choices=STRENGTHS)


@require_safe
@for_desk
@in_house_time
def today(request: HouseRequest) -> HttpResponse:
    """Show what is due, by whom, with clocks."""
    form = BoardFilter(request.GET)
    seen = board(request.viewer, request.now, _wanted(form, first=(page_number(request.GET) - 1) * PER_PAGE))
    page = page_of(seen.found, PER_PAGE, request.GET)
    shown = {
        "form": form,
        "board": seen,
        "lines": [shown_line(line) for line in seen.lines],
        "page": page,
        "tallies": _tallies(request.GET),
        **_beside(request),
        **_wider(form),
    }
    return beyond(page, request.GET) or render(request, "desk/today.html", shown)


@require_safe
@for_desk
@in_house_time
def today_csv(request: HouseRequest) -> HttpResponse:
    """Give the same lines as a table for a spreadsheet; no sealed word stands in it, so no title either."""
    lines = every_line(request.viewer, request.now, _wanted(BoardFilter(request.GET)))
    answer = HttpResponse(_table(lines, speech.language()), content_type="text/csv; charset=utf-8")
    return to_keep(answer, "duties.csv")


def _table(lines: Iterable[BoardLine], language: str) -> bytes:
    """Write board lines as CSV; instants in UTC as ISO 8601."""
    head = [_("Number"), _("Duty"), _("About"), _("Strength"), _("Clause"), _("Who")]
    head += [_("Start"), _("Aim"), _("Limit"), _("State"), _("Finder's date")]
    states = dict(STATES)
    rows = (
        [
            line.number or line.subject,
            line.name.in_(language),
            line.about,
            line.strength,
            line.clause,
            ", ".join(who.in_(language) for who in line.who),
            *(at.isoformat() if at else "" for at in (line.start, line.aim, line.limit)),
            str(states[line.state]),
            line.finder_date.isoformat() if line.finder_date else "",
        ]
        for line in lines
    )
    return csv_bytes(head, rows)


def _wanted(form: BoardFilter, first: int = 0) -> Wanted:
    form.is_valid()
    asked = form.cleaned_data
    whose: Whose = asked.get("who") or "mine"
    return Wanted(whose, asked.get("strength", ""), asked.get("state", ""), first)


def shown_line(line: BoardLine) -> dict[str, Any]:
    """Give a line of the board with its clock, its deed and the road to what it is about."""
    return {
        "line": line,
        "clock": Clock(line.start, line.aim, line.limit, None, line.paused),
        "deed": deed_of(line),
        "road": road_to(line.scope, line.number) if line.number else "",
        "strength": line.strength.replace("_", " "),
        "evidence": evidence_road(line.number or SITE, line.rule, line.subject),
        "decide": DECISIONS.get(line.decisions, ""),
    }


def _beside(request: HouseRequest) -> dict[str, Any]:
    """Give what stands around the board: people's data that waits, drills that run, and the door for a concern."""
    look = (request.viewer, request.now)
    may_tell = bool(inside_doors(policy_in_force(request.now), request.viewer.roles))
    beside = {"data_waits": how_many_wait(*look), "running_drills": running_drills(*look), "may_tell": may_tell}
    return beside | {"section": "today"}


def _wider(form: BoardFilter) -> dict[str, Deed]:
    """Give the roads out of an empty board."""
    whose = form.cleaned_data.get("who", "")
    return {
        "wider": Deed(_("Show all lines"), f"?who={whose}"),
        "everybodys": Deed(_("Show all I may see"), "?who=all"),
    }


def _tallies(query: QueryDict) -> dict[str, str]:
    """Give each count of the header the address that lists what it counts."""
    roads = {}
    for state in ("overdue", "today", "week"):
        kept = query.copy()
        kept["state"] = state
        kept.pop("page", None)
        roads[state] = f"?{kept.urlencode()}"
    return roads
