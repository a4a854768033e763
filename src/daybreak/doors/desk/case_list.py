"""The list of cases, with filters, and the same as a table for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.design.pieces import Clock
from daybreak.design.speech import language
from daybreak.doors.audience import for_desk
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.case_words import ENDINGS, STAGES, word
from daybreak.doors.downloads import to_keep
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.case_list import CaseFilter, case_list

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.cases.case_list import CaseLine

PER_PAGE = 50
COLUMNS = (
    _("Number"),
    _("Title"),
    _("Severity"),
    _("Score"),
    _("Stage"),
    _("Opened at"),
    _("Opened by"),
    _("Next limit"),
    _("Duty"),
    _("Finder's date"),
    _("Closed at"),
    _("Outcome"),
    _("Other numbers"),
    _("Drill"),
)
"""The heads of the spreadsheet."""


class ListFilter(ChoosingForm):
    """What to list."""

    q = forms.CharField(
        label=_("Words or number"), required=False, max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    state = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=(("", _("Open")), ("closed", _("Closed")), ("all", _("Open and closed"))),
    )
    band = forms.ChoiceField(label=_("Severity"), required=False)
    stage = forms.ChoiceField(label=_("Stage"), required=False, choices=(("", _("Every stage")), *STAGES.items()))

    def __init__(self, query: Mapping[str, str], policy: Policy) -> None:
        """Offer the policy's bands, the gravest first."""
        super().__init__(query)
        named = [(band, policy.band_name(band).in_(language(), policy.language)) for band in reversed(policy.bands)]
        self.offer("band", [*named, ("unknown", _("Not assessed"))], _("Every severity"))

    def wanted(self) -> CaseFilter:
        """Give what was asked for; what cannot be read does not narrow."""
        self.is_valid()
        asked = self.cleaned_data
        state = asked.get("state") or "open"
        return CaseFilter(state, asked.get("q", ""), asked.get("band", ""), asked.get("stage", ""))


@require_safe
@for_desk
def cases(request: HouseRequest) -> HttpResponse:
    """List the cases one may see."""
    policy = policy_in_force(request.now)
    filters = ListFilter(request.GET, policy)
    lines = case_list(request.viewer, request.now, filters.wanted())
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    rows = [shown(policy, line) for line in page]
    seen = {"filters": filters, "page": page, "rows": rows, "count": len(lines), "section": "cases"}
    with timezone.override(policy.organisation.time_zone):
        return render(request, "desk/cases.html", seen | {"narrowed": bool(request.GET)})


@require_safe
@for_desk
def cases_csv(request: HouseRequest) -> HttpResponse:
    """Give the same lines as a table for a spreadsheet."""
    policy = policy_in_force(request.now)
    lines = case_list(request.viewer, request.now, ListFilter(request.GET, policy).wanted())
    table = csv_bytes([str(name) for name in COLUMNS], [_cells(policy, line) for line in lines])
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    return to_keep(answer, "cases.csv")


def shown(policy: Policy, line: CaseLine) -> dict[str, Any]:
    """Give a line with its codes in words."""
    next_limit = line.next_limit
    return {
        "line": line,
        "band": policy.band_name(line.band).in_(language(), policy.language) if line.band in policy.bands else "",
        "stage": word(STAGES, line.stage),
        "outcome": word(ENDINGS, line.outcome) if line.outcome else "",
        "clock": Clock(next_limit.start, next_limit.aim, next_limit.limit, paused=next_limit.paused)
        if next_limit
        else None,
        "duty": _duty(policy, next_limit.rule) if next_limit else "",
    }


def _duty(policy: Policy, rule: str) -> str:
    return next((one.name.in_(language(), policy.language) for one in policy.owed if one.id == rule), rule)


def _cells(policy: Policy, line: CaseLine) -> list[str]:
    row, limit = shown(policy, line), line.next_limit
    instants = [line.opened_at, limit.limit if limit else None, line.finder_date, line.closed_at]
    opened_at, due, finder, closed_at = (at.isoformat() if at else "" for at in instants)
    score = str(line.score) if line.score is not None else ""
    return [
        line.number,
        line.title,
        row["band"],
        score,
        row["stage"],
        opened_at,
        line.opened_by,
        due,
        row["duty"],
        finder,
        closed_at,
        row["outcome"],
        " ".join(line.others),
        line.drill,
    ]
