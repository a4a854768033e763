"""Answers that every door for people gives: on to another page after a deed, too many attempts, kept by nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class SeeOther(HttpResponseRedirect):
    """After a deed: go and look (303), so that reloading does not do it again."""

    status_code = 303


def see_other(view: str, *places: object, part: str = "") -> SeeOther:
    """Send the reader to a page, for example `see_other("desk:report", number, part="answer")`."""
    road = reverse(view, args=places)
    return SeeOther(f"{road}#{part}" if part else road)


def too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    """Say that there were too many attempts, and after how many seconds to try again."""
    response = render(request, "429.html", status=429)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def unstored(response: HttpResponse) -> HttpResponse:
    """Let no cache keep a page with a form, and tell its address to nobody else.

    Under "no-referrer" browsers send "Origin: null" with a form, which the check against forgery must refuse.
    """
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "same-origin"
    return response
