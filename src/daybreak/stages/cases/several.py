"""What tells several vulnerabilities of one case apart, wherever something is said of one of them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from daybreak.records.models import Vulnerability
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Collection


def names_apart(cases: Collection[object], *, titles: bool) -> dict[str, str]:
    """Name each vulnerability by key, of those cases (by key) that have several; one alone needs no name.

    The CVE ID, else the title; where `titles` are not to be opened, or are erased, its place in the case.
    """
    found: dict[object, list[Vulnerability]] = defaultdict(list)
    rows = Vulnerability.objects.filter(case__in=cases).select_related("data_key").order_by("added_at", "id")
    for row in rows:
        found[row.case_id].append(row)
    return {
        str(row.id): row.cve_id or _title(row, titles=titles) or _("Vulnerability %(number)s") % {"number": place}
        for several in found.values()
        if len(several) > 1
        for place, row in enumerate(several, start=1)
    }


def told_of(product: str, vulnerability: str | None) -> str:
    """Name a product, and of which vulnerability where there are several."""
    return (
        _("%(product)s, %(vulnerability)s") % {"product": product, "vulnerability": vulnerability}
        if vulnerability
        else product
    )


def _title(row: Vulnerability, *, titles: bool) -> str:
    return open_text(row, "title_sealed") if titles and row.data_key.destroyed_at is None else ""
