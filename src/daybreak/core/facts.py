"""The journal's vocabulary: what a fact is, and every kind of fact there is."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Code = str | int | float | bool | None
SEVERAL = "\n"
"""What stands between the values of a code that has several: the markets of a product, what an advisory covers."""
COVERED = "vulnerabilities"
"""The code that names what an advisory is about, each vulnerability by its key."""
PUBLISHED = ("advisory.published", "advisory.revised")
"""What is noted once readers have an advisory: its first publication, and each after it."""
OF_REMEDIES = ("remedy.", "fix.", "workaround.")
"""How the kinds of facts begin that tell of a remedy."""


@dataclass(frozen=True)
class Fact:
    """One thing that happened.

    `subjects` maps a scope (report, case, vulnerability, affect, remedy, participant, advisory, release, mailbox,
    party, division, key, policy) to the key of the thing concerned. `codes` holds the open particulars
    (band, surface, support, division, status …), never free text. `happened_at` is when it was so, `recorded_at`
    when we wrote it down; both are aware, in UTC.
    """

    kind: str
    happened_at: datetime
    recorded_at: datetime
    position: int = 0
    actor: str = ""
    subjects: Mapping[str, str] = field(default_factory=dict)
    codes: Mapping[str, Code] = field(default_factory=dict)


def facts_from(bodies: Iterable[str]) -> list[Fact]:
    """Read entries as the journal stores them, JSON objects of one fact each; all at once costs less than each."""
    return [
        Fact(
            kind=said["kind"],
            happened_at=datetime.fromisoformat(said["happened_at"]),
            recorded_at=datetime.fromisoformat(said["recorded_at"]),
            position=said["position"],
            actor=said["actor"],
            subjects=said["subjects"],
            codes=said["codes"],
        )
        for said in json.loads(f"[{','.join(bodies)}]")
    ]


def utc_code(at: datetime) -> str:
    """Write an aware instant as a code: in UTC, in whatever zone it was told; the house's zone stands in its policy."""
    return at.astimezone(UTC).isoformat()


def covered_by(fact: Fact) -> frozenset[str]:
    """Give the keys of the vulnerabilities that a fact names as covered by its advisory; none where it names none."""
    return frozenset(str(fact.codes.get(COVERED) or "").split(SEVERAL)) - {""}


def latest_statuses(stated: Iterable[Fact]) -> list[Fact]:
    """Give the newest of the facts `affect.stated`, told in order, for each affect, in the order they first came.

    One that names no affect stands for itself.
    """
    return list({fact.subjects.get("affect", str(place)): fact for place, fact in enumerate(stated)}.values())


