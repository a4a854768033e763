"""One release: its gates with what was kept at them, its list of components, and letting it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.doors.audience import for_desk
from daybreak.doors.desk.components_page import shown
from daybreak.doors.desk.offers import failed, take
from daybreak.doors.desk.release_offers import Work
from daybreak.doors.desk.supply_words import GATE_LOOKS, GATES, KEPT, release_kind, role_words
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.downloads import to_keep
from daybreak.doors.refusals import said
from daybreak.doors.responses import see_other
from daybreak.products.release_page import release_page, release_row, result_of
from daybreak.program.versions import policy_in_force

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.offers import Offer
    from daybreak.products.release_page import GateLine


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def release(request: HouseRequest, key: str, release: str) -> HttpResponse:
    """Show one release; POST does one deed about it."""
    page = release_page(request.viewer, request.now, key, release)
    if page is None:
        raise Http404
    work, policy = Work(request, page), policy_in_force(request.now)
    gates = [(line, work.gate(line)) for line in page.gates]
    contents, removals, going_out = work.contents(), work.removals(), work.going_out()
    every = [*(offer for _, offers in gates for offer in offers), *contents, *removals.values(), *going_out]
    status = take(request, every)
    if not status:
        return see_other("desk:product_release", key, release)
    seen = {"page": page, "gates": [_gate(policy, *one) for one in gates], "contents": contents, "going_out": going_out}
    seen |= _words(policy, page, removals) | {"failed": failed(every), "section": "products"}
    return render(request, "desk/release.html", seen, status=status)


@require_safe
@for_desk
def result(request: HouseRequest, key: str, release: str, record: str) -> HttpResponseBase:
    """Give a kept result, byte for byte."""
    row = release_row(key, release)
    found = result_of(request.viewer, request.now, row, record) if row else None
    if found is None:
        raise Http404
    answer = StreamingHttpResponse(found.chunks, content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(found.size)
    return to_keep(answer, found.name)


def _words(policy: Policy, page: Any, removals: dict[str, Offer]) -> dict[str, Any]:
    return {
        "kind": release_kind(page.kind) if policy.releases else "",
        "rows": [shown(policy, line) | {"off": removals[line.key]} for line in page.components],
        "why_not": said(page.why_not) if page.why_not else "",
        "lists": policy.components is not None,
    }


def _gate(policy: Policy, line: GateLine, offers: list[Offer]) -> dict[str, Any]:
    gate, state = line.standing.gate, line.standing.state
    return {
        "line": line,
        "gate": gate,
        "state": GATES[state],
        "look": GATE_LOOKS[state],
        "owner": role_words(policy, (gate.owner,)),
        "evidence": (gate.evidence or "").replace("_", " "),
        "who": role_words(policy, gate.who),
        "kept": [{"one": one, "what": KEPT[one.what]} for one in line.kept],
        "why_not": said(line.why_not_signed) if line.why_not_signed else "",
        "offers": offers,
    }
