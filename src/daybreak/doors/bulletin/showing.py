"""What the bulletin's first page needs beside its lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.paginator import Paginator

from daybreak.stages.publication.queries import PER_PAGE

if TYPE_CHECKING:
    from daybreak.doors.bulletin.forms import SearchForm
    from daybreak.stages.publication.queries import Found, Wanted


def home_context(form: SearchForm, wanted: Wanted, found: Found) -> dict[str, Any]:
    """Give the context of the first page: lines, their count, the page's place, and whether anything was looked for."""
    return {
        "form": form,
        "lines": found.lines,
        "count": found.count,
        "page": Paginator(range(found.count), PER_PAGE).get_page(wanted.page),
        "filtered": bool(wanted.text or wanted.product or wanted.severity),
        "section": "advisories",
    }
