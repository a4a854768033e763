"""Merging a case into another and splitting it: a page each that tells what will happen before it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from daybreak.core.facts import SEVERAL
from daybreak.core.verdict import Refusal
from daybreak.design.speech import listed
from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk.case_forms import DeedForm, line_field, prose_field, sure_field
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.coordination_conflicts import owner_words
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.refusals import said
from daybreak.doors.responses import see_other
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.disclosure.merging import merge_case, merge_plan, other_case
from daybreak.stages.disclosure.splitting import Leaving, split_case, split_plan

if TYPE_CHECKING:
    from django.http import HttpResponse, QueryDict

    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.disclosure.merging import MergePlan

METHODS = ["GET", "HEAD", "POST"]
UNPROCESSABLE, REFUSED = 422, 409


class OtherForm(DeedForm):
    """Which case comes into this one."""

    other = line_field(_("Number of the other case"), help_text=_("It comes into this one, and its number leads here."))


class MergeForm(DeedForm):
    """The case that was shown comes in, and why."""

    other = line_field(_("Number of the other case"), widget=forms.HiddenInput)
    reason = prose_field(_("Why they are one"))
    sure = sure_field(_("I have read what will happen."))


class LeavingForm(DeedForm):
    """What leaves the case."""

    vulnerabilities = forms.MultipleChoiceField(
        label=_("Vulnerabilities that leave"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one vulnerability that leaves, and let at least one stay.")},
    )
    reports = forms.MultipleChoiceField(
        label=_("Reports that leave"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        """Offer what the case holds."""
        setting = self.setting
        plan = split_plan(setting.viewer, setting.now, setting.number, ())
        self.offer("vulnerabilities", plan.every_vulnerability)
        self.offer("reports", plan.every_report)


class SplitForm(LeavingForm):
    """What was shown leaves the case, under which title, and why."""

    title = line_field(_("Title of the new case"), help_text=_("One line that names the weakness and where it is."))
    reason = prose_field(_("Why they are two"))
    sure = sure_field(_("I have read what will happen."))

    def prepare(self) -> None:
        """What leaves was chosen on the page before, whose consequences were told."""
        super().prepare()
        for name in ("vulnerabilities", "reports"):
            self.fields[name].widget = self.fields[name].hidden_widget()


@require_http_methods(METHODS)
@for_desk
@noting_reads
def merge(request: HouseRequest, number: str) -> HttpResponse:
    """Ask for the other case, tell what will happen, and merge it into this one."""
    setting = _setting(request, number)
    with timezone.override(setting.zone):
        form = MergeForm(setting, "", request.POST if request.method == "POST" else None)
        status = _merged(request, setting, form) if form.is_bound else 200
        if status == 0:
            return see_other("desk:case", setting.number)
        return render(request, "desk/case_merge.html", _merge_page(request, setting, form), status=status)


@require_http_methods(METHODS)
@for_desk
@noting_reads
def split(request: HouseRequest, number: str) -> HttpResponse:
    """Ask what leaves, tell what will happen, and make it a case of its own."""
    setting = _setting(request, number)
    with timezone.override(setting.zone):
        form = SplitForm(setting, "", request.POST if request.method == "POST" else None)
        made, status = _split(request, setting, form) if form.is_bound else ("", 200)
        if made:
            return see_other("desk:case", made)
        return render(request, "desk/case_split.html", _split_page(request, setting, form), status=status)


def _setting(request: HouseRequest, number: str) -> Setting:
    try:
        setting = setting_for(request, number)
    except NotVisible:
        raise Http404 from None
    opened(request, "case", setting.case.id)
    return setting


def _merged(request: HouseRequest, setting: Setting, form: MergeForm) -> int:
    """Merge; 0 once it is done, else the status that the refused form is shown with."""
    if not form.is_valid():
        return UNPROCESSABLE
    step_up(request)
    try:
        other = other_case(setting.viewer, setting.now, form.cleaned_data["other"])
        reason = form.cleaned_data["reason"]
        merge_case(actor=setting.actor, now=setting.now, case=setting.case, other=other, reason=reason)
    except Refusal as refusal:
        form.refuse(refusal)
        return REFUSED
    words = gettext("%(number)s is part of this case now; its number leads here.") % {"number": other.number}
    messages.success(request, words)
    return 0


def _split(request: HouseRequest, setting: Setting, form: SplitForm) -> tuple[str, int]:
    """Split; gives the new case's number, or "" with the status that the refused form is shown with."""
    if not form.is_valid():
        return "", UNPROCESSABLE
    step_up(request)
    sent = form.cleaned_data
    leaving = Leaving(sent["vulnerabilities"], sent["reports"], sent["title"], sent["reason"])
    try:
        made = split_case(actor=setting.actor, now=setting.now, case=setting.case, leaving=leaving)
    except Refusal as refusal:
        form.refuse(refusal)
        return "", REFUSED
    messages.success(request, gettext("The new case is %(number)s.") % {"number": made.number})
    return made.number, 200


