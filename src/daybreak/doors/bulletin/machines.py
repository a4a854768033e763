"""The bulletin for machines, and the way from `/` to a reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language_from_request, override
from django.views.decorators.http import require_safe

from daybreak.doors.audience import for_public
from daybreak.doors.bulletin import pages
from daybreak.doors.bulletin.serving import by_language, openly, served
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.keys import keys_published
from daybreak.stages.publication import machine
from daybreak.stages.publication.queries import public_file
from daybreak.stages.publication.vex import vex_file

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest

JSON = "application/json"
ROBOTS = "User-agent: *\nDisallow: /desk/\nDisallow: /accounts/\nDisallow: /api/\nDisallow: /*/box\n"


def _policy_language(request: HouseRequest) -> str:
    return policy_in_force(request.now).language


@require_safe
@for_public
def to_language(request: HouseRequest) -> HttpResponse:
    """Send a reader to the bulletin in the best of their languages."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("bulletin:home"))
    response.headers["Cache-Control"] = "no-cache"
    return by_language(response)


@require_safe
@for_public
def robots(request: HouseRequest) -> HttpResponse:
    """Keep crawlers to what is public."""
    return served(request, ROBOTS.encode(), "text/plain; charset=utf-8", lasting=True)


@require_safe
@for_public
@openly
def feed(request: HouseRequest) -> HttpResponse:
    """Give the Atom feed in the policy's first language."""
    with override(_policy_language(request)):
        response: HttpResponse = pages.feed(request)
    return response


@require_safe
@for_public
@openly
def security_txt(request: HouseRequest) -> HttpResponse:
    """Say where to report (RFC 9116)."""
    language = _policy_language(request)
    with override(language):
        body = machine.security_txt(request.now, reverse("portal:report"), language)
    if body is None:
        raise Http404
    return served(request, body, "text/plain; charset=utf-8", lasting=True)


@require_safe
@for_public
@openly
def provider(request: HouseRequest) -> HttpResponse:
    """Describe ourselves as a CSAF provider."""
    return served(request, machine.csaf_provider(request.now), JSON)


@require_safe
@for_public
@openly
def index(request: HouseRequest) -> HttpResponse:
    """List the CSAF documents."""
    return served(request, machine.csaf_index(request.now), "text/plain; charset=utf-8")


@require_safe
@for_public
@openly
def changes(request: HouseRequest) -> HttpResponse:
    """List the CSAF documents with their current release."""
    return served(request, machine.csaf_changes(request.now), "text/csv; charset=utf-8")


@require_safe
@for_public
@openly
def document(request: HouseRequest, year: str, name: str) -> HttpResponse:
    """Give a CSAF document."""
    path = f"csaf/white/{year}/{name}"
    found = public_file(request.now, path) or vex_file(request.now, path)
    if found is None:
        raise Http404
    return served(request, found.body, found.media_type, lasting=True)


@require_safe
@for_public
@openly
def public_key(request: HouseRequest, fingerprint: str) -> HttpResponse:
    """Give an OpenPGP public key that was published, old ones too (B7)."""
    found = next((key for key in keys_published(request.now) if key.fingerprint == fingerprint.upper()), None)
    if found is None:
        raise Http404
    return served(request, found.armored.encode(), "application/pgp-keys")
