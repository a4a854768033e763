"""How the bulletin answers: bytes with an ETag of themselves, a short life in caches, one way to say "nothing"."""

from __future__ import annotations

import hashlib
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.utils.http import quote_etag
from django.views.defaults import page_not_found

from daybreak.stages.publication.kept import Kept
from daybreak.stages.publication.truth import GoneMeanwhile

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.audience import HouseRequest

    View = Callable[..., HttpResponse]

_pages: Kept[bytes] = Kept(500)
SECONDS = 60
"""How long a copy of what stands may be shown without asking; lists are asked for each time."""


def openly(view: View) -> View:
    """Answer with 404, never cached, for all that is not public; 503 while no policy is in force. Below `@for_public`.

    A reader's session is never asked for.
    """

    @wraps(view)
    def answered(request: HouseRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.version is None:
            return _uncached(render(request, "bulletin/not_yet.html", status=503))
        try:
            return view(request, *args, **kwargs)
        except (Http404, GoneMeanwhile):
            return _uncached(page_not_found(request, Http404()))

    return answered


def _uncached(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    return response


def page(request: HouseRequest, template: str, context: dict[str, Any], *, lasting: bool = False) -> HttpResponse:
    """Answer with a page; `lasting` for what stands at one address, else it is asked for anew each time."""
    html = render_to_string(f"bulletin/{template}.html", context, request)
    return served(request, html.encode(), "text/html; charset=utf-8", lasting=lasting)


def kept_page(
    request: HouseRequest, template: str, state: tuple[object, ...], context: Callable[[], dict[str, Any]]
) -> HttpResponse:
    """Answer with a lasting page, made once from `state`: all that it follows from beside its address and the policy.

    What is public is asked anew for each reader; only the bytes made from the same answer are used again.
    """

    def made() -> bytes:
        return render_to_string(f"bulletin/{template}.html", context(), request).encode()

    known = (request.path, request.version.sha256 if request.version else "", settings.BASE_URL, *state)
    body = made() if request.GET else _pages.give(known, made)
    return served(request, body, "text/html; charset=utf-8", lasting=True)


def served(request: HouseRequest, body: bytes, media_type: str, *, lasting: bool = False) -> HttpResponse:
    """Answer with bytes, or 304 for a reader who has these already; the ETag is the bytes' own SHA-256."""
    etag = quote_etag(hashlib.sha256(body).hexdigest())
    fresh = HttpResponse(body, content_type=media_type)
    response = get_conditional_response(request, etag=etag, response=fresh) or fresh
    response.headers["ETag"] = etag
    if lasting:
        patch_cache_control(response, public=True, max_age=SECONDS)
    else:
        patch_cache_control(response, public=True, no_cache=True)
    return response


def by_language(response: HttpResponse) -> HttpResponse:
    """Tell caches that the answer depends on the reader's languages."""
    patch_vary_headers(response, ["Accept-Language"])
    return response
