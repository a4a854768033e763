"""Pages of a list whose lines are opened one page at a time: only the page's place is known before the query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.paginator import Page, Paginator
from django.http import HttpResponseRedirect

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import QueryDict

FURTHEST = 10_000


def page_number(query: Mapping[str, str]) -> int:
    """Read `?page=`, from 1; anything that is no page counts as the first."""
    asked = query.get("page", "1")
    sane = asked.isascii() and asked.isdigit() and len(asked) <= len(str(FURTHEST))
    return min(max(int(asked), 1), FURTHEST) if sane else 1


def page_of(found: int, size: int, query: Mapping[str, str]) -> Page[int]:
    """Give the page that the design's `pages` tag links from, for `found` lines in all."""
    return Paginator(range(found), size).get_page(page_number(query))


def beyond(page: Page[int], query: QueryDict) -> HttpResponseRedirect | None:
    """Lead from a page that lies behind the last to the last: its lines were done since its address was read."""
    if page.number >= page_number(query):
        return None
    last = query.copy()
    last["page"] = str(page.number)
    return HttpResponseRedirect(f"?{last.urlencode()}")
