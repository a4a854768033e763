"""The codes of a case in words: kinds, states, statuses, outcomes, sources; translated where they are shown."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

KINDS: dict[str, Any] = {"vulnerability": _("Vulnerability"), "incident": _("Incident")}
STATES: dict[str, Any] = {
    "start": _("Not open yet"),
    "received": _("To be judged"),
    "invalid": _("No vulnerability"),
    "valid": _("Confirmed"),
    "deferred": _("Deferred"),
    "accepted": _("Being worked on"),
    "closed": _("Closed"),
}
STAGES: dict[str, Any] = {
    "received": _("Received"),
    "examined": _("Being examined"),
    "confirmed": _("Confirmed"),
    "fixing": _("Being fixed"),
    "fixed": _("Fixed"),
    "publishing": _("About to be published"),
    "published": _("Published"),
    "closed": _("Closed"),
}
OUTCOMES: dict[str, Any] = {
    "resolved": _("Resolved: fixed or advised on"),
    "not_a_vulnerability": _("Not a vulnerability"),
    "known": _("Already known"),
    "out_of_scope": _("Out of scope"),
    "withdrawn": _("Withdrawn by the finder"),
    "other_vendor": _("Another vendor's product"),
    "duplicate": _("Handled in another case"),
    "deferred": _("Deferred"),
    "end_of_life": _("Only products past their end of support"),
    "no_plan": _("No remedy is planned"),
    "risk_accepted": _("The risk is accepted"),
}
BY_DEED: dict[str, Any] = {"merged": _("Merged into another case")}
"""Outcomes that a deed of their own brings about, so that nobody chooses them."""
ENDINGS: dict[str, Any] = OUTCOMES | BY_DEED
STATUSES: dict[str, Any] = {
    "affected": _("Affected"),
    "not_affected": _("Not affected"),
    "under_investigation": _("Under investigation"),
    "fixed": pgettext_lazy("status of a product", "Fixed"),
}
STATUS_LOOKS = {
    "affected": ("bad", "alert"),
    "not_affected": ("good", "shield"),
    "under_investigation": ("wait", "search"),
    "fixed": ("info", "check"),
}
JUSTIFICATIONS: dict[str, Any] = {
    "component_not_present": _("The component is not in it"),
    "vulnerable_code_not_present": _("The component is in it, the vulnerable code is not"),
    "vulnerable_code_not_in_execute_path": _("The vulnerable code is never run"),
    "vulnerable_code_cannot_be_controlled_by_adversary": _("An attacker cannot control the vulnerable code"),
    "inline_mitigations_already_exist": _("Protections built in already prevent it"),
}
FOUND_BY: dict[str, Any] = {
    "finder": _("A finder from outside"),
    "ourselves": _("Ourselves"),
    "coordinator": _("A coordinator"),
    "customer": _("A customer"),
    "feed": _("A feed of known vulnerabilities"),
}
WHOSE: dict[str, Any] = {
    "own": _("Our own code"),
    "common_software": _("Common software that others use too, such as open source"),
    "others_product": _("Somebody else's product alone"),
}
SOURCES: dict[str, Any] = {
    "ourselves": _("Ourselves"),
    "finder": _("The finder"),
    "upstream": _("The upstream supplier"),
    "coordinator": _("A coordinator"),
    "other": _("Somebody else"),
}
SSVC_QUESTIONS: dict[str, Any] = {
    "exploitation": _("Exploitation"),
    "utility": _("Usefulness to an attacker"),
    "technical_impact": _("Technical impact"),
    "public_safety_impact": _("Impact on public safety"),
}
SSVC_ANSWERS: dict[str, Any] = {
    "none": _("None known"),
    "public_poc": _("A public proof of concept"),
    "active": _("Attacks are seen"),
    "laborious": _("Laborious: each attack takes work, for little"),
    "efficient": _("Efficient: attacks are automatic, or worth much"),
    "super_effective": _("Super effective: attacks are automatic, and worth much"),
    "partial": _("Partial control"),
    "total": _("Total control"),
    "minimal": _("Minimal"),
    "significant": _("Significant"),
}
SSVC_OUTCOMES: dict[str, Any] = {
    "defer": _("Defer"),
    "scheduled": _("Act as scheduled"),
    "out_of_cycle": _("Act out of cycle"),
    "immediate": _("Act immediately"),
}
"""SSVC's supplier table (reference, 5.5) in words."""
EVENTS: dict[str, Any] = {
    "public": _("The vulnerability is public"),
    "exploit_public": _("An exploit is public"),
    "attacked": _("Attacks were observed"),
    "adversary_has_exploit": _("An adversary has exploit code"),
    "adversary_knows": _("An adversary knows technical details"),
}
REMEDY_KINDS: dict[str, Any] = {
    "fix": _("Fix"),
    "procedure": _("Procedure"),
    "workaround": _("Workaround"),
    "mitigation": _("Mitigation"),
    "none_planned": _("No remedy planned"),
}
REMEDY_STATES: dict[str, Any] = {
    "none": _("Not planned"),
    "planned": _("Planned"),
    "staffed": _("Has people"),
    "started": _("Being worked on"),
    "reviewed": _("Reviewed"),
    "merged": _("Merged"),
    "verified": _("Verified"),
    "shipped": _("Shipped"),
    "offered": _("Offered to every device"),
    "paused": _("Roll-out paused"),
    "rolled_back": _("Rolled back"),
    "dropped": _("Given up"),
}
REMEDY_LOOKS = {
    "verified": "good",
    "shipped": "good",
    "offered": "good",
    "rolled_back": "bad",
    "dropped": "bad",
    "paused": "wait",
}
DUTY_STATES: dict[str, Any] = {
    "not_started": _("Not started"),
    "no_plan": _("No plan demanded"),
    "open": _("Open"),
    "due_soon": _("Due soon"),
    "paused": _("Paused"),
    "overdue": _("Overdue"),
    "missed": pgettext_lazy("a duty that is over", "Missed"),
    "kept": _("Kept"),
    "kept_late": _("Kept late"),
    "waived": _("Waived"),
}
DUTY_LOOKS = {
    "due_soon": "wait",
    "paused": "wait",
    "overdue": "bad",
    "missed": "bad",
    "kept": "good",
    "kept_late": "wait",
}
FATES: dict[str, Any] = {
    "begins": _("Begins with the closing"),
    "kept": _("Kept by the closing"),
    "ends": _("Ends: nobody owes it any more"),
    "missed": _("Ends as missed"),
    "stays": _("Is still owed, and can be done in the closed case"),
    "stuck": _("Is still owed: it is done once the case is opened again, or waived by two people"),
}
"""What becomes of a duty when its case is closed."""
WAITS: dict[str, Any] = {
    "severity": _("Its limit is known once severity is judged."),
    "surface": _("Its limit is known once the affected product is named."),
    "release": _("Its limit is known once the release is named."),
    "fact": _("It begins once what it waits for has happened."),
}
BASES: dict[str, Any] = {
    "opened": _("Opened the case"),
    "follow_up": _("Follows a lesson up"),
    "duty": _("A duty names their role"),
    "meeting": _("Called to a meeting"),
    "division": _("Desk of a division that was asked"),
    "invited": _("Let in by a member"),
    "broken_glass": _("Emergency access by two people"),
    "merged": _("Was inside a case that was merged into this one"),
    "split": _("Was inside the case that this one was split from"),
}
EMBARGO_STATES: dict[str, Any] = {
    "none": _("No embargo"),
    "proposed": _("Proposed"),
    "active": _("In force"),
    "revising": _("In force, a new end is proposed"),
    "exited": _("Ended"),
}


def word(table: dict[str, Any], code: str) -> str:
    """Give a code's word; one that the table does not know is shown as it is, readable."""
    return str(table[code]) if code in table else code.replace("_", " ")
