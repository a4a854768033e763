"""The journal of a case in sentences: what each kind of fact is called, and its particulars in words."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from daybreak.core.facts import SEVERAL
from daybreak.core.lifecycle.participant import PARTICIPANT
from daybreak.core.policy.own_part import TAKEN_FROM
from daybreak.design.speech import absolute
from daybreak.doors.desk.case_words import (
    ENDINGS,
    JUSTIFICATIONS,
    REMEDY_KINDS,
    SOURCES,
    SSVC_OUTCOMES,
    STATUSES,
    word,
)
from daybreak.doors.desk.case_words import KINDS as CASE_KINDS
from daybreak.doors.desk.data_words import KINDS as DATA
from daybreak.doors.desk.fact_words import kind_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from daybreak.doors.desk.case_setting import Setting
    from daybreak.stages.cases.timeline import Happening


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
    "consent": _("Consent"),
    "data": _("Customers' data"),
    "hold": _("Legal hold"),
    "erasure": _("Erasure"),
    "answer": _("Public answer"),
    "follow_up": _("Follow-ups"),
    "upstream": _("Suppliers"),
    "participant": _("Participants"),
    "closure": _("Objections to the closing"),
    "component": _("Components"),
    "conflict": _("Conflicts with an embargo"),
    "customers": _("Customers who are told first"),
    "digest": _("Digest"),
    "drill": _("Drills"),
    "emergency": _("Emergency"),
    "finding": _("Matches with known vulnerabilities"),
    "fix": _("Fixes available"),
    "authority": _("Authorities"),
    "key": _("Keys"),
    "mailbox": _("Mailboxes"),
    "person": _("People"),
    "policy": _("Policy"),
    "product": _("Registered products"),
    "release": _("Product releases"),
    "sbom": _("Bills of materials"),
    "ssvc": _("SSVC decisions"),
    "subscribers": _("Letters to subscribers"),
    "subscription": _("Subscriptions"),
    "supplier": _("Registered suppliers"),
    "users": _("Users concerned"),
    "workaround": _("Workarounds available"),
}
"""What the first word of a fact's kind is called, by which a journal is filtered."""
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


def sentence(setting: Setting, one: Happening) -> str:
    """Say a fact in one sentence, with its particulars."""
    details = [part for part in DETAILS[one.kind](setting, one) if part] if one.kind in DETAILS else []
    subject = one.names.get("affect") or one.names.get("vulnerability") or one.names.get("person")
    if subject and one.kind not in _SUBJECT_SAID:
        details.append(subject)
    words = kind_words(one.kind)
    said = gettext("%(what)s: %(details)s") % {"what": words, "details": " · ".join(details)} if details else words
    source = _code(one, TAKEN_FROM)
    told_anew = source and source != setting.number and "report" not in one.subjects
    return f"{said} · ← {source}" if told_anew else said


def words_said(one: Happening) -> str:
    """Give the opened words of a fact, one line per part."""
    parts = []
    for value in one.said.values():
        parts += [_item(item) for item in value] if isinstance(value, list) else [str(value)]
    return "\n".join(part for part in parts if part)


def _item(item: object) -> str:
    """Say one of several things: words as they are, a file by its name."""
    return str(item.get("name", "")) if isinstance(item, dict) else str(item)


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
        (one.names.get("release") or _code(one, "release")) if one.kind == "remedy.shipped" else "",
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
    askers = [by for by in _code(one, "by").split(SEVERAL) if by]
    named = [gettext("the finder") if by == "finder" else setting.party(by) for by in askers]
    despite = gettext("although the fix was ready") if _code(one, "despite") else ""
    return [_at(setting, one, "until"), *named, despite]


def _conflict(setting: Setting, one: Happening) -> Details:
    owner, decision = _code(one, "owner"), _code(one, "decision")
    said = {"tell": gettext("Tell them"), "keep_silent": gettext("Keep silent")}.get(decision, "")
    return [setting.duty(_code(one, "duty")), setting.party(owner) if owner else "", said]


_REMEDIES = ("planned", "staffed", "started", "reviewed", "merged", "verified", "shipped", "offered_to_all",
             "delivered", "rollout_paused", "rolled_back", "dropped")  # fmt: skip
DETAILS: dict[str, Callable[[Setting, Happening], Details]] = {
    "severity.assessed": _severity,
    "ssvc.decided": lambda _setting, one: [word(SSVC_OUTCOMES, _code(one, "outcome"))],
    "severity.changed": lambda setting, one: [
        f"{setting.band(_code(one, 'was'))} → {setting.band(_code(one, 'band'))}"
    ],
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
    "embargo.accepted": lambda setting, one: [
        *_silence(setting, one),
        gettext("by sending them the report") if one.codes.get("by_sending") else "",
    ],
    **{f"conflict.{step}": _conflict for step in ("leave_asked", "leave_given", "leave_refused")},
    **{f"conflict.{step}": _conflict for step in ("decision_asked", "decided")},
    **dict.fromkeys(PARTICIPANT.deeds, _letter),
    "embargo.revised": _until,
    "finder.deadline_set": _until,
    "authority.report_asked": _until,
    "meeting.convened": lambda setting, one: [setting.roles(_code(one, "roles").split())],
    "case.consulted": lambda setting, one: [setting.roles(_code(one, "roles").split())],
    "meeting.moved": lambda setting, one: [_at(setting, one, "starts_at")],
    **dict.fromkeys(("cve.reserved", "cve.left_out"), lambda _setting, one: [_code(one, "cve")]),
    "anchor.restated": lambda setting, one: [kind_words(_code(one, "kind")), _at(setting, one, "at")],
    "data.erased": lambda _setting, one: [str(DATA[_code(one, "kind")])],
    "advisory.approval_asked": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.sent_back": lambda setting, one: [
        setting.role(_code(one, "role")) if _code(one, "role") else gettext("the words for its release")
    ],
    "advisory.step_approved": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.approved": lambda setting, one: [setting.role(_code(one, "role"))],
    "advisory.armed": lambda setting, one: [_at(setting, one, "public_at")],
    "notice.queued": _letter,
    "notice.sent": _letter,
}
"""How the particulars of a fact are said, for the kinds that have any."""
