"""Where each kind of fact is made: the one table from the journal's words to the tabs and deeds of a case's page."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _


class Road(NamedTuple):
    """A verb for the button, the name of the tab's address, and the deed whose form stands open there."""

    verb: Any
    tab: str
    deed: str = ""


ROADS: dict[str, Road] = {
    "report.answered": Road(_("Answer"), "case_conversation", "answer"),
    "finder.asked": Road(_("Ask the finder"), "case_conversation", "answer"),
    "severity.explained": Road(_("Answer the objection"), "case_conversation", "explain_severity"),
    "closure.explained": Road(_("Answer the objection"), "case_conversation", "explain_closure"),
    "case.confirmed": Road(_("Confirm"), "case", "confirm"),
    "case.escalated": Road(_("Escalate"), "case", "escalate"),
    "case.handed_over": Road(_("Hand it over"), "case", "hand_over"),
    "case.handed_back": Road(_("Hand it back"), "case", "hand_back"),
    "case.kind_set": Road(_("Say what it is"), "case", "kind"),
    "case.closed": Road(_("Close the case"), "case", "close"),
    "case.lesson_recorded": Road(_("Write what was learnt"), "case", "lesson"),
    "follow_up.done": Road(_("Note what was done"), "case", "followed_up"),
    "manager.informed": Road(_("Report"), "case", "manager"),
    "meeting.convened": Road(_("Convene"), "case", "convene"),
    "meeting.held": Road(_("Write the minutes"), "case", "minutes"),
    "embargo.proposed": Road(_("Propose an embargo"), "case", "propose"),
    "embargo.ended": Road(_("End the embargo"), "case", "end"),
    "vulnerability.added": Road(_("Add a vulnerability"), "case_vulnerabilities", "add"),
    "severity.assessed": Road(_("Assess"), "case_vulnerabilities", "assess"),
    "cve.requested": Road(_("Get a CVE ID"), "case_vulnerabilities", "cve"),
    "cve.reserved": Road(_("Record the CVE ID"), "case_vulnerabilities", "cve"),
    "cve.told_to_finder": Road(_("Note that they know"), "case_outside"),
    "cve.published": Road(_("Note the record"), "case_outside", "cve_published"),
    "cve.rejected": Road(_("Note the rejection"), "case_outside", "cve_rejected"),
    "users.informed": Road(_("Note how they were told"), "case_outside", "users_told"),
    "cve.left_out": Road(_("Say why there is none"), "case_vulnerabilities", "no_cve"),
    "affect.stated": Road(_("State products"), "case_products", "state"),
    "division.answered": Road(_("Answer"), "case_outside", "division"),
    "release.registered": Road(_("Register a release"), "case_products", "release"),
    "remedy.planned": Road(_("Plan"), "case_remedies", "plan"),
    "remedy.staffed": Road(_("Assign people"), "case_remedies", "staff"),
    "remedy.started": Road(_("Start"), "case_remedies", "start"),
    "remedy.reviewed": Road(_("Review"), "case_remedies", "review"),
    "remedy.merged": Road(_("Note the merge"), "case_remedies", "merge"),
    "remedy.verified": Road(_("Verify"), "case_remedies", "verify"),
    "remedy.shipped": Road(_("Ship"), "case_remedies", "ship"),
    "remedy.offered_to_all": Road(_("Offer to all"), "case_remedies", "offer"),
    "fix.available": Road(_("Ship"), "case_remedies", "ship"),
    "release.published": Road(_("Ship"), "case_remedies", "ship"),
    "workaround.available": Road(_("Plan"), "case_remedies", "plan"),
    "conflict.decided": Road(_("Settle the conflict"), "case_outside"),
    "notice.sent": Road(_("Write and send"), "case_outside", "letter"),
    "notice.released": Road(_("Let it go"), "case_outside", "let_go"),
    "notice.confirmed": Road(_("Record the receipt"), "case_outside", "carried"),
    "division.asked": Road(_("Ask divisions"), "case_outside", "ask"),
    "coordinator.date_agreed": Road(_("Agree on an instant"), "case_outside", "date"),
    "coordinator.notified_us": Road(_("Note what they did"), "case_outside", "coordinator"),
    "coordinator.draft_checked": Road(_("Note what they did"), "case_outside", "coordinator"),
    "coordinator.number_given": Road(_("Note what they did"), "case_outside", "coordinator"),
    "coordinator.entry_seen": Road(_("Note what they did"), "case_outside", "coordinator"),
    "upstream.notified": Road(_("Tell the supplier"), "case_outside"),
    "upstream.answered": Road(_("Note what they did"), "case_outside"),
    "upstream.fixed": Road(_("Note what they did"), "case_outside"),
    "upstream.declined": Road(_("Note what they did"), "case_outside"),
    "division.passed_on": Road(_("Pass on"), "case_outside", "pass_on"),
    "coordinator.date_moved": Road(_("Note that it moved"), "case_outside", "moved"),
    "advisory.drafted": Road(_("Draft the advisory"), "advisory_of_case"),
    "advisory.approved": Road(_("Approve"), "advisory_of_case"),
    "advisory.step_approved": Road(_("Approve"), "advisory_of_case"),
    "advisory.translated": Road(_("Revise"), "advisory_of_case"),
    "customers.told": Road(_("Note it"), "advisory_of_case"),
    "coordinator.date_confirmed": Road(_("They confirm it"), "case_outside"),
    "advisory.released": Road(_("Release"), "advisory_of_case"),
    "advisory.published": Road(_("Prepare the advisory"), "advisory_of_case"),
    "advisory.revised": Road(_("Revise"), "advisory_of_case"),
    "answer.published": Road(_("Write the public answer"), "answers_of_case"),
}
BARE = frozenset({"start", "merge"})
"""Deeds of the rail that need no form: their button does them at once."""


def road_of(number: str, kind: str, target: str = "") -> str:
    """Give the address at which a case makes a fact of this kind; "" where the desk has no page for it."""
    road = ROADS.get(kind)
    if road is None:
        return ""
    try:
        address = reverse(f"desk:{road.tab}", args=[number])
    except NoReverseMatch:
        return ""
    if not road.deed or road.deed in BARE:
        return address
    query = {"do": road.deed, "on": target} if target else {"do": road.deed}
    return f"{address}?{urlencode(query)}#do"
