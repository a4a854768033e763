"""The codes of the coordination tab in words: fields of letters, ways of writing, what others did."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

LETTER_FIELDS: dict[str, Any] = {
    "description": _("What happened"),
    "severity": _("Severity"),
    "severity_or_unknown": _("Severity, or that it is not judged yet"),
    "product": _("Products"),
    "products": _("Products with their status"),
    "affected": _("Affected products"),
    "plan": _("Plan"),
    "release_schedule": _("Schedule of releases"),
    "contact": _("Contact"),
    "update_note": _("What this update changes"),
    "cve": _("CVE ID"),
    "member_states": _("Member states concerned"),
    "exploitation": _("How it is exploited"),
    "measures": _("Measures taken"),
    "user_measures": _("What users can do"),
    "sensitivity": _("How sensitive this is"),
    "impact": _("Impact"),
    "advisory_number": _("Number of the advisory"),
    "question": _("Question"),
    "advisory_address": _("Address of our advisory"),
    "advisory_title": _("Title of the advisory"),
    "component": _("Component"),
    "version": _("Version"),
    "our_releases": _("Our releases that contain it"),
    "reason": _("Reason"),
    "root_cause": _("Root cause or type of threat"),
    "threat_actor": _("What is known of the malicious actor"),
    "ongoing": _("Measures still under way"),
    "suspected_cause": _("Whether an unlawful or malicious cause is suspected"),
    "public_at": _("Instant of publication"),
    "references": _("References"),
    "credit": _("Who is thanked"),
    "minutes": _("Fix proposal of the meeting"),
    "next_by": _("By when they hear next"),
    "link": _("Link"),
    "box": _("The finder's page"),
    "received_at": _("When the report was received"),
    "hash": _("SHA-256 of the report"),
}
CERTAINTIES: dict[str, Any] = {
    "in_the_text": "",
    "in_part": _("The order of the portal's fields is known in part; the policy's template sets it."),
    "second_hand": _("The order of the portal's fields is known second-hand; the policy's template sets it."),
    "from_memory": _("The order of the portal's fields is from memory; the policy's template sets it."),
    "conflicting": _("Sources disagree on the portal's fields; the policy's template sets their order."),
    "inferred": _(
        "Nobody here has seen the portal's form: the order of its fields is inferred; the policy's template sets it."
    ),
}
"""How surely the order of a portal's fields is known."""
WAYS: dict[str, Any] = {
    "two_people": _("By mail, in plain as agreed: one person writes it, another lets it go."),
    "portal": _("Entered by hand at their portal: we prepare the sheet, you note the receipt."),
    "carried": _("Carried by hand, encrypted: nothing with detail leaves here in plain mail."),
    "none": _("The policy names no way to write to them with detail."),
}
LACKS: dict[str, Any] = {
    "component": _(
        "It is not said in which component it lies. Name it on the tab Vulnerabilities: its supplier is then written "
        "to."
    ),
    "supplier": _(
        "The inventory names nobody who supplies %(name)s. Say on its page who does, or tell them otherwise and note "
        "it below."
    ),
    "address": _(
        "The inventory has no mail address for %(name)s. Write it on the page Suppliers, or tell them otherwise and "
        "note it below."
    ),
}
"""Why a letter to a supplier cannot be written: what the inventory lacks."""
COORDINATOR_STEPS: dict[str, Any] = {
    "notified_us": _("They told us"),
    "number_given": _("They gave their number"),
    "draft_checked": _("We checked their draft"),
    "entry_seen": _("Their entry is public"),
}
PARTICIPANT_STATES: dict[str, Any] = {
    "invited": _("Invited"),
    "joined": _("Takes part"),
    "declined": _("Declined"),
    "removed": _("Removed"),
}
PARTICIPANT_LOOKS = {"invited": "wait", "joined": "good", "declined": "bad", "removed": "quiet"}
CONSENTS: dict[str, Any] = {
    "invited": _("Asked to keep the embargo"),
    "signatory": _("Keeps the embargo"),
    "declined": _("Is not bound by the embargo"),
    "lapsed": _("Agreed to an earlier end only: ask anew"),
    "no_embargo": _("Was not asked to keep the embargo"),
}
"""How a participant stands to an embargo in force (reference, 1.4)."""
CVE_ROADS: dict[str, Any] = {
    "own_cna": _("By the policy our own CNA assigns the numbers."),
    "coordinator": _("By the policy numbers are asked of the coordinator."),
    "by_hand": _("By the policy somebody requests the number from a CNA by hand and records it here."),
}
CVE_STEPS: dict[str, Any] = {
    "requested": _("Requested"),
    "reserved": _("Reserved"),
    "told_to_finder": _("Finder told"),
    "published": _("Record published"),
    "updated": _("Record updated"),
    "rejected": _("Rejected"),
    "disputed": _("Disputed"),
    "left_out": _("Left out"),
}
SUPPLIER_STEPS: dict[str, Any] = {
    "notified": _("Told"),
    "answered": _("Answered"),
    "fixed": _("Published a fix"),
    "declined": _("Will not fix it"),
}
