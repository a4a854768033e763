"""The bulletin's pages for people: home, advisory, CVE, policy, thanks, CSAF, feed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from daybreak.design import speech
from daybreak.doors.audience import for_public
from daybreak.doors.bulletin.forms import SearchForm
from daybreak.doors.bulletin.serving import kept_page, openly, page, served
from daybreak.doors.bulletin.showing import home_context
from daybreak.program.versions import policy_in_force
from daybreak.stages.publication import machine, queries
from daybreak.stages.publication.answers import answered_cves, any_answered, public_answer
from daybreak.stages.publication.component_lists import any_component_list
from daybreak.stages.publication.cve_page import cve_page
from daybreak.stages.publication.early import answers_early
from daybreak.stages.publication.page import page_of
from daybreak.stages.publication.policy_page import policy_page
from daybreak.stages.publication.policy_versions import versions_so_far
from daybreak.stages.publication.subscribing import by_mail
from daybreak.stages.publication.vex import vex_documents

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest


@require_safe
@for_public
@openly
def home(request: HouseRequest) -> HttpResponse:
    """List the latest advisories, by words, product and severity."""
    policy = policy_in_force(request.now)
    form = SearchForm(policy, queries.public_products(request.now), speech.language(), request.GET)
    wanted = form.wanted()
    found = queries.public_advisories(request.now, wanted)
    early = "" if found.count else answers_early(request.now, wanted.text)
    more = {"early": early, "answered": any_answered(request.now), "lists": any_component_list(request.now)}
    more["by_mail"] = by_mail(request.now)
    return page(request, "home", home_context(form, wanted, found) | more)


@require_safe
@for_public
@openly
def advisory(request: HouseRequest, number: str) -> HttpResponse:
    """Show an advisory."""
    state = queries.state_of_page(request.now, number)
    if not state:
        return _early(request, number)

    def context() -> dict[str, Any]:
        public = queries.public_advisory(request.now, number)
        if public is None:
            raise Http404
        shown, documents = page_of(public, speech.language()), machine.documents_of(public)
        return {"shown": shown, "documents": documents, "section": "advisories"}

    return kept_page(request, "advisory", state, context)


def _early(request: HouseRequest, number: str) -> HttpResponse:
    """Answer for a number that a release note has named; nobody keeps a copy, for the advisory follows (A9b)."""
    named = answers_early(request.now, number)
    if not named:
        raise Http404
    return page(request, "early", {"number": named, "section": "advisories"})


@require_safe
@for_public
@openly
def cve(request: HouseRequest, cve: str) -> HttpResponse:
    """Say whether and how products are affected by a CVE (C9)."""
    told, answer = queries.public_cve(request.now, cve), public_answer(request.now, cve)
    if not told and answer is None:
        raise Http404
    first = policy_in_force(request.now).language
    shown = cve_page(told, cve, speech.language(), answer, first)
    seen = {"shown": shown, "first": first, "section": "advisories", "vex": vex_documents(request.now, cve)}
    return page(request, "cve", seen, lasting=True)


@require_safe
@for_public
@openly
def cves(request: HouseRequest) -> HttpResponse:
    """List the CVE IDs we have answered about without an advisory."""
    told = answered_cves(request.now)
    if not told:
        raise Http404
    return page(request, "cves", {"told": told, "section": "advisories"})


@require_safe
@for_public
@openly
def policy(request: HouseRequest) -> HttpResponse:
    """Show the policy in force (B11)."""
    shown, so_far = policy_page(request.now, speech.language()), versions_so_far(request.now)
    return page(request, "policy", {"shown": shown, "versions": so_far, "section": "policy"}, lasting=True)


@require_safe
@for_public
@openly
def thanks(request: HouseRequest) -> HttpResponse:
    """Thank finders by name, with their permission (A11)."""
    return page(request, "thanks", {"told": queries.thanks(request.now), "section": "thanks"})


@require_safe
@for_public
@openly
def csaf(request: HouseRequest) -> HttpResponse:
    """Say where machines find the advisories."""
    documents = (*machine.documents(request.now), *vex_documents(request.now))
    return page(request, "csaf", {"documents": documents, "section": "csaf"})


@require_safe
@for_public
@openly
def feed(request: HouseRequest) -> HttpResponse:
    """Give the Atom feed of this language."""
    ours = policy_in_force(request.now)
    name = ours.organisation.name.in_(speech.language(), ours.language)
    body = machine.feed(
        request.now, speech.language(), _("%(organisation)s: security advisories") % {"organisation": name}
    )
    return served(request, body, "application/atom+xml; charset=utf-8")
