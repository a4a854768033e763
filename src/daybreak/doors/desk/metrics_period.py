"""The filter of the metrics: a year, a quarter, or days of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.metrics import period as periods
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.case_forms import DayField

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from daybreak.core.metrics.period import Period

QUARTERS, YEARS = 8, 3
"""So many are offered, that of today among them: they depend on the calendar alone, not on what there is to count."""


class PeriodForm(ChoosingForm):
    """What the figures are about; days that are filled in rule over the list."""

    period = forms.ChoiceField(label=gettext_lazy("Period"), required=False)
    first = DayField(label=gettext_lazy("From day"), required=False)
    last = DayField(label=gettext_lazy("To day"), required=False)

    def __init__(self, query: Mapping[str, str], *, now: datetime, zone: str) -> None:
        """Offer the latest years and quarters, as days go in the organisation's zone."""
        super().__init__(query)
        self.zone, today = zone, now.astimezone(zone_of(zone)).date()
        self.offer("period", _offered(today).items(), _("All time"))

    def clean(self) -> dict[str, Any]:
        """Refuse a first day after the last."""
        said = super().clean() or self.cleaned_data
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last day comes before the first. Write the same day or a later one."))
        return said

    def wanted(self) -> Period:
        """Give the period of a valid form."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        if first or last:
            return periods.days(first, last, self.zone)
        key = self.cleaned_data["period"]
        if not key:
            return periods.ALWAYS
        year, _sign, number = key.partition("-Q")
        return periods.quarter(int(year), int(number), self.zone) if number else periods.year(int(year), self.zone)

    @property
    def words(self) -> str:
        """Say what the figures are about."""
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        if first or last:
            return _("%(first)s to %(last)s") % {"first": first or "…", "last": last or "…"}
        return str(self.offered("period")[self.cleaned_data["period"]])


def _offered(today: date) -> dict[str, str]:
    years = {str(today.year - back): str(today.year - back) for back in range(YEARS)}
    quarters = {
        f"{year}-Q{number}": _("Quarter %(number)s of %(year)s") % {"number": number, "year": year}
        for year, number in periods.quarters_back(today, QUARTERS)
    }
    return years | quarters
