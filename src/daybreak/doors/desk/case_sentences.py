"""The journal of a case in sentences: what each kind of fact is called, and its particulars in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.facts import KINDS
from daybreak.design.speech import absolute
from daybreak.doors.desk.case_words import (
    ENDINGS,
    EVENTS,
    JUSTIFICATIONS,
    REMEDY_KINDS,
    SOURCES,
    STATUSES,
    word,
)
from daybreak.doors.desk.case_words import KINDS as CASE_KINDS
from daybreak.doors.desk.data_words import KINDS as DATA

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.timeline import Happening

KIND_WORDS: dict[str, Any] = {
    "report.received": _("Report received"),
    "report.acknowledged": _("Receipt given"),
    "report.answered": _("Finder answered by a person"),
    "report.handed_over": _("Report handed over to the security team"),
    "report.joined": _("Report joined the case"),
    "report.closed": _("Report closed"),
    "report.credit_chosen": _("The finder chose how to be thanked"),
    "manager.informed": _("Reported to the manager"),
    "meeting.convened": _("Meeting convened"),
    "meeting.moved": _("Meeting moved"),
    "meeting.cancelled": _("Meeting called off"),
    "meeting.held": _("Meeting held, minutes written"),
    "users.informed": _("Users concerned told"),
    "customers.told": _("Customers told that a release comes"),
    "coordinator.date_confirmed": _("The coordinator confirmed the instant"),
    "advisory.approval_asked": _("Asked to approve the advisory"),
    "advisory.step_approved": _("All approvals of a role stand"),
    "advisory.translated": _("The advisory is there in every language"),
    "case.consulted": _("Colleagues asked for advice"),
    "case.advised": _("Advice given"),
    "case.opened": _("Case opened"),
    "case.kind_set": _("Kind of case set"),
    "case.described": _("Title and summary written"),
    "case.concern_set": _("Particular stated"),
    "case.confirmed": _("Confirmed: it is real"),
    "case.escalated": _("Escalated"),
    "case.closed": _("Case closed"),
    "case.reopened": _("Case reopened"),
    "case.handed_over": _("Case handed over"),
    "case.handed_back": _("Case handed back"),
    "case.merged": _("Cases merged"),
    "case.split": _("Case split"),
    "case.lesson_recorded": _("Lesson written down"),
    "follow_up.planned": _("Step planned to follow a lesson up"),
    "follow_up.done": _("Lesson followed up"),
    "vulnerability.added": _("Vulnerability added"),
    "vulnerability.in_component": _("Component named that it lies in"),
    "vulnerability.described": _("Vulnerability described anew"),
    "vulnerability.public": EVENTS["public"],
    "vulnerability.exploit_public": EVENTS["exploit_public"],
    "vulnerability.attacked": EVENTS["attacked"],
    "severity.assessed": _("Severity judged"),
    "severity.changed": _("Severity moved to another band"),
    "severity.scored_elsewhere": _("Somebody else's score noted"),
    "severity.objected": _("The finder objects to the severity"),
    "severity.explained": _("The objection to the severity was answered"),
    "closure.objected": _("The finder objects to the closing"),
    "closure.explained": _("The objection to the closing was answered"),
    "consent.given": _("The finder consented"),
    "consent.withdrawn": _("The finder withdrew a consent"),
    "erasure.requested": _("The finder asked for erasure"),
    "erasure.asked": _("First of two words for erasing"),
    "erasure.declined": _("Erasure declined, with reasons"),
    "finder.erased": _("Report erased for good"),
    "data.marked": _("Marked as holding customers' data"),
    "data.unmarked": _("Mark as customers' data taken off"),
    "data.erased": _("One kind of data erased"),
    "data.copied": _("The finder took a copy of their data"),
    "hold.placed": _("Legal hold placed"),
    "hold.lifted": _("Legal hold lifted"),
    "restricted.unmask_asked": _("First of two words for showing who the finder is"),
    "person.left": _("Left the house"),
    "restricted.unmasked": _("Who the finder is was shown to two people"),
    "affect.stated": _("Product stated"),
    "remedy.planned": _("Remedy planned"),
    "remedy.staffed": _("People assigned to the remedy"),
    "remedy.started": _("Work on the remedy begun"),
    "remedy.reviewed": _("Remedy reviewed by a peer"),
    "remedy.merged": _("Remedy merged"),
    "remedy.verified": _("Remedy verified"),
    "remedy.shipped": _("Remedy shipped"),
    "remedy.offered_to_all": _("Remedy offered to every device"),
    "remedy.delivered": _("Delivery of the remedy noted"),
    "remedy.rollout_paused": _("Roll-out paused"),
    "remedy.rolled_back": _("Remedy rolled back"),
    "remedy.dropped": _("Remedy given up"),
    "fix.available": _("A fix is out"),
    "workaround.available": _("A workaround is ready to be described"),
    "embargo.proposed": _("Embargo proposed"),
    "embargo.accepted": _("Embargo accepted"),
    "embargo.rejected": _("Embargo rejected"),
    "embargo.revised": _("Embargo given a new end"),
    "embargo.ended": _("Embargo ended"),
    "conflict.leave_asked": _("Leave asked to keep a duty under the embargo"),
    "conflict.leave_given": _("Leave given to keep a duty under the embargo"),
    "conflict.leave_refused": _("Leave refused to keep a duty under the embargo"),
    "conflict.decision_asked": _("One person decided between duty and embargo"),
    "conflict.decided": _("Two people decided between duty and embargo"),
    "finder.deadline_set": _("The finder named a day for going public"),
    "finder.asked": _("Finder asked"),
    "finder.heard": _("The finder wrote"),
    "division.asked": _("Division asked"),
    "division.answered": _("Division answered"),
    "division.passed_on": _("Question passed on to another division"),
    "upstream.notified": _("Supplier told"),
    "upstream.answered": _("Supplier answered"),
    "upstream.fixed": _("Supplier published a fix"),
    "upstream.declined": _("Supplier will not fix it"),
    "coordinator.notified_us": _("A coordinator notified us"),
    "coordinator.date_agreed": _("Instant agreed with the coordinator"),
    "coordinator.date_moved": _("The agreed instant moved"),
    "coordinator.draft_checked": _("The coordinator's draft was checked"),
    "coordinator.number_given": _("The coordinator gave its number"),
    "coordinator.entry_seen": _("The coordinator's entry is public"),
    "notice.released": _("Letter let go by a second person"),
    "cve.requested": _("CVE ID requested"),
    "cve.reserved": _("CVE ID reserved"),
    "cve.left_out": _("No CVE ID is assigned"),
    "cve.told_to_finder": _("Finder told the CVE ID"),
    "cve.published": _("CVE record published"),
    "cve.updated": _("CVE record updated"),
    "cve.rejected": _("CVE ID rejected"),
    "cve.disputed": _("CVE record disputed"),
    "advisory.drafted": _("Advisory drafted"),
    "advisory.changed": _("Advisory's draft changed"),
    "advisory.approved": _("Advisory approved"),
    "release.published": _("Product release published"),
    "release.noted": _("Release note named the advisory's number"),
    "advisory.release_asked": _("One person gave their word for the release"),
    "advisory.released": _("Advisory released by two people"),
    "advisory.armed": _("Advisory armed for its instant"),
    "advisory.held": _("Advisory held"),
    "advisory.published": _("Advisory published"),
    "advisory.revised": _("Advisory revised"),
    "advisory.withdrawn": _("Advisory withdrawn"),
    "notice.queued": _("Notice written"),
    "notice.sent": _("Notice sent"),
    "notice.failed": _("Notice could not be delivered"),
    "notice.bounced": _("Notice came back"),
    "notice.confirmed": _("Notice confirmed by its receiver"),
    "duty.extended": _("Duty extended"),
    "duty.paused": _("Duty paused"),
    "duty.resumed": _("Duty resumed"),
    "duty.waiver_asked": _("One person asks to waive a duty"),
    "duty.waived": _("Duty waived by two people"),
    "anchor.restated": _("Instant stated anew"),
    "access.granted": _("Let into the case"),
    "access.revoked": _("Let out of the case"),
    "restricted.read": _("Sealed words read"),
    "restricted.exported": _("Sealed words exported"),
    "policy.applied": _("Moved to another version of the policy"),
}
"""What each kind of fact is called; kinds that only later work makes are said with the journal's own English words."""

