"""The internal digest at the desk: everybody reads it, the security team writes it (C-emp)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from daybreak.core.policy.reading import inside_doors
from daybreak.doors.audience import for_desk
from daybreak.doors.choosing import ChoosingForm
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.offers import Offer, failed, take
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.program.versions import policy_in_force
from daybreak.stages.improvement.digest import issue_digest, mark_read, write_digest
from daybreak.stages.improvement.digest_page import (
    cases_named,
    cases_to_tell,
    digest_row,
    has_digest,
    issue_of,
    issues,
    may_write,
    readers_of,
)

if TYPE_CHECKING:
    from daybreak.doors.audience import HouseRequest
    from daybreak.records.models import Digest


class DigestForm(ChoosingForm):
    """An issue of the digest."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=200)
    cases = forms.MultipleChoiceField(
        label=gettext_lazy("Written from the lessons of"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Only cases that are closed or published, and under no embargo, stand here."),
        error_messages={"required": gettext_lazy("Choose at least one case whose lessons this is written from.")},
    )
    body = forms.CharField(
        label=gettext_lazy("What everybody should know"),
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 14}),
        help_text=gettext_lazy("In words for everybody: what went wrong, what to do otherwise. No names of finders."),
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        """Offer these cases."""
        super().__init__(*args, **kwargs)
        self.offer("cases", choices)


@require_safe
@for_desk
@in_house_time
def digests(request: HouseRequest) -> HttpResponse:
    """List the issues."""
    policy, look = policy_in_force(request.now), (request.viewer, request.now)
    if not has_digest(policy):
        raise Http404
    may_tell = bool(inside_doors(policy, request.viewer.roles))
    seen = {"issues": issues(*look), "may_write": may_write(*look), "may_tell": may_tell}
    return render(request, "desk/digests.html", seen | {"section": "digest"})


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def write(request: HouseRequest, key: str = "") -> HttpResponse:
    """Write an issue, or a draft anew."""
    row = digest_row(request.viewer, request.now, key) if key else None
    if not may_write(request.viewer, request.now) or (key and row is None):
        raise Http404
    told = cases_to_tell(request.viewer, request.now)
    form, kept = _form(request, row, [one.number for one in told]), [""]
    if form.is_bound and done(form, lambda said: kept.append(_kept(request, row, said))):
        return see_other("desk:digest", kept[-1])
    seen = {"form": form, "told": told, "section": "digest"}
    return render(request, "desk/digest_write.html", seen, status=UNPROCESSABLE if form.is_bound else 200)


def _form(request: HouseRequest, row: Digest | None, numbers: list[str]) -> DigestForm:
    initial: dict[str, Any] = {}
    if row is not None:
        known = issue_of(request.viewer, request.now, str(row.id))
        chosen = list(row.cases.values_list("number", flat=True))
        initial = {"title": known.title, "body": known.body, "cases": chosen} if known else {}
    choices = [(number, number) for number in numbers]
    return DigestForm(request.POST if request.method == "POST" else None, initial=initial, choices=choices)


def _kept(request: HouseRequest, row: Digest | None, said: dict[str, Any]) -> str:
    chosen = cases_named(request.viewer, request.now, said["cases"])
    actor, title, body = request.viewer.actor, said["title"], said["body"]
    return str(write_digest(actor=actor, now=request.now, title=title, body=body, cases=chosen, digest=row).id)


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def digest(request: HouseRequest, key: str) -> HttpResponse:
    """Read one issue; POST says that one has read it, or gives a draft to everybody."""
    issue, row = issue_of(request.viewer, request.now, key), digest_row(request.viewer, request.now, key)
    if issue is None or row is None:
        raise Http404
    offers = _offers(request, row, read=issue.read_at is not None)
    status = take(request, offers)
    if not status:
        return see_other("desk:digest", key)
    readers = readers_of(request.viewer, request.now, key)
    seen = {"issue": issue, "offers": offers, "readers": readers, "may_write": may_write(request.viewer, request.now)}
    return render(request, "desk/digest.html", seen | {"failed": failed(offers), "section": "digest"}, status=status)


class SureForm(forms.Form):
    """The confirmation that an issue goes to everybody."""

    sure = forms.BooleanField(
        label=gettext_lazy("Everybody employed reads it from now on. It cannot be written anew afterwards."),
        error_messages={"required": gettext_lazy("Confirm that you want this.")},
    )


def _offers(request: HouseRequest, row: Digest, *, read: bool) -> list[Offer]:
    def give(_said: dict[str, Any]) -> None:
        issue_digest(actor=request.viewer.actor, now=request.now, digest=row)

    def note(_said: dict[str, Any]) -> None:
        mark_read(actor=request.viewer.actor, now=request.now, digest=row)

    if row.issued_at is None:
        return [Offer("issue", _("Give it to everybody"), SureForm, give, _("The issue is out."))]
    if read:
        return []
    return [Offer("read", _("I have read it"), forms.Form, note, _("Thank you. It is noted."))]
