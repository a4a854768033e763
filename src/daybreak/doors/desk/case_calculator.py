"""The CVSS calculator: radio buttons, no script; it shows score and band before anything is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from daybreak.core.severity.cvss import read_vector, vector_from_choices
from daybreak.core.severity.metrics import metrics
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_deeds import Panel
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.case_tabs import TABS, frame
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.stages.cases.queries import NotVisible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from django.http import HttpResponse

    from daybreak.core.severity.cvss import CvssVector
    from daybreak.core.severity.metrics import Group, Metric
    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.case_setting import Setting

VERSIONS = ("4.0", "3.1")
TAB = "case_vulnerabilities"


class CalculatorForm(forms.Form):
    """One question per base metric of a version of CVSS; ValueError for another version."""

    def __init__(self, version: str, language: str, data: Mapping[str, Any] | None, start: Mapping[str, str]) -> None:
        """Ask every metric in the order in which a vector is written."""
        super().__init__(data, initial=dict(start))
        self.version = version
        self.groups = metrics(version)
        for group in self.groups:
            for metric in group.metrics:
                self.fields[metric.code] = _field(metric, language)
        self.headed = [
            (group.name.spoken(language), [self[metric.code] for metric in group.metrics]) for group in self.groups
        ]

    def result(self) -> CvssVector | None:
        """Give the vector that was chosen; None while an answer is missing."""
        if not self.is_bound or not self.is_valid():
            return None
        return vector_from_choices(self.version, self.cleaned_data)


def _field(metric: Metric, language: str) -> forms.ChoiceField:
    choices = [
        (value.code, f"{value.name.spoken(language)} ({value.code}) — {value.meaning.spoken(language)}")
        for value in metric.values
    ]
    return forms.ChoiceField(
        label=f"{metric.name.spoken(language)} ({metric.code})",
        help_text=metric.question.spoken(language),
        widget=forms.RadioSelect,
        choices=choices,
        error_messages={"required": _("Choose one.")},
    )


@require_safe
@for_desk
@noting_reads
def calculator(request: HouseRequest, number: str, key: UUID) -> HttpResponse:
    """Ask the metrics; once all are chosen, show score, band and the form that records them."""
    try:
        setting = setting_for(request, number)
        with timezone.override(setting.zone):
            opened(request, "case", setting.case.id)
            seen = frame(setting, TAB) | _calculated(setting, str(key), request.GET)
            return render(request, "desk/case/calculator.html", seen)
    except NotVisible:
        raise Http404 from None


def _calculated(setting: Setting, key: str, query: Mapping[str, str]) -> dict[str, Any]:
    version = query.get("version", "")
    version = version if version in VERSIONS else VERSIONS[0]
    record = _record(setting, key)
    sent = query if any(name in query for name in _codes(version)) else None
    form = CalculatorForm(version, setting.language, sent, _start(record.form.initial.get("vector", ""), version))
    result = form.result()
    if result is not None:
        record.form.initial["vector"] = result.vector
    return {
        "calculator": form,
        "versions": [(one, one == version) for one in VERSIONS],
        "result": result,
        "result_band": _band(setting, result),
        "panel": record if result else None,
        "form": form,
        "back": setting.road(TAB),
    }


def _record(setting: Setting, key: str) -> Panel:
    """Give the form that records a judgement of this vulnerability. Raises NotVisible."""
    deed = TABS[TAB].deeds["assess"]
    return Panel("assess", key, deed, deed.form(setting, key), setting.road(TAB))


def _band(setting: Setting, result: CvssVector | None) -> dict[str, str]:
    band = setting.policy.band_of(result.score) if result else ""
    return {"id": band, "name": setting.band(band) if band else ""}


def _codes(version: str) -> list[str]:
    groups: tuple[Group, ...] = metrics(version)
    return [metric.code for group in groups for metric in group.metrics]


def _start(vector: str, version: str) -> dict[str, str]:
    """Start from the judgement that stands, where it is of this version."""
    if not vector or read_vector(vector).version != version:
        return {}
    return dict(part.split(":", 1) for part in vector.split("/")[1:])