GROUPS: dict[str, Any] = {
    "report": _("Reports"),
    "case": _("The case"),
    "vulnerability": _("Vulnerabilities"),
    "severity": _("Severity"),
    "affect": _("Products"),
    "remedy": _("Remedies"),
    "meeting": _("Meetings"),
    "embargo": _("Embargo"),
    "finder": _("Finders"),
    "division": _("Divisions"),
    "coordinator": _("Coordinators"),
    "cve": _("CVE IDs"),
    "advisory": _("Advisory"),
    "notice": _("Notices"),
    "duty": _("Duties"),
    "anchor": _("Restated instants"),
    "access": _("Access"),
    "restricted": _("Reading"),
    "manager": _("Manager"),
}
ICONS = {
    "report": "message",
    "finder": "message",
    "severity": "triangle",
    "closure": "message",
    "affect": "product",
    "remedy": "shield",
    "fix": "check",
    "workaround": "check",
    "meeting": "people",
    "manager": "person",
    "embargo": "lock",
    "access": "key",
    "restricted": "eye",
    "notice": "arrow",
    "duty": "clock",
    "anchor": "clock",
    "advisory": "sunrise",
    "vulnerability": "alert",
    "case": "flag",
}


def kind_words(kind: str) -> str:
    """Say what a kind of fact is called."""
    return str(KIND_WORDS[kind]) if kind in KIND_WORDS else KINDS.get(kind, kind)


