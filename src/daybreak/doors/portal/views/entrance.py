"""The entrance to the mailbox: with the tracking code in, with a lost one to the post, and out again (control 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from daybreak.core.access import PUBLIC
from daybreak.doors.audience import FINDER_SESSION, for_public
from daybreak.doors.limits import EVERYBODY, Limit, caller, lasting
from daybreak.doors.portal.box_forms import WRONG_CODE, CodeForm, LostForm
from daybreak.doors.portal.page import shown, under_policy
from daybreak.doors.responses import see_other, too_many
from daybreak.stages.intake.conversation import send_lost_codes
from daybreak.stages.intake.queries import report_by_code

if TYPE_CHECKING:
    from django.http import HttpResponse

    from daybreak.doors.audience import HouseRequest

WRONG = Limit("wrong-code", most=10, seconds=900)
WRONG_BY_ALL = Limit("wrong-code-all", most=100, seconds=3600)
LOST = Limit("lost-code", most=5, seconds=900)
LOST_LASTS = 0.5
"""Seconds; new codes for the twenty reports of an address take less."""
OPEN_FOR = 2 * 3600
"""Seconds after which a mailbox closes by itself."""


@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@under_policy
def box(request: HouseRequest) -> HttpResponse:
    """Open the mailbox with a tracking code; every wrong one gets the same answer."""
    if request.method != "POST":
        opened = FINDER_SESSION in request.session
        return see_other("portal:mailbox") if opened else shown(request, "box", {"form": CodeForm(), "section": "box"})
    if _braked(request):
        return too_many(request, WRONG.seconds)
    form = CodeForm(request.POST)
    finder = report_by_code(request.POST.get("code", ""))
    if finder is None:
        _count_wrong(request)
        if not form.errors:
            form.add_error("code", WRONG_CODE)
        return shown(request, "box", {"form": form, "section": "box"}, 422)
    _let_in(request, finder.id)
    return see_other("portal:mailbox")


def _braked(request: HouseRequest) -> bool:
    """Whether this address has tried too often, or tries again while everybody together has."""
    mine = WRONG.used(caller(request), request.now)
    return mine >= WRONG.most or (mine > 1 and WRONG_BY_ALL.reached(EVERYBODY, request.now))


def _count_wrong(request: HouseRequest) -> None:
    WRONG.count(caller(request), request.now)
    WRONG_BY_ALL.count(EVERYBODY, request.now)


def _let_in(request: HouseRequest, report_id: str) -> None:
    request.session.cycle_key()
    request.session[FINDER_SESSION] = report_id
    if not request.user.is_authenticated:
        request.session.set_expiry(OPEN_FOR)


@lasting(LOST_LASTS)
@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@under_policy
def lost(request: HouseRequest) -> HttpResponse:
    """Mail new codes to an address, if reports came with it; the answer is the same if none did."""
    form = LostForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return shown(request, "lost", {"form": form, "section": "box"}, 422 if form.is_bound else 200)
    if LOST.reached(caller(request), request.now):
        return too_many(request, LOST.seconds)
    LOST.count(caller(request), request.now)
    send_lost_codes(actor=PUBLIC.actor, now=request.now, address=form.cleaned_data["address"])
    messages.success(request, _("If a report came with this address, a new tracking code goes there within the hour."))
    return see_other("portal:box")


@require_POST
@for_public
@under_policy
def leave(request: HouseRequest) -> HttpResponse:
    """Close the mailbox on this machine."""
    request.session.pop(FINDER_SESSION, None)
    if not request.user.is_authenticated:
        request.session.flush()
    messages.success(request, _("Your mailbox is closed on this device."))
    return see_other("portal:box")
