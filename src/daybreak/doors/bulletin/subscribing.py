"""Subscribing by mail (A14): give an address, confirm at its link, choose anew there, end it with one click."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.core.access import PUBLIC
from daybreak.design import speech
from daybreak.doors.audience import for_public
from daybreak.doors.bulletin.forms import SubscribeForm, WishForm
from daybreak.doors.bulletin.serving import openly
from daybreak.doors.limits import EVERYBODY, Limit, caller
from daybreak.doors.responses import SeeOther, see_other, too_many, unstored
from daybreak.program.versions import policy_in_force
from daybreak.stages.publication import subscribing
from daybreak.stages.publication.queries import public_products

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Subscription

ASKED = Limit("subscribe", most=5, seconds=900)
ASKED_BY_ALL = Limit("subscribe-all", most=200, seconds=3600)


@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@openly
def subscribe(request: HouseRequest) -> HttpResponse:
    """Take an address, and answer the same whether it is subscribed or not."""
    if not subscribing.by_mail(request.now):
        raise Http404
    form = SubscribeForm(request.POST or None, **_offers(request))
    if request.method != "POST" or not form.is_valid():
        return _shown(request, "subscribe", {"form": form}, 422 if form.is_bound else 200)
    if _too_often(request):
        return too_many(request, ASKED.seconds)
    address, wish = form.cleaned_data["address"], form.wish()
    subscribing.subscribe(actor=PUBLIC.actor, now=request.now, address=address, language=speech.language(), wish=wish)
    return see_other("bulletin:subscribe_asked")


@require_safe
@for_public
@openly
def asked(request: HouseRequest) -> HttpResponse:
    """Say that a letter is on its way, if it is."""
    return _shown(request, "subscribe_asked", {})


@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@openly
def subscription(request: HouseRequest, token: str) -> HttpResponse:
    """Show a subscription to whoever has its link; confirm it, or choose anew."""
    found = subscribing.subscription_of(token)
    if found is None:
        return _gone(request)
    reader = subscribing.reader_of(found)
    form = WishForm(request.POST or None, wish=reader.wish, **_offers(request))
    said = _did(request, found, form) if request.method == "POST" else ""
    if said:
        return SeeOther(f"{request.path}?done={said}")
    seen = {"form": form, "address": reader.address, "done": request.GET.get("done", ""), "token": token}
    return _shown(request, "subscription", {**seen, **_state(found)}, 422 if form.is_bound else 200)


def _state(found: Subscription) -> dict[str, bool]:
    return {"confirmed": found.confirmed_at is not None, "stopped": subscribing.is_stopped(found)}


def _did(request: HouseRequest, found: Subscription, form: WishForm) -> str:
    """Do what was sent, and name it; "" where the form must be shown again."""
    if "confirm" in request.POST:
        subscribing.confirm(actor=PUBLIC.actor, now=request.now, subscription=found)
        return "confirmed"
    if not form.is_valid():
        return ""
    subscribing.change(actor=PUBLIC.actor, now=request.now, subscription=found, wish=form.wish())
    return "changed"


@csrf_exempt  # a mail program's one click carries no cookie; the link itself is the secret (RFC 8058)
@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@openly
def end(request: HouseRequest, token: str) -> HttpResponse:
    """End a subscription: a reader is asked once more, a mail program's one click is enough."""
    found = subscribing.subscription_of(token)
    if found is None:
        return _gone(request)
    if request.method != "POST":
        address = subscribing.reader_of(found).address
        return _shown(request, "subscription_end", {"address": address, "token": token})
    subscribing.end(actor=PUBLIC.actor, now=request.now, subscription=found)
    return see_other("bulletin:subscription_ended")


@require_safe
@for_public
@openly
def ended(request: HouseRequest) -> HttpResponse:
    """Say that the subscription is over and the address forgotten."""
    return _shown(request, "subscription_ended", {})


def _gone(request: HouseRequest) -> HttpResponse:
    """Say the same of a link whose subscription is over and of one that never was."""
    return _shown(request, "subscription_gone", {"by_mail": subscribing.by_mail(request.now)}, 404)


def _offers(request: HouseRequest) -> dict[str, Any]:
    """Give what may be chosen: bands, and products that the public knows of."""
    return {
        "policy": policy_in_force(request.now),
        "products": public_products(request.now),
        "language": speech.language(),
    }


def _shown(request: HouseRequest, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
    response = render(request, f"bulletin/{template}.html", {"section": "advisories", **context}, status=status)
    return unstored(response)


def _too_often(request: HouseRequest) -> bool:
    """Count one more, unless too many letters were asked for from here, or by everybody together."""
    if ASKED.reached(caller(request), request.now) or ASKED_BY_ALL.reached(EVERYBODY, request.now):
        return True
    ASKED.count(caller(request), request.now)
    ASKED_BY_ALL.count(EVERYBODY, request.now)
    return False
