"""The products tab: every product and release by every vulnerability; stating, and registering a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_deeds import CaseDeed, Tab, road_to, step
from daybreak.doors.desk.case_forms import DayField, DeedForm, prose_field
from daybreak.doors.desk.case_words import JUSTIFICATIONS, STATUS_LOOKS, STATUSES, word
from daybreak.doors.desk.catalogue import RELEASE_HINT, register
from daybreak.products.queries import catalogue
from daybreak.stages.cases.affected import product_rows, state_affects
from daybreak.stages.cases.queries import vulnerability_of
from daybreak.stages.cases.vulnerabilities import Status
from daybreak.stages.cases.vulnerability_page import vulnerabilities

if TYPE_CHECKING:
    from collections.abc import Mapping

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.affected import ProductRow, Stated
    from daybreak.stages.cases.vulnerability_page import VulnerabilityView

NAME = "case_products"
FEW = 40
"""Catalogues up to this many rows are shown whole at first; larger ones by what is stated, or what is looked for."""
Values = dict[str, Any]


class StateForm(DeedForm):
    """What is stated, of which products, for which vulnerability; `target` is `vulnerability|row key`."""

    vulnerability = forms.ChoiceField(label=_("Vulnerability"))
    rows = forms.MultipleChoiceField(
        label=_("Products and releases"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A product without a version means the product as a whole."),
    )
    status = forms.ChoiceField(label=_("Status"), widget=forms.RadioSelect, choices=tuple(STATUSES.items()))
    justification = forms.ChoiceField(
        label=_("Why it is not affected"),
        required=False,
        choices=(("", _("Only where it is not affected")), *JUSTIFICATIONS.items()),
        help_text=_("This stands in public later."),
    )
    note = prose_field(_("Note"), required=False)

    def known(self) -> dict[str, Any]:
        """Start from the cell that was chosen."""
        setting = self.setting
        vulnerability, _bar, row_key = self.target.partition("|")
        rows = product_rows(setting.viewer, setting.now, setting.number)
        cell = next((row.cells.get(vulnerability) for row in rows if row.key == row_key), None)
        stands = {"status": cell.status, "justification": cell.justification, "note": cell.note} if cell else {}
        return {"vulnerability": vulnerability, "rows": [row_key], **stands}

    def prepare(self) -> None:
        """Offer the case's vulnerabilities and the catalogue."""
        setting = self.setting
        views = vulnerabilities(setting.viewer, setting.now, setting.number)
        rows = product_rows(setting.viewer, setting.now, setting.number)
        self.offer("vulnerability", [(view.key, view.cve or view.title) for view in views])
        self.offer("rows", [(row.key, row_words(setting, row)) for row in rows])


class ReleaseForm(DeedForm):
    """A release that the catalogue does not know yet."""

    product = forms.ChoiceField(label=_("Product"))
    version = forms.CharField(label=_("Version"), max_length=64, help_text=RELEASE_HINT)
    released_on = DayField(label=_("Released on"), required=False)

    def prepare(self) -> None:
        """Offer the catalogue."""
        setting = self.setting
        self.offer("product", [(line.key, setting.said(line.name)) for line in catalogue(setting.now)])


def _state(setting: Setting, _target: str, values: Values) -> None:
    row = vulnerability_of(setting.case, values["vulnerability"])
    stated = Status(values["status"], values["justification"], values["note"])
    state_affects(actor=setting.actor, now=setting.now, vulnerability=row, rows=values["rows"], stated=stated)


def _release(setting: Setting, _target: str, values: Values) -> None:
    register(setting.actor, setting.now, values["product"], values)


DEEDS: dict[str, CaseDeed] = {
    "state": CaseDeed(_("State products"), _state, StateForm, _("Stated; the duties follow.")),
    "release": CaseDeed(_("Register a release"), _release, ReleaseForm, _("The release is in the catalogue.")),
}
"""What can be done on this tab, by the name its form sends."""


class RowFilter(forms.Form):
    """Which rows of the table to show."""

    q = forms.CharField(
        label=_("Product"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )
    show = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=(("", _("What matters")), ("stated", _("Stated only")), ("all", _("The whole catalogue"))),
    )


def read(setting: Setting, query: Mapping[str, str]) -> dict[str, Any]:
    """Give the table of products and releases by vulnerability."""
    views = vulnerabilities(setting.viewer, setting.now, setting.number)
    every = product_rows(setting.viewer, setting.now, setting.number)
    filters = RowFilter(query)
    filters.is_valid()
    rows = [row for row in every if _fits(setting, row, filters.cleaned_data, few=len(every) <= FEW)]
    return {
        "views": views,
        "rows": [_shown(setting, row, views) for row in rows],
        "divisions": setting.policy.organisation.divisions,
        "catalogue_size": len(every),
        "filters": filters,
        "steps": [step(setting, NAME, (name, deed)) for name, deed in DEEDS.items()],
    }


def _fits(setting: Setting, row: ProductRow, wanted: Mapping[str, str], *, few: bool) -> bool:
    words = wanted.get("q", "").casefold().split()
    if words:
        heard = f"{row.key} {setting.said(row.name)} {row.version} {setting.division(row.division)}".casefold()
        return all(word in heard for word in words)
    return bool(row.cells) or wanted.get("show") == "all" or (few and not wanted.get("show"))


def row_words(setting: Setting, row: ProductRow) -> str:
    """Name a row: product and version, or the product as a whole."""
    name = setting.said(row.name)
    return f"{name} {row.version}" if row.version else f"{name} ({_('as a whole')})"


def _shown(setting: Setting, row: ProductRow, views: tuple[VulnerabilityView, ...]) -> dict[str, Any]:
    return {
        "row": row,
        "name": setting.said(row.name),
        "surface": setting.surface(row.surface),
        "division": setting.division(row.division),
        "cells": [_cell(setting, row, view) for view in views],
    }


def _cell(setting: Setting, row: ProductRow, view: VulnerabilityView) -> dict[str, Any]:
    stated: Stated | None = row.cells.get(view.key)
    look, shape = STATUS_LOOKS.get(stated.status, ("", "")) if stated else ("", "")
    return {
        "stated": stated,
        "label": view.cve or view.title,
        "word": word(STATUSES, stated.status) if stated else "",
        "look": look,
        "shape": shape,
        "why": word(JUSTIFICATIONS, stated.justification) if stated and stated.justification else "",
        "road": "" if setting.case.closed_at else road_to(setting, NAME, "state", f"{view.key}|{row.key}"),
    }


TAB = Tab(NAME, _("Products"), "desk/case/products.html", read, DEEDS)