KINDS: dict[str, str] = {
    "report.received": "A report was stored before anything was answered; mail: codes `spf`, `dkim`, `dmarc`, `party`",
    "report.acknowledged": "The automatic receipt was given or queued",
    "report.decrypted": "What came encrypted was opened with our key; codes `key`, `signature`",
    "report.not_decrypted": "What came encrypted could not be opened; code `why`",
    "report.answered": "A person wrote to the finder",
    "report.handed_over": "Customer service marked an inquiry as security-related and handed it over",
    "report.joined": "The report became part of a case",
    "report.closed": "The report was closed without a case; code `outcome` says why",
    "report.credit_chosen": "The finder chose whether and how to be thanked",
    "mailbox.looked_at": "Somebody looked through the mailbox, by opening its list or by a triage deed",
    "manager.informed": "The programme manager was told",
    "meeting.convened": "A meeting was convened; codes say which roles were invited",
    "meeting.moved": "A meeting was moved to another time or place; those invited were told",
    "meeting.cancelled": "A meeting was called off; those invited were told",
    "meeting.held": "The meeting took place and its minutes hold the fix proposal",
    "case.opened": "A case was opened",
    "case.kind_set": "The case is about a vulnerability, or an incident; code `kind`",
    "case.described": "The case's title or summary was written anew",
    "case.concern_set": "A yes/no particular of the case was stated, for example that it concerns our own network",
    "case.confirmed": "It is real",
    "case.escalated": "The case was escalated; the severity table's clocks may start here",
    "case.merged": "A case was merged: code `into` names where this one went, `from` what came into this one",
    "case.split": "Part of the case left it for another (`into`), or is this one (`from`); subjects say what left",
    "case.consulted": "Colleagues were asked for their advice without a meeting; code `roles`",
    "case.advised": "Advice was given",
    "case.handed_over": "The case was handed over to a team of the house; code `to` names its role",
    "case.handed_back": "The team handed the case back; code `from` names its role",
    "case.closed": "The case was closed; code `outcome`",
    "case.reopened": "The case was opened again",
    "case.lesson_recorded": "What was learnt was written down",
    "follow_up.planned": "Somebody shall follow a lesson up; codes `person`, `until`",
    "follow_up.done": "A lesson was followed up, with a note of what was done",
    "vulnerability.added": "A vulnerability was added to the case",
    "vulnerability.reported_in": "It was said which reports tell of it; code `reports`, one key a line",
    "vulnerability.in_component": "The component of others that it lies in was named; codes `component`, `in`",
    "vulnerability.described": "A vulnerability's words were written anew",
    "vulnerability.public": "The vulnerability is publicly known",
    "vulnerability.exploit_public": "An exploit is publicly available",
    "vulnerability.attacked": "Attacks using it were observed",
    "vulnerability.adversary_has_exploit": "An adversary has exploit code, which is not public",
    "vulnerability.adversary_knows": "An adversary knows technical details, which are not public",
    "severity.assessed": "Severity was judged; codes `band`, `vector`, `version`, `score`, `by`",
    "severity.changed": "Our judgement moved to another band; codes `band`, `was`, `raised`",
    "severity.scored_elsewhere": "Somebody else's score was set beside ours; codes as `severity.assessed`",
    "severity.objected": "The finder objects to the severity",
    "severity.explained": "The finder's objection was answered with reasons",
    "closure.objected": "The finder objects to the closing of the report",
    "closure.explained": "The finder's objection to the closing was answered with reasons",
    "ssvc.decided": "It was decided by an SSVC table how soon to act; codes `table`, `outcome` and one per question",
    "affect.stated": (
        "A product's status was stated; codes `status`, `product`, `surface`, `support`, `division`, `component`, "
        "`justification`, `market` (each on a line of its own)"
    ),
    "remedy.planned": "A remedy was planned; codes `kind`, `due`",
    "remedy.staffed": "People were assigned to the remedy",
    "remedy.started": "Work on the remedy began",
    "remedy.reviewed": "A peer who is not the author reviewed it",
    "remedy.merged": "The change reached an official branch",
    "remedy.verified": "A quality engineer who is not the author verified it",
    "remedy.shipped": "It shipped in a release",
    "remedy.offered_to_all": "It was offered to every device",
    "remedy.delivered": "A share of devices has it; code `share`",
    "remedy.rollout_paused": "The roll-out was paused",
    "remedy.rolled_back": "The roll-out was rolled back",
    "remedy.dropped": "The remedy was given up",
    "fix.available": "Derived: a fix shipped or was offered to all",
    "workaround.available": "Derived: a verified workaround or mitigation is ready to be described",
    "participant.invited": "A party was invited into the case",
    "participant.joined": "The party joined",
    "participant.declined": "The party declined",
    "participant.removed": "The party was removed from the case",
    "participant.stated": "The party stated its products' status",
    "participant.ready": "The party's fix is ready to be published",
    "participant.not_ready": "The party's fix is not ready after all",
    "embargo.proposed": (
        "An embargo was proposed; codes `until`, `by` (the party that asked for it, or `finder`), `despite` "
        "(`fix.ready`, where it was proposed with a reason although the fix was)"
    ),
    "embargo.accepted": "The proposed embargo was accepted; codes `until`, `by` (all who ask for it), `by_sending`",
    "embargo.rejected": "The proposal was rejected",
    "embargo.revised": "The embargo's end was revised; code `until`",
    "embargo.ended": "The embargo ended; code `reason`",
    "conflict.leave_asked": "The owner of an embargo was asked for leave to keep a duty; codes `duty`, `owner`",
    "conflict.leave_given": "The owner of the embargo gave leave; codes `duty`, `owner`",
    "conflict.leave_refused": "The owner of the embargo refused leave; codes `duty`, `owner`",
    "conflict.decision_asked": "One person decided between duty and embargo, a second must agree; codes as below",
    "conflict.decided": "Two people decided between duty and embargo; codes `duty`, `decision` (`tell`, `keep_silent`)",
    "finder.deadline_set": "The finder named the date on which they will publish; code `until`",
    "finder.asked": "The finder was asked something",
    "finder.silent": "The finder has not answered in time",
    "finder.heard": "The finder wrote",
    "division.asked": "A division was asked whether its products are affected",
    "division.took": "A division took the question",
    "division.passed_on": "A division passed the question on; its clock keeps running",
    "division.answered": "A division answered for its products",
    "upstream.notified": "The upstream supplier was told",
    "upstream.answered": "The upstream supplier answered",
    "upstream.fixed": "The upstream supplier published a fix",
    "upstream.declined": "The upstream supplier will not fix it",
    "coordinator.notified_us": "A coordinator notified us",
    "coordinator.date_agreed": "The date of publication was agreed with the coordinator",
    "coordinator.date_confirmed": "The coordinator confirmed the agreed instant",
    "coordinator.date_moved": "The agreed date moved",
    "coordinator.draft_checked": "The coordinator's draft was checked",
    "coordinator.number_given": "The coordinator gave its number (JVN#)",
    "coordinator.entry_seen": "The coordinator's entry was seen in public",
    "authority.report_asked": "An authority asked for a report on how things stand; code `until`",
    "cve.requested": "A CVE ID was requested",
    "cve.left_out": "It was decided, with a reason, that no CVE ID is assigned; code `cve` names one taken off",
    "cve.told_to_finder": "The finder was told the CVE ID",
    "cve.reserved": "A CVE ID was reserved",
    "cve.published": "The CVE record was published",
    "cve.updated": "The CVE record was updated",
    "cve.rejected": "The CVE ID was rejected",
    "cve.disputed": "The CVE record is disputed",
    "advisory.drafted": "An advisory was drafted; code `vulnerabilities` says about which (each on a line of its own)",
    "advisory.named_again": "It names a vulnerability that another advisory names already, with a reason",
    "advisory.changed": "The draft's content changed; approvals it concerns are void",
    "advisory.approval_asked": "It is the turn of a role to approve this content; code `role`",
    "advisory.sent_back": "A role sent this content back (none: its release); codes `role`, `division`, `content`",
    "advisory.step_approved": "Every approval asked of one role stands for this content; code `role`",
    "advisory.translated": "The released content has its words in every language of the policy",
    "advisory.approved": "A role approved the content; codes `role`, `content`",
    "advisory.release_asked": "One person gave their word for the release; a second, different one must too",
    "advisory.released": "Two people released the content",
    "advisory.armed": "The release was armed for an instant; code `public_at`",
    "advisory.held": "Publication was put on hold",
    "advisory.published": "The advisory became public; code `vulnerabilities` as in `advisory.drafted`",
    "advisory.revised": "A further revision became public; code `vulnerabilities` as in `advisory.drafted`",
    "advisory.withdrawn": "The advisory was withdrawn",
    "emergency.declared": "An emergency was declared for a vulnerability, or the whole case; code `roles`",
    "customers.told": "The customers whom the policy names were told that a release comes, and no more",
    "users.informed": "The users concerned were told of it and of what they can do, outside this site",
    "answer.drafted": "A public answer about a CVE was drafted, or its draft written anew",
    "answer.approved": "One person gave their word for a public answer; a second, different one must too",
    "answer.published": "A public answer about a CVE was published",
    "answer.changed": "A public answer changed",
    "subscribers.told": "Subscribers were written to about a public advisory; codes `letters`, `revision` (its key)",
    "subscription.asked": "An address was given for hearing of advisories; a letter there asks for its owner's word",
    "subscription.confirmed": "The owner of the address confirmed the subscription",
    "subscription.changed": "The subscriber changed what they wish to hear of",
    "subscription.stopped": "Letters were refused for good (code `letters`): none goes there until confirmed anew",
    "subscription.ended": "The subscription ended and its key was destroyed; codes `why`, `key`",
    "notice.queued": "A notice was written, to be sent",
    "notice.released": "A second person let a letter with embargoed detail go",
    "notice.sent": "A notice was accepted by the receiving side; codes `duty`, `party`, `template`",
    "notice.failed": "A notice could not be delivered and will be tried again or needs a person",
    "notice.bounced": "A notice came back",
    "notice.confirmed": "The receiver confirmed the notice",
    "duty.extended": "A duty's limit was extended; codes `duty`, `subject`, `until`, `reason`",
    "duty.paused": "A duty was paused; codes `duty`, `subject`, `reason`",
    "duty.resumed": "A paused duty goes on",
    "duty.waiver_asked": "One person asked to waive a duty; a second must agree",
    "duty.waived": "A duty was waived by two people",
    "anchor.restated": "The instant of an earlier fact was stated anew; codes `kind`, `at`",
    "access.granted": "A person was let into a case or given a role",
    "access.revoked": "Access was taken back",
    "access.broken_glass": "Two people opened a case to somebody in an emergency",
    "restricted.read": "Sealed content was read",
    "restricted.exported": "Sealed content was exported",
    "restricted.unmask_asked": "One person asked to see who a finder is; a second, different one must agree",
    "restricted.unmasked": "A finder's identity was shown to the two people who asked; code `first` is the first",
    "supplier.registered": "A supplier of components was registered; code `reachable` says whether with an address",
    "supplier.changed": "How a supplier is reached was changed; code `reachable` as in `supplier.registered`",
    "component.supplied": "It was said who supplies a component",
    "component.registered": "A component was registered; codes `kind`, `version`",
    "component.evaluated": "A component was evaluated",
    "component.approved": "A component was approved",
    "component.refused": "A component was refused",
    "component.contained": "A component was put on the list of a release",
    "component.removed": "A component was taken off the list of a release",
    "release.registered": "A product's release was registered",
    "release.published": "A product's release was published",
    "release.noted": "A release note that names an advisory's number came out; codes `number`, `release`",
    "release.reviewed": "The work that a release gate asks for was done; code `gate`",
    "release.audited": "A tool audited the release, and its result was kept; codes `gate`, `worst`",
    "release.changed": "What it contains changed after work at its gates was kept or signed: they are open again",
    "release.gate_signed": "A release gate was signed by its owner or left out with a reason; codes `gate`, `left_out`",
    "product.registered": "A product was added to the catalogue",
    "sbom.imported": "A bill of materials was imported",
    "finding.opened": "A known vulnerability matched a shipped release",
    "finding.decided": "A match was decided",
    "finding.lapsed": "A match no longer holds",
    "digest.issued": "An issue of the internal digest came out for everybody employed",
    "digest.read": "Somebody read the internal digest",
    "policy.adopted": "A policy version was put in force",
    "policy.applied": "A case was moved to another policy version",
    "policy.reviewed": "The policy was reviewed",
    "key.created": "A key was made",
    "key.published": "A key was published",
    "key.expiring": "A key expires soon",
    "key.revoked": "A key was revoked",
    "key.kept": "The private half of a key was given to the site, to open what is encrypted to it",
    "consent.given": "The finder consented; code `for` says to what: thanks, coordinator, partner, supplier",
    "consent.withdrawn": "The finder withdrew a consent; code `for`",
    "erasure.requested": "The finder asked for their data to be erased",
    "erasure.asked": "One person gave their word for erasing a report; a second, different one must too",
    "erasure.declined": "The finder's wish for erasure was declined, with reasons",
    "finder.erased": "The report's key was destroyed, and with it everything the finder sent; code `key`",
    "data.marked": "A file or message was marked as holding customers' data; codes `file` (its SHA-256), `message`",
    "data.unmarked": "The mark as holding customers' data was taken off",
    "data.erased": "One kind of a report's data was erased; codes `kind` (contact_data, customer_data), `key`",
    "data.copied": "The finder took a copy of everything held about their report",
    "hold.placed": "A legal hold stops every erasure of a report's data",
    "hold.lifted": "The legal hold was lifted",
    "person.registered": "A person was registered on the site",
    "person.left": "A person left the house: no sign-in, no role, no membership and no token any more",
    "drill.started": "A drill began",
    "drill.ended": "A drill ended",
}
"""Every kind of journal entry and what it means; the journal refuses others, and a policy may name only these."""
