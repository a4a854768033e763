"""The catalogue: every product with its releases, and registering a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.core.verdict import Refusal
from daybreak.design.speech import language
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_forms import DayField
from daybreak.doors.desk.catalogue import RELEASE_HINT, register
from daybreak.doors.refusals import spoken
from daybreak.products.queries import catalogue, product_named
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.products.queries import ProductLine

PER_PAGE = 50
INVALID, REFUSED, SEE_OTHER = 422, 409, 303


class CatalogueFilter(forms.Form):
    """What to look for."""

    q = forms.CharField(
        label=_("Product or version"), required=False, max_length=100, widget=forms.TextInput(attrs={"type": "search"})
    )


class ReleaseForm(forms.Form):
    """A release that the catalogue does not know yet."""

    version = forms.CharField(label=_("Version"), max_length=64, help_text=RELEASE_HINT)
    released_on = DayField(label=_("Released on"), required=False)


@require_safe
@for_desk
def products(request: HouseRequest) -> HttpResponse:
    """List the catalogue."""
    policy, filters = policy_in_force(request.now), CatalogueFilter(request.GET)
    filters.is_valid()
    lines = catalogue(request.now, filters.cleaned_data.get("q", ""))
    page = Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))
    rows = [_shown(policy, line) for line in page]
    seen = {"filters": filters, "page": page, "rows": rows, "count": len(lines), "narrowed": bool(request.GET.get("q"))}
    seen |= {"divided": bool(policy.organisation.divisions), "section": "products"}
    return render(request, "desk/products.html", seen)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
def product(request: HouseRequest, key: str) -> HttpResponse:
    """Show one product with its releases; POST registers a release."""
    line = product_named(request.now, key)
    if line is None:
        raise Http404
    form = ReleaseForm(request.POST if request.method == "POST" else None)
    status = _registered(request, line, form) if form.is_bound else 200
    if status == SEE_OTHER:
        messages.success(request, gettext("The release is in the catalogue."))
        return HttpResponse(status=status, headers={"Location": reverse("desk:product", args=[key])})
    policy = policy_in_force(request.now)
    with timezone.override(policy.organisation.time_zone):
        seen = _shown(policy, line) | {"form": form, "section": "products"}
        return render(request, "desk/products_one.html", seen, status=status)


def _registered(request: HouseRequest, line: ProductLine, form: ReleaseForm) -> int:
    """Register what was sent; give the status to answer with."""
    if not form.is_valid():
        return INVALID
    try:
        register(request.viewer.actor, request.now, line.key, form.cleaned_data)
    except Refusal as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, spoken(refusal))
        return REFUSED
    return SEE_OTHER


def _shown(policy: Policy, line: ProductLine) -> dict[str, Any]:
    """Give a product with its codes in words."""
    divisions = policy.organisation.divisions
    tongue, first = language(), policy.language
    return {
        "line": line,
        "newest": next((release for release in line.releases if release.out), None),
        "name": line.name.in_(tongue, first),
        "surface": policy.surfaces[line.surface].in_(tongue, first)
        if line.surface in policy.surfaces
        else line.surface,
        "division": divisions[line.division].name.in_(tongue, first) if line.division in divisions else line.division,
    }
