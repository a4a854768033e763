"""The tabs of a case's page, and the one way in which each is shown and its deeds are done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from daybreak.core.verdict import Refusal
from daybreak.design.pieces import Tab as TabLink
from daybreak.doors.audience import for_desk, step_up
from daybreak.doors.desk import (
    case_duties,
    case_journal,
    case_members,
    case_products,
    case_remedies,
    case_summary,
    case_talk,
    case_vulnerabilities,
    coordination_tab,
)
from daybreak.doors.desk.case_deeds import Panel
from daybreak.doors.desk.case_rail import rail
from daybreak.doors.desk.case_setting import setting_for
from daybreak.doors.desk.case_words import STATES, word
from daybreak.doors.desk.coordination_conflicts import conflict_cards
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.stages.cases.case_page import header
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.disclosure.merging import took_in, went_into

if TYPE_CHECKING:
    from django.http import HttpResponseBase

    from daybreak.doors.audience import HouseRequest
    from daybreak.doors.desk.case_deeds import Tab
    from daybreak.doors.desk.case_setting import Setting

PAGES = (
    case_summary,
    case_vulnerabilities,
    case_products,
    case_remedies,
    case_talk,
    coordination_tab,
    case_members,
    case_duties,
    case_journal,
)
TABS: dict[str, Tab] = {page.TAB.name: page.TAB for page in PAGES}
INVALID, REFUSED, SEE_OTHER = 422, 409, 303


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@noting_reads
def case_tab(request: HouseRequest, number: str, tab: str) -> HttpResponseBase:
    """Show one tab of a case, or do one of its deeds; 404 for whoever is not inside."""
    try:
        setting = setting_for(request, number)
        opened(request, "case", setting.case.id)
        into = went_into(setting.case)
        if into:
            return redirect(f"desk:{tab}", into)
        with timezone.override(setting.zone):
            return done(request, setting, TABS[tab]) if request.method == "POST" else shown(request, setting, TABS[tab])
    except NotVisible:
        into = took_in(request.viewer, request.now, number.upper())
        if into:
            return redirect(f"desk:{tab}", into)
        raise Http404 from None


def done(request: HouseRequest, setting: Setting, tab: Tab) -> HttpResponse:
    """Do the deed that was sent; what was refused is shown beside its field with all values kept. Raises NotVisible."""
    panel = _panel(setting, tab, request.POST, bound=True)
    if panel is None:
        raise NotVisible
    if not panel.form.is_valid():
        return shown(request, setting, tab, panel, INVALID)
    if panel.deed.step_up:
        step_up(request)
    try:
        panel.deed.act(setting, panel.target, panel.form.cleaned_data)
    except Refusal as refusal:
        panel.form.refuse(refusal)
        return shown(request, setting, tab, panel, REFUSED)
    messages.success(request, str(panel.deed.done))
    return HttpResponse(status=SEE_OTHER, headers={"Location": _after(setting, tab)})


def _after(setting: Setting, tab: Tab) -> str:
    """Go back to the tab; to the list, if one has let oneself out."""
    try:
        setting_again = header(setting.viewer, setting.now, setting.number)
    except NotVisible:
        return reverse("desk:cases")
    return setting.road(tab.name) if setting_again else ""


def shown(
    request: HouseRequest, setting: Setting, tab: Tab, panel: Panel | None = None, status: int = 200
) -> HttpResponse:
    """Show a tab with header and rail; `panel` is a form that was refused."""
    panel = panel or _panel(setting, tab, request.GET, bound=False)
    seen = tab.read(setting, request.GET) | frame(setting, tab.name) | {"panel": panel}
    seen["form"] = panel.form if panel else None
    return render(request, tab.template, seen, status=status)


def _panel(setting: Setting, tab: Tab, sent: Any, *, bound: bool) -> Panel | None:
    """Open the form that `do` and `on` name; None where the tab has no such deed."""
    name, target = sent.get("do", ""), sent.get("on", "")
    deed = tab.deeds.get(name)
    if deed is None or (deed.bare and not bound):
        return None
    form = deed.form(setting, target, sent if bound else None)
    return Panel(name, target, deed, form, setting.road(tab.name))


def frame(setting: Setting, here: str) -> dict[str, Any]:
    """Give what every page of a case shows around its tab: header, tabs, rail."""
    top, lines = setting.top, setting.next
    return {
        "section": "cases",
        "setting": setting,
        "top": top,
        "band_word": setting.band(top.band) if top.band else "",
        "state_word": word(STATES, top.state),
        "tabs": _links(setting, here),
        "rail": rail(setting, lines),
        "conflicts": conflict_cards(setting, lines),
        "zone": setting.zone,
    }


def _links(setting: Setting, here: str) -> list[TabLink]:
    links = [TabLink(str(tab.label), setting.road(tab.name), current=tab.name == here) for tab in TABS.values()]
    try:
        advisory = TabLink(_("Advisory"), reverse("desk:advisory_of_case", args=[setting.number]))
    except NoReverseMatch:
        return links
    return [*links[:-1], advisory, links[-1]]
