"""Components of others in our products: the list, one with its evaluation, suppliers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.component_offers import on_component, on_list, on_supplier, on_suppliers, whose_turn
from daybreak.doors.desk.offers import failed, take
from daybreak.doors.desk.supply_words import LOOKS, STATES, VERDICTS, kind_words
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.doors.responses import see_other
from daybreak.products.component_list import component_lines, component_page, supplier_lines, supplier_page
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.products.component_list import ComponentLine

PER_PAGE = 100


class ComponentFilter(forms.Form):
    """What to look for."""

    q = forms.CharField(
        label=gettext_lazy("Name, version or supplier"),
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"), required=False, choices=[("", gettext_lazy("All")), *STATES.items()]
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def components(request: HouseRequest) -> HttpResponse:
    """List components; POST registers one."""
    policy, offers = policy_in_force(request.now), on_list(request)
    status = take(request, offers)
    if not status:
        return see_other("desk:components")
    seen = {"offers": offers, "failed": failed(offers), "section": "products"} | _listed(request, policy)
    return render(request, "desk/components.html", seen, status=status)


def _listed(request: HouseRequest, policy: Policy) -> dict[str, Any]:
    filters, lines = _asked(request)
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    return {
        "filters": filters,
        "page": page,
        "rows": [shown(policy, line) for line in page],
        "count": len(lines),
        "narrowed": bool(request.GET.get("q") or request.GET.get("state")),
    }


def _asked(request: HouseRequest) -> tuple[ComponentFilter, tuple[ComponentLine, ...]]:
    filters = ComponentFilter(request.GET)
    filters.is_valid()
    words, state = filters.cleaned_data.get("q", ""), filters.cleaned_data.get("state", "")
    return filters, component_lines(request.viewer, request.now, words, state)


@require_safe
@for_desk
def components_csv(request: HouseRequest) -> HttpResponse:
    """Give the same lines as a table."""
    _filters, lines = _asked(request)
    body = _table(policy_in_force(request.now), lines)
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    return to_keep(answer, "components.csv")


def _table(policy: Policy, lines: tuple[ComponentLine, ...]) -> bytes:
    own = (_("Name"), _("Version"), _("Kind"), _("Licence"))
    head = (*own, _("Supplier"), _("Inside"), _("State"), _("Releases"), "purl")
    rows = (
        [
            *(one.name, one.version, kind_words(policy, one.kind), one.licence, one.supplier, one.inside),
            *(str(STATES[one.state]), " ".join(one.releases), one.purl),
        ]
        for one in lines
    )
    return csv_bytes(head, rows)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def component(request: HouseRequest, key: str) -> HttpResponse:
    """Show one component; POST evaluates, approves or refuses it."""
    page = component_page(request.viewer, request.now, key)
    if page is None:
        raise Http404
    offers = on_component(request, key, page)
    status = take(request, offers)
    if not status:
        return see_other("desk:component", key)
    policy = policy_in_force(request.now)
    judged = [{"one": one, "verdict": VERDICTS.get(one.verdict, one.verdict)} for one in page.judged]
    seen = shown(policy, page.line) | {"page": page, "judged": judged, "offers": offers, "failed": failed(offers)}
    seen |= {"whose_turn": whose_turn(request, page), "section": "products"}
    return render(request, "desk/component.html", seen, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def suppliers(request: HouseRequest) -> HttpResponse:
    """List suppliers; POST registers one."""
    offers = on_suppliers(request)
    status = take(request, offers)
    if not status:
        return see_other("desk:suppliers")
    lines = supplier_lines(request.viewer, request.now)
    seen = {"lines": lines, "offers": offers, "failed": failed(offers), "section": "products"}
    return render(request, "desk/suppliers.html", seen, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def supplier(request: HouseRequest, key: str) -> HttpResponse:
    """Show one supplier with what it supplies; POST changes how it is reached."""
    page = supplier_page(request.viewer, request.now, key)
    if page is None:
        raise Http404
    offers = on_supplier(request, page)
    status = take(request, offers)
    if not status:
        return see_other("desk:supplier", key)
    policy = policy_in_force(request.now)
    seen = {"page": page, "offers": offers, "failed": failed(offers), "section": "products"}
    spoken = dict(settings.LANGUAGES).get(page.line.language, page.line.language)
    seen |= {"rows": [shown(policy, line) for line in page.components], "language": spoken}
    return render(request, "desk/supplier.html", seen, status=status)


def shown(policy: Policy, line: ComponentLine) -> dict[str, Any]:
    """Give a component with its codes in words."""
    return {
        "line": line,
        "kind": kind_words(policy, line.kind),
        "state": STATES[line.state],
        "look": LOOKS[line.state],
        "releases": [(name, *name.split(":", 1)) for name in line.releases],
    }
