"""The evidence page of a duty: one page to print, with everything that shows it was kept, or how it was missed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from daybreak.design import speech
from daybreak.design.speech import listed
from daybreak.doors.audience import for_desk
from daybreak.doors.desk.case_rail import basis_of
from daybreak.doors.desk.case_words import DUTY_LOOKS, DUTY_STATES, word
from daybreak.doors.desk.country_words import country_words
from daybreak.doors.desk.duty_offers import offers_of, offers_shown
from daybreak.doors.desk.fact_words import kind_words
from daybreak.doors.desk.offers import failed, take
from daybreak.doors.desk.reading import noting_reads, opened
from daybreak.doors.desk.verbs import evidence_road
from daybreak.doors.responses import SeeOther
from daybreak.stages.cases.queries import NotVisible
from daybreak.stages.cases.site_duties import SITE
from daybreak.stages.cases.site_evidence import evidence_of

MAILBOXES: dict[str, Any] = {
    "general": gettext_lazy("General"),
    "security": gettext_lazy("Security"),
    "components": gettext_lazy("Components"),
}
"""What each kind of mailbox is called, of which duties of the site may exist several."""
DECIDED = {"tell": gettext_lazy("Tell them"), "keep_silent": gettext_lazy("Keep silent")}
"""What people decided between a duty and an embargo."""
SECTIONS = {SITE: "today", "case": "cases", "report": "reports"}

if TYPE_CHECKING:
    from daybreak.core.clocks.spans import Span
    from daybreak.core.words import Text
    from daybreak.doors.audience import HouseRequest
    from daybreak.stages.cases.evidence import Evidence, Proof


@require_http_methods(["GET", "HEAD", "POST"])
@for_desk
@noting_reads
def evidence(request: HouseRequest, number: str, rule: str) -> HttpResponse:
    """Show it to whoever is inside, or do a deed about a duty of no case; 404 for anybody else."""
    try:
        found = evidence_of(request.viewer, request.now, number, rule, request.GET.get("of", ""))
    except NotVisible:
        raise Http404 from None
    if found.scope != SITE:
        opened(request, found.scope, found.key)
    with timezone.override(found.policy.organisation.time_zone):
        offers = offers_of(request, found)
        status = take(request, offers)
        if not status:
            return SeeOther(f"{evidence_road(found.number, found.duty.id, found.duty.subject)}#deeds")
        theirs = offers_shown(request.viewer, found, offers)
        seen = shown(found) | {"section": SECTIONS[found.scope], "offers": theirs, "failed": failed(offers)}
        return render(request, "desk/evidence.html", seen, status=status)


def shown(found: Evidence) -> dict[str, Any]:
    """Give the page its words."""
    return {
        "found": found,
        "about": word(MAILBOXES, found.title) if found.duty.scope == "mailbox" else found.title,
        "duty": found.duty,
        "name": "\u00a0· ".join(filter(None, (_said(found, found.duty.name), found.about))),
        "state": word(DUTY_STATES, found.state),
        "look": DUTY_LOOKS.get(found.state, ""),
        "strength": found.duty.strength.replace("_", " "),
        "basis": basis_of(found.duty),
        "who": listed(_role(found, role) for role in found.duty.who),
        "waiver_by": listed(_role(found, role) for role in found.duty.waiver_by),
        "extended_by": listed(_role(found, role) for role in _extending(found)),
        "ended_by": kind_words(found.duty.ended_by) if found.duty.ended_by else "",
        "anchors": listed(kind_words(kind) for kind in found.duty.rule.starts if not kind.startswith("kept.")),
        "deeds": listed(kind_words(kind) for kind in found.duty.deeds),
        "counted": counted(found),
        "labels": _labels(found),
        "zone": found.policy.organisation.time_zone,
        "started_by": [_proof(one) for one in found.started_by],
        "kept_by": _proof(found.kept_by) if found.kept_by else None,
        "kept_list": [_proof(one) for one in found.done] or ([_proof(found.kept_by)] if found.kept_by else []),
        "changes": [_proof(one) for one in found.changes],
        "pauses": [{"one": one, "reason": _reason(found, one.reason)} for one in found.duty.pauses],
        "extensions": [{"one": one, "reason": _reason(found, one.reason)} for one in found.duty.extensions],
    }


def _labels(found: Evidence) -> dict[str, str]:
    """Give the captions of the tables of entries, of one entry or of several."""
    kept = len(found.done) or 1
    return {
        "started": ngettext("Entry that started it", "Entries that started it", len(found.started_by)),
        "changed": ngettext("Entry that changed it", "Entries that changed it", len(found.changes)),
        "kept": ngettext("Entry that kept it", "Entries that kept it", kept),
    }


def _extending(found: Evidence) -> tuple[str, ...]:
    grant = found.duty.rule.extension_by
    return grant.by if grant else ()


def counted(found: Evidence) -> list[str]:
    """Say how aim and limit are counted: the span, and the zone and calendar that it is counted in."""
    organisation, tongue = found.policy.organisation, speech.language()
    if found.duty.rule.every is not None and _each_day(found.duty.rule.every):
        return _daily(found, found.duty.rule.every)
    spans = [span for span in (found.aim, found.limit) if span is not None]
    told = [_aimed(found.aim, tongue)] if found.aim else []
    told += [_limited(found.limit, tongue)] if found.limit else []
    if any(span.unit == "at once" for span in spans):
        told.append(_("“At once” is late after %(span)s.") % {"span": organisation.at_once.spoken(tongue)})
    if any(span.unit in {"hour", "minute", "at once"} for span in spans):
        told.append(_("Hours elapse, whatever the calendar says."))
    if any(span.timed and span.unit not in {"hour", "minute", "at once"} for span in spans):
        told.append(_("Days end at the same time of day in %(zone)s.") % {"zone": organisation.time_zone})
    if any(span.unit == "business day" for span in spans):
        told += [_closed(found), _("A start outside business days counts from the next one's 00:00.")]
    return told


def _each_day(every: Span) -> bool:
    return every.count == 1 and every.unit in {"day", "business day"}


def _daily(found: Evidence, every: Span) -> list[str]:
    """Say how a duty of each day is counted: until the end of the day after the last deed."""
    zone = {"zone": found.policy.organisation.time_zone}
    if every.unit == "day":
        return [_("Each day: by the end of the day after the last deed, in %(zone)s.") % zone]
    return [_("Each business day: by the end of the next one after the last deed, in %(zone)s.") % zone, _closed(found)]


def _aimed(span: Span, tongue: str) -> str:
    words = {"span": span.spoken(tongue)}
    if span.unit == "at once":
        return _("Aim: at once.")
    return _("Aim: %(span)s from the start.") % words if span.timed else _("Aim: %(span)s.") % words


def _limited(span: Span, tongue: str) -> str:
    words = {"span": span.spoken(tongue)}
    if span.unit == "at once":
        return _("Limit: at once.")
    return _("Limit: %(span)s from the start.") % words if span.timed else _("Limit: %(span)s.") % words


def _closed(found: Evidence) -> str:
    rule = found.policy.organisation.calendar
    parts = [_("weekends")]
    parts += [_("public holidays of %(country)s") % {"country": country_words(rule.holidays)}] if rule.holidays else []
    parts += [days.replace("..", "–") for days in rule.closed]
    return _("No business days are: %(days)s.") % {"days": listed(parts)}


def _proof(one: Proof) -> dict[str, Any]:
    words = [str(one.words[name]) for name in ("words", "reason") if one.words.get(name)]
    anew = str(one.codes.get("at") or "") if one.kind == "anchor.restated" else ""
    return {
        "one": one,
        "kind": kind_words(one.kind),
        "decided": DECIDED.get(str(one.codes.get("decision") or ""), ""),
        "anew": datetime.fromisoformat(anew) if anew else None,
        "words": " ".join(words),
        "short": one.hash[:16],
    }


def _said(found: Evidence, text: Text) -> str:
    return text.in_(speech.language(), found.policy.language)


def _role(found: Evidence, role: str) -> str:
    return _said(found, found.policy.roles[role].name) if role in found.policy.roles else role


def _reason(found: Evidence, reason: str) -> str:
    return _said(found, found.policy.reasons[reason].name) if reason in found.policy.reasons else reason
