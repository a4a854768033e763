"""The lists of third-party components in the bulletin: per release, for people and as CSV (C4b)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.doors.audience import for_public
from daybreak.doors.bulletin.serving import openly, page, served
from daybreak.doors.downloads import to_keep
from daybreak.program.versions import policy_in_force
from daybreak.stages.publication.component_lists import component_lists

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.publication.component_lists import ReleaseList

COLUMNS: dict[str, Any] = {
    "name": gettext_lazy("Component"),
    "version": gettext_lazy("Version"),
    "licence": gettext_lazy("Licence"),
    "supplier": gettext_lazy("Supplier"),
}


@require_safe
@for_public
@openly
def lists(request: HouseRequest) -> HttpResponse:
    """List the releases whose components are published."""
    found = component_lists(request.now)
    if not found:
        raise Http404
    first = policy_in_force(request.now).language
    return page(request, "components", {"lists": found, "first": first, "section": "policy"})


@require_safe
@for_public
@openly
def of_release(request: HouseRequest, product: str, release: str) -> HttpResponse:
    """Show the components of one release."""
    found = _one(request, product, release)
    rows = [[(COLUMNS[name], getattr(one, name)) for name in found.fields] for one in found.components]
    first = policy_in_force(request.now).language
    seen = {"found": found, "rows": rows, "columns": [COLUMNS[name] for name in found.fields], "first": first}
    return page(request, "components_of", seen | {"section": "policy"}, lasting=True)


@require_safe
@for_public
@openly
def as_csv(request: HouseRequest, product: str, release: str) -> HttpResponse:
    """Give the same list as a table."""
    found = _one(request, product, release)
    head = [_("Product id"), *(str(COLUMNS[name]) for name in found.fields)]
    name = f"{found.product}:{found.release}"
    rows = [[name, *(getattr(one, field) for field in found.fields)] for one in found.components]
    answer = served(request, csv_bytes(head, rows), "text/csv; charset=utf-8")
    return to_keep(answer, "components.csv")


def _one(request: HouseRequest, product: str, release: str) -> ReleaseList:
    found = component_lists(request.now, product, release)
    if not found:
        raise Http404
    return found[0]
