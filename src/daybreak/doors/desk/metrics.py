"""The metrics page: how the work goes in the cases one may see, drawn, as tables, and for a spreadsheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.doing import UNPROCESSABLE
from daybreak.doors.desk.metrics_period import PeriodForm
from daybreak.doors.desk.metrics_words import VERDICTS, charts
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.program.versions import policy_in_force
from daybreak.stages.cases.figures import figures

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest


@require_safe
@for_desk
@in_house_time
def metrics(request: HouseRequest) -> HttpResponse:
    """Show the figures of a period."""
    policy = policy_in_force(request.now)
    form = PeriodForm(request.GET, now=request.now, zone=policy.organisation.time_zone)
    if not form.is_valid():
        return render(request, "desk/metrics.html", {"form": form, "section": "metrics"}, status=UNPROCESSABLE)
    found = figures(request.viewer, request.now, form.wanted())
    tallies = [(count, str(VERDICTS[verdict])) for verdict, count in found.total().items()]
    seen = {"form": form, "tallies": tallies, "charts": charts(found, policy), "section": "metrics"}
    return render(request, "desk/metrics.html", seen | {"period": form.words})


@require_safe
@for_desk
@in_house_time
def metrics_csv(request: HouseRequest) -> HttpResponse:
    """Give the same figures one in a line, for a spreadsheet; times in hours."""
    policy = policy_in_force(request.now)
    form = PeriodForm(request.GET, now=request.now, zone=policy.organisation.time_zone)
    if not form.is_valid():
        words = form.errors.as_text()
        return HttpResponse(words, status=UNPROCESSABLE, content_type="text/plain; charset=utf-8")
    drawn = charts(figures(request.viewer, request.now, form.wanted()), policy)
    heads = (_("Figures"), _("Of what"), _("Severity or outcome"), _("Measure"), _("Figure (times in hours)"))
    table = csv_bytes(heads, (row for chart in drawn for row in chart.rows()))
    answer = HttpResponse(table, content_type="text/csv; charset=utf-8")
    return to_keep(answer, "metrics.csv")
