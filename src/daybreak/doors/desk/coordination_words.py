"""The codes of the coordination tab in words: fields of letters, ways of writing, steps of CVE records and suppliers."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from daybreak.doors.desk.case_words import FIELDS

LETTER_FIELDS: dict[str, Any] = {
    **FIELDS,
    "advisory_address": _("Address of our advisory"),
    "advisory_title": _("Title of the advisory"),
    "component": _("Component"),
    "version": _("Version"),
    "our_releases": _("Our releases that contain it"),
    "reason": _("Reason"),
    "root_cause": _("Root cause or type of threat"),
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
WAYS: dict[str, Any] = {
    "two_people": _("By mail, in plain as agreed: one person writes it, another lets it go."),
    "portal": _("Entered by hand at their portal: we prepare the sheet, you note the receipt."),
    "carried": _("Carried by hand, encrypted: nothing with detail leaves here in plain mail."),
    "none": _("The policy names no way to write to them with detail."),
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