def sentence(setting: Setting, one: Happening) -> str:
    """Say a fact in one sentence, with its particulars."""
    details = [part for part in DETAILS[one.kind](setting, one) if part] if one.kind in DETAILS else []
    subject = one.names.get("affect") or one.names.get("vulnerability") or one.names.get("person")
    if subject and one.kind not in _SUBJECT_SAID:
        details.append(subject)
    words = kind_words(one.kind)
    return gettext("%(what)s: %(details)s") % {"what": words, "details": " · ".join(details)} if details else words


def words_said(one: Happening) -> str:
    """Give the opened words of a fact, one line per part."""
    parts = []
    for value in one.said.values():
        parts += [str(item) for item in value] if isinstance(value, list) else [str(value)]
    return "\n".join(part for part in parts if part)


_SUBJECT_SAID = frozenset({"case.opened"})
Details = list[str]


def _code(one: Happening, name: str) -> str:
    value = one.codes.get(name)
    return "" if value is None else str(value)


def _at(setting: Setting, one: Happening, name: str) -> str:
    written = _code(one, name)
    return absolute(datetime.fromisoformat(written), setting.zone) if written else ""


def _severity(setting: Setting, one: Happening) -> Details:
    by = "" if _code(one, "by") == "ourselves" else word(SOURCES, _code(one, "by"))
    return [by, f"{setting.band(_code(one, 'band'))} {_code(one, 'score')}", _code(one, "vector")]


def _affect(_setting: Setting, one: Happening) -> Details:
    why = _code(one, "justification")
    return [word(STATUSES, _code(one, "status")), word(JUSTIFICATIONS, why) if why else ""]


def _remedy(_setting: Setting, one: Happening) -> Details:
    share = f"{_code(one, 'share')} %" if _code(one, "share") else ""
    return [
        word(REMEDY_KINDS, _code(one, "kind")) if _code(one, "kind") else "",
        _code(one, "due"),
        _code(one, "release") if one.kind == "remedy.shipped" else "",
        share,
    ]


def _duty(setting: Setting, one: Happening) -> Details:
    reason = _code(one, "reason")
    return [setting.duty(_code(one, "duty")), setting.reason(reason) if reason else "", _at(setting, one, "until")]


