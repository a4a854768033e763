"""The bulletin's scorecard: a page, a table for a spreadsheet, and JSON; 404 where the policy publishes none."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from daybreak.core.formats.csv_export import csv_bytes
from daybreak.core.metrics.scorecard import data
from daybreak.design.speech import language
from daybreak.doors.audience import for_public
from daybreak.doors.bulletin.serving import openly, page, served
from daybreak.program.versions import policy_in_force
from daybreak.stages.publication.scorecard import scorecard as card_in_force

if TYPE_CHECKING:
    from daybreak.core.metrics.scorecard import Card
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest

STEPS: dict[str, Any] = {
    "answered": pgettext_lazy("scorecard", "From a report's receipt to a person's answer"),
    "assessed": pgettext_lazy("scorecard", "From a report's receipt to the judged severity"),
    "fixed": pgettext_lazy("scorecard", "From confirming a vulnerability to its fix"),
    "published": pgettext_lazy("scorecard", "From a report's receipt to the published advisory"),
}
EVENTS: dict[str, Any] = {
    "V": pgettext_lazy("scorecard", "we knew of it"),
    "F": pgettext_lazy("scorecard", "a fix was ready"),
    "D": pgettext_lazy("scorecard", "the fix was offered to all"),
    "P": pgettext_lazy("scorecard", "it was public"),
    "X": pgettext_lazy("scorecard", "an exploit was public"),
    "A": pgettext_lazy("scorecard", "attacks were seen"),
}


@dataclass(frozen=True)
class Shown:
    """A card in the reader's words: rows of (what, severity, of how many, per cent), of days, and of orders."""

    card: Card
    kept: tuple[tuple[str, str, int, int], ...]
    took: tuple[tuple[str, int, int, int], ...]
    came: tuple[tuple[str, int, int], ...]


@require_safe
@for_public
@openly
def scorecard(request: HouseRequest) -> HttpResponse:
    """Show the card."""
    return page(request, "scorecard", {"shown": _shown(request), "section": "policy"}, lasting=True)


@require_safe
@for_public
@openly
def scorecard_csv(request: HouseRequest) -> HttpResponse:
    """Give the card as a table, one figure in a line."""
    shown = _shown(request)
    heads = (_("What"), _("Severity"), _("Of how many"), _("Measure"), _("Figure"))
    rows = [(what, band, count, _("kept in time, per cent"), share) for what, band, count, share in shown.kept]
    for what, count, median, most in shown.took:
        rows += [(what, "", count, _("median, days"), median), (what, "", count, _("90th percentile, days"), most)]
    rows += [(what, "", count, _("so, per cent"), share) for what, count, share in shown.came]
    return served(request, csv_bytes(heads, rows), "text/csv; charset=utf-8", lasting=True)


@require_safe
@for_public
@openly
def scorecard_json(request: HouseRequest) -> HttpResponse:
    """Give the card for machines."""
    body = json.dumps(data(_card(request)[0]), ensure_ascii=False, indent=1)
    return served(request, body.encode(), "application/json", lasting=True)


def _card(request: HouseRequest) -> tuple[Card, Policy]:
    policy = policy_in_force(request.now)
    card = card_in_force(policy, request.now)
    if card is None:
        raise Http404
    return card, policy


def _shown(request: HouseRequest) -> Shown:
    card, policy = _card(request)
    tongue, first = language(), policy.language
    bands = {band.id: band.name.in_(tongue, first) for band in policy.severity.bands}
    kept = ((it.name.in_(tongue, first), bands.get(it.band or "", "–"), it.duties, it.percent) for it in card.kept)
    took = ((str(STEPS[it.measure]), it.count, it.median_days, it.most_days) for it in card.took)
    came = ((_before(it.first, it.second), it.count, it.percent) for it in card.came)
    return Shown(card, tuple(kept), tuple(took), tuple(came))


def _before(first: str, second: str) -> str:
    return capfirst(_("%(first)s before %(second)s") % {"first": EVENTS[first], "second": EVENTS[second]})