def _merge_page(request: HouseRequest, setting: Setting, form: MergeForm) -> dict[str, Any]:
    asked = (request.POST if form.is_bound else request.GET).get("other", "")
    context: dict[str, Any] = {
        "section": "cases",
        "setting": setting,
        "form": form,
        "zone": setting.zone,
    }
    choose = OtherForm(setting, "", {"other": asked} if asked or form.is_bound else None)
    if not asked:
        return context | {"form": choose}
    try:
        plan = merge_plan(setting.viewer, setting.now, setting.number, asked)
    except Refusal as refusal:
        choose.add_error("other", said_of(refusal))
        return context | {"form": choose}
    if not form.is_bound:
        form.initial["other"] = plan.number
    why = said(plan.why_not) if plan.why_not else ""
    holder = setting.role(plan.holder) if plan.holder else ""
    told = {"plan": plan, "why_not": why, "along": _along(plan), "holder": holder}
    told["waiting_twice"] = listed(setting.duty(rule) for rule in plan.waiting_twice)
    return context | told | _embargo(setting, plan)


def _along(plan: MergePlan) -> list[str]:
    """Say what else comes along, how many of each; what there is none of is left out."""
    counted = (
        (ngettext("%(count)s vulnerability", "%(count)s vulnerabilities", plan.vulnerabilities), plan.vulnerabilities),
        (ngettext("%(count)s remedy", "%(count)s remedies", plan.remedies), plan.remedies),
        (ngettext("%(count)s letter", "%(count)s letters", plan.letters), plan.letters),
    )
    return [words % {"count": count} for words, count in counted if count]


def _embargo(setting: Setting, plan: MergePlan) -> dict[str, Any]:
    """Say who asked for the embargo that rules afterwards, why none does, and which ends stay proposed by whom."""
    owners = plan.embargo.asked_by.split(SEVERAL) if plan.embargo else []
    return {
        "embargo_owner": listed(owner_words(setting, owner) for owner in owners),
        "no_embargo": listed(gettext(why) for why in plan.no_embargo),
        "proposals": [(offer.until, owner_words(setting, offer.asker)) for offer in plan.proposals],
    }


def _split_page(request: HouseRequest, setting: Setting, form: SplitForm) -> dict[str, Any]:
    sent = request.POST if form.is_bound else request.GET
    known = form.offered("vulnerabilities")
    chosen = [key for key in sent.getlist("vulnerabilities") if key in known]
    if not form.is_bound:
        form.initial["vulnerabilities"], form.initial["reports"] = chosen, sent.getlist("reports")
        form.initial["title"] = sent.get("title", "")
    along = [key for key in sent.getlist("reports") if key in form.offered("reports")]
    plan = split_plan(setting.viewer, setting.now, setting.number, chosen, along)
    why = said(plan.why_not) if plan.why_not and chosen else ""
    return {
        "section": "cases",
        "setting": setting,
        "form": form if chosen else LeavingForm(setting, "", sent or None),
        "zone": setting.zone,
        "chosen": chosen,
        "leaving": _leaving(form, sent),
        "plan": plan,
        "why_not": why,
    }


def _leaving(form: SplitForm, sent: QueryDict) -> dict[str, list[str]]:
    """Say in words what was chosen."""
    return {
        name: [words for key, words in form.fields[name].choices if key in sent.getlist(name)]  # type: ignore[attr-defined] # a choice field has them
        for name in ("vulnerabilities", "reports")
    }


def said_of(refusal: Refusal) -> str:
    """Say a refusal in the reader's language."""
    return gettext(refusal.sentence) % {name: said(value) for name, value in refusal.particulars.items()}