def _access(setting: Setting, one: Happening) -> Details:
    role = _code(one, "role")
    return [setting.role(role) if role else "", _at(setting, one, "until")]


def _concern(setting: Setting, one: Happening) -> Details:
    return [setting.concern(_code(one, "concern")), gettext("yes") if one.codes.get("holds") else gettext("no")]


def _report(_setting: Setting, one: Happening) -> Details:
    return [one.names.get("report", ""), word(ENDINGS, _code(one, "outcome")) if _code(one, "outcome") else ""]


def _letter(setting: Setting, one: Happening) -> Details:
    duty, party = _code(one, "duty"), _code(one, "party")
    return [setting.duty(duty) if duty else "", setting.party(party) if party else ""]


def _until(setting: Setting, one: Happening) -> Details:
    return [_at(setting, one, "until")]


def _moved(_setting: Setting, one: Happening) -> Details:
    into, source = _code(one, "into"), _code(one, "from")
    return [f"→ {into}" if into else "", f"← {source}" if source else "", one.names.get("vulnerability", "")]


def _silence(setting: Setting, one: Happening) -> Details:
    by = _code(one, "by")
    return [_at(setting, one, "until"), gettext("the finder") if by == "finder" else setting.party(by) if by else ""]


def _conflict(setting: Setting, one: Happening) -> Details:
    owner, decision = _code(one, "owner"), _code(one, "decision")
    said = {"tell": gettext("Tell them"), "keep_silent": gettext("Keep silent")}.get(decision, "")
    return [setting.duty(_code(one, "duty")), setting.party(owner) if owner else "", said]


_REMEDIES = ("planned", "staffed", "started", "reviewed", "merged", "verified", "shipped", "offered_to_all",
             "delivered", "rollout_paused", "rolled_back", "dropped")  # fmt: skip
DETAILS: dict[str, Callable[[Setting, Happening], Details]] = {
    "severity.assessed": _severity,
    "severity.changed": lambda setting, one: [setting.band(_code(one, "was")), f"→ {setting.band(_code(one, 'band'))}"],
    "severity.scored_elsewhere": _severity,
    "affect.stated": _affect,
    **{f"remedy.{step}": _remedy for step in _REMEDIES},
    **{f"duty.{step}": _duty for step in ("extended", "paused", "resumed", "waiver_asked", "waived")},
    "access.granted": _access,
    "case.concern_set": _concern,
    "case.handed_over": lambda setting, one: [setting.role(_code(one, "to"))],
    "case.handed_back": lambda setting, one: [setting.role(_code(one, "from"))],
    "case.merged": _moved,
    "case.split": _moved,
    "case.kind_set": lambda _setting, one: [word(CASE_KINDS, _code(one, "kind"))],
    "case.closed": _report,
    "report.received": _report,
    "report.joined": _report,
    "report.closed": _report,
    "report.answered": _report,
    "embargo.proposed": _silence,
    **{f"conflict.{step}": _conflict for step in ("leave_asked", "leave_given", "leave_refused")},
    **{f"conflict.{step}": _conflict for step in ("decision_asked", "decided")},
    "embargo.revised": _until,
    "finder.deadline_set": _until,
    "meeting.convened": lambda setting, one: [setting.roles(_code(one, "roles").split())],
    "case.consulted": lambda setting, one: [setting.roles(_code(one, "roles").split())],
    "meeting.moved": lambda setting, one: [_at(setting, one, "starts_at")],
    "cve.reserved": lambda _setting, one: [_code(one, "cve")],
    "anchor.restated": lambda setting, one: [kind_words(_code(one, "kind")), _at(setting, one, "at")],
    "data.erased": lambda _setting, one: [str(DATA[_code(one, "kind")])],
    "advisory.approval_asked": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.step_approved": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.approved": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.armed": lambda setting, one: [_at(setting, one, "public_at")],
    "notice.queued": _letter,
    "notice.sent": _letter,
}
"""How the particulars of a fact are said, for the kinds that have any."""
