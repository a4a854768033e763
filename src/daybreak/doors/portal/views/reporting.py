"""The report form and the general contact form, and the receipt that follows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybreak.core.verdict import Refusal
from daybreak.doors.audience import for_public
from daybreak.doors.measures import forget, sealed_in
from daybreak.doors.portal.forms import ContactForm, FinderForm, ReportForm, readable
from daybreak.doors.portal.page import shown, under_policy
from daybreak.doors.portal.questions import Asking
from daybreak.doors.portal.showing import paragraphs
from daybreak.doors.portal.submitting import submit
from daybreak.doors.refusals import spoken
from daybreak.program.versions import policy_in_force
from daybreak.stages.intake.hearing import next_hearing
from daybreak.stages.intake.keys import key_in_use

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest

FORMS: dict[str, type[FinderForm]] = {"security": ReportForm, "general": ContactForm}


@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@under_policy
def report(request: HouseRequest) -> HttpResponse:
    """Take a report of a vulnerability (A1, B6)."""
    return _taken(request, "security")


@require_http_methods(["GET", "HEAD", "POST"])
@for_public
@under_policy
def contact(request: HouseRequest) -> HttpResponse:
    """Take a general inquiry, where the policy has such a door (A2)."""
    return _taken(request, "general")


def _taken(request: HouseRequest, mailbox: str) -> HttpResponse:
    policy = policy_in_force(request.now)
    door = next((one for one in policy.intake.doors if one.door == "web" and one.for_ == mailbox), None)
    if door is None:
        raise Http404
    asking = Asking(policy, get_language() or policy.language, request.now)
    if request.method != "POST":
        return _asked(request, FORMS[mailbox](asking=asking, door=door))
    data, storable = readable(request.POST)
    form = FORMS[mailbox](data, request.FILES, asking=asking, door=door)
    if not storable:
        form.add_error(None, _("A field held characters that cannot be stored; they are marked with �. Correct them."))
    return _answered(request, form)


def _answered(request: HouseRequest, form: FinderForm) -> HttpResponse:
    if form.is_valid():
        try:
            receipt = submit(form, request.now)
        except Refusal as refusal:
            form.add_error(None, spoken(refusal))
        else:
            hearing = next_hearing(receipt.report, request.now, form.asking.language)
            status = 200 if receipt.repeated else 201
            general = form.door.for_ == "general"
            told = {"receipt": receipt, "hearing": hearing, "general": general, "section": "report"}
            return shown(request, "receipt", told, status)
    forget(sealed_in(request.FILES))
    return _asked(request, form, status=form.status)


def _asked(request: HouseRequest, form: FinderForm, status: int = 200) -> HttpResponse:
    policy = form.asking.policy
    privacy = policy.intake.privacy
    statement = privacy.statement.in_(form.asking.language, policy.language) if privacy else ""
    context = {
        "form": form,
        "privacy": privacy,
        "statement": paragraphs(statement),
        "files_lost": form.is_bound and bool(form.files),
        "general": form.door.for_ == "general",
        "mail": [one.address for one in policy.intake.doors if one.address and one.for_ == form.door.for_],
        "key": key_in_use(request.now) if _asks_to_encrypt(policy, form.door.for_) else None,
        "section": "report",
    }
    return shown(request, "report", context, status)


def _asks_to_encrypt(policy: Policy, mailbox: str) -> bool:
    """Tell whether the policy asks for encryption at a door to this mailbox (B7)."""
    return any(door.for_ == mailbox and door.encryption != "possible" for door in policy.intake.doors)
