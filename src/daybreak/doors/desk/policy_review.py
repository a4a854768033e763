"""Looking at the policy again: the points of the standards it names, findings, and the reviews so far (C8)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from daybreak.core.policy.checklists import points_of
from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.design.speech import language
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.doing import UNPROCESSABLE, done
from daybreak.doors.desk.zone import in_house_time
from daybreak.doors.responses import see_other
from daybreak.program.versions import policy_in_force
from daybreak.stages.improvement.review import review_policy, reviews

if TYPE_CHECKING:
    from daybreak.core.policy.model import Policy
    from daybreak.doors.audience import HouseRequest

OUTCOMES = (
    ("met", gettext_lazy("Met")),
    ("gap", gettext_lazy("A gap")),
    ("not_applicable", gettext_lazy("Does not apply")),
)


class ReviewForm(forms.Form):
    """An outcome for each point, and the findings."""

    def __init__(self, *args: Any, policy: Policy, **kwargs: Any) -> None:
        """Ask about every point of every standard."""
        super().__init__(*args, **kwargs)
        whole = _("The policy beside this standard as a whole")
        for key, standard, point in points_of(policy):
            words = point.text.in_(language(), policy.language) if point else whole
            self.fields[key] = forms.ChoiceField(
                label=words,
                choices=OUTCOMES,
                widget=forms.RadioSelect,
                help_text=f"{standard}, {point.clause}" if point else standard,
                error_messages={"required": _("Say how it stands.")},
            )
        self.fields["findings"] = forms.CharField(
            label=_("Findings, and what follows"),
            required=False,
            max_length=100_000,
            widget=forms.Textarea(attrs={"rows": 6}),
            help_text=_("What is amiss, what changes, who does it. Needed where a point is a gap."),
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@in_house_time
def review(request: HouseRequest) -> HttpResponse:
    """Show the points and the reviews so far; POST keeps a review."""
    policy = policy_in_force(request.now)
    form = ReviewForm(request.POST if request.method == "POST" else None, policy=policy)
    if form.is_bound and done(form, lambda said: _kept(request, said)):
        messages.success(request, _("The review is kept."))
        return see_other("desk:policy_review")
    reserved = isinstance(may_do(policy, "policy.reviewed", request.viewer.roles), Refused)
    seen = {"form": form, "reviews": reviews(request.viewer, request.now), "reserved": reserved, "section": "policy"}
    return render(request, "desk/policy_review.html", seen, status=UNPROCESSABLE if form.is_bound else 200)


def _kept(request: HouseRequest, said: dict[str, Any]) -> None:
    outcomes = {key: value for key, value in said.items() if key != "findings"}
    actor = request.viewer.actor
    review_policy(actor=actor, now=request.now, outcomes=outcomes, findings=said["findings"])
