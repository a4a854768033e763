"""Words of the advisory pages: states, what is written where, and the road to the deed that opens a gate."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_roads import road_of
from daybreak.doors.refusals import with_zone

if TYPE_CHECKING:
    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.advisory.differing import Topic
    from daybreak.core.advisory.sentence import Sentence

TONGUES = {"en": "English", "ja": "日本語"}
TOPICS: dict[Topic, Any] = {
    "named": _("whether it is named"),
    "cve": _("CVE ID"),
    "severity": _("severity"),
    "status": _("which products are affected or fixed"),
    "measure": _("what users can do"),
}
"""What an advisory may state otherwise than its case."""
STATES = {
    "draft": (_("Draft"), "", "document"),
    "asked": (_("One word given"), "wait", "clock"),
    "armed": (_("Armed"), "public", "sunrise"),
    "public": (_("Public"), "good", "globe"),
    "held": (_("Held"), "bad", "pause"),
}
"""State -> words, tone and shape of its chip."""
LABELS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "flaw_title": _("Vulnerability: title"),
    "description": _("Vulnerability: description"),
    "impact": _("Vulnerability: impact"),
    "remedy_vendor_fix": _("What to do: update"),
    "remedy_workaround": _("What to do: workaround"),
    "remedy_mitigation": _("What to do: mitigation"),
    "remedy_none_available": _("What to do: no fix yet"),
    "remedy_no_fix_planned": _("What to do: no fix planned"),
    "remedy": _("What to do"),
    "remedy_url": _("Where to get it"),
    "reference_url": _("Reference: address"),
    "reference": _("Reference: words"),
    "revision_note": _("What this revision changes"),
}
_ROADS = {
    "ship_remedy": "remedy.shipped",
    "verify_remedy": "remedy.verified",
    "assess_severity": "severity.assessed",
    "state_affect": "affect.stated",
    "assign_cve": "cve.reserved",
    "ask_credit": "report.answered",
    "agree_date": "coordinator.date_agreed",
    "end_embargo": "embargo.ended",
    "write_release_note": "remedy.shipped",
}
"""The gate's deed -> the fact it makes, by which the case's page knows the form."""
_WRITTEN = frozenset({"write_advisory", "translate", "write_remedies"})
_HERE = {
    "choose_instant": "#release",
    "approve": "#approvals",
    "declare_emergency": "#emergency",
    "tell_customers": "#customers",
    "take_facts": "#facts",
}
VERBS = {
    "ship_remedy": _("Open the remedies"),
    "verify_remedy": _("Open the remedies"),
    "assess_severity": _("Assess"),
    "state_affect": _("State products"),
    "assign_cve": _("Decide on the CVE ID"),
    "ask_credit": _("Ask the finder"),
    "end_embargo": _("Open the embargo"),
    "write_release_note": _("Open the remedies"),
    "write_advisory": _("Write"),
    "translate": _("Translate"),
    "write_remedies": _("Write"),
    "choose_instant": _("Choose the instant"),
    "approve": _("Approve"),
    "declare_emergency": _("Declare it"),
    "tell_customers": _("Note it"),
    "take_facts": _("Take the facts anew"),
    "agree_date": _("Agree the date"),
}


def gate_road(deed: str, number: str, case: str) -> str:
    """Give the address where a gate's deed is done; "" where the desk has no page for it."""
    if deed in _HERE:
        return _HERE[deed]
    if deed in _WRITTEN:
        return reverse("desk:advisory_write", args=[number])
    return road_of(case, _ROADS[deed]) if deed in _ROADS else ""


_PLACES = (
    ("document/title", "title"),
    ("document/notes/", "summary"),
    ("document/references/", "reference"),
    ("revision_note", "revision_note"),
)
_FLAW_PLACES = (
    ("title", "flaw_title"),
    ("notes/", "description"),
    ("threats/", "impact"),
    ("remediations/", "remedy"),
    ("references/", "reference"),
)


def readable(sentence: Sentence, content: Content, tongue: str) -> str:
    """Say a sentence: places as the writing page names them, languages by their own names, instants with their zone."""
    known = dict(with_zone(sentence, tongue).params)
    if sentence.id in {"no_language", "no_binding_language"}:
        known["place"] = _place(str(known["place"]), content, tongue)
        known["language"] = TONGUES.get(str(known["language"]), str(known["language"]))
    if sentence.id == "old_words":
        known["place"] = _place(str(known["place"]), content, tongue)
    return replace(sentence, params=tuple(known.items())).in_(tongue)


def _place(path: str, content: Content, tongue: str) -> str:
    head, _slash, rest = path.partition("/")
    if head == "vulnerabilities":
        spot, _slash, inside = rest.partition("/")
        label = next((LABELS[name] for stem, name in _FLAW_PLACES if inside.startswith(stem)), path)
        several = len(content.vulnerabilities) > 1 and spot.isdigit()
        return f"{label} ({content.vulnerabilities[int(spot)].called(tongue)})" if several else str(label)
    return str(next((LABELS[name] for stem, name in _PLACES if path.startswith(stem)), path))
