"""One flaw carried from a report to an advisory, under whichever example policy the site has; no code asks which."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from daybreak.core.access import Actor
from daybreak.stages.cases.actions import confirm, open_case
from daybreak.stages.cases.vulnerabilities import Status, assess, describe, give_cve, leave_without_cve, state_affect
from daybreak.stages.coordination.actions import agree_date
from daybreak.stages.disclosure.actions import approve, content_of, draft_advisory
from daybreak.stages.disclosure.customers import note_customers_told
from daybreak.stages.disclosure.queries import revision_of
from daybreak.stages.disclosure.release import vote_release
from daybreak.stages.disclosure.words import fields_of
from daybreak.stages.disclosure.writing import write_words
from daybreak.stages.intake.actions import receive
from daybreak.stages.intake.submission import Finder, Submission
from daybreak.stages.remediation.actions import Plan, advance_remedy, plan_remedy, ship_remedy, verify_remedy
from tests.once import once

if TYPE_CHECKING:
    from daybreak.records.models import Advisory, Case, Report, Revision, Vulnerability
    from tests.cast import Member, Site

VECTOR = "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
CVE = "CVE-2026-41414"
CANARY = "canary-9d2f"
"""Stands in every word of the advisory: where nothing is public yet, it must not be found."""


@dataclass
class Telling:
    """A site, a case and its advisory on the way to the public."""

    site: Site
    report: Report
    case: Case
    vulnerability: Vulnerability
    advisory: Advisory

    @property
    def revision(self) -> Revision:
        """The newest revision, read anew."""
        return revision_of(self.advisory, self.advisory.revisions.count())

    @property
    def now(self) -> datetime:
        """The cast's instant."""
        return self.site.at.now

    def write(self, suffix: str = "", by: Member | None = None) -> None:
        """Write every word of the advisory in every language of the policy."""
        languages, revision = self.site.policy.languages, self.revision
        values = {
            field.name_in(language): _words(
                field.name, language, suffix.partition("\n")[0] if field.kind == "line" else suffix
            )
            for field in fields_of(content_of(revision), languages)
            for language in field.languages
            if not field.name.startswith("ref") or any(words for _language, words in field.words)
        }
        write_words(actor=(by or self.site.hana).actor, now=self.now, revision=revision, values=values)

    def agree(self, public_at: datetime) -> None:
        """Agree the instant with whoever the policy publishes together with, and tell whom it tells first."""
        self.tell_customers(public_at)
        for party in self.site.policy.disclosure.together_with:
            agree_date(
                actor=self.site.hana.actor,
                now=self.now,
                case=self.case,
                party=party,
                public_at=public_at,
                confirmed=True,
            )

    def tell_customers(self, public_at: datetime) -> None:
        """Note that the customers whom the policy tells first knew long before the instant."""
        if self.site.policy.publication.customers_first is not None:
            at = min(self.now, public_at) - timedelta(days=14)
            who, words = self.site.hana.actor, "By mail: a release comes."
            note_customers_told(actor=who, now=self.now, revision=self.revision, words=words, at=at)

    def approve_all(self) -> None:
        """Give every approval the policy asks for, in its order."""
        for rule in self.site.policy.disclosure.approvals:
            self.site.at.later(minutes=1)
            divisions = self.divisions if rule.of else [""]
            for division in divisions:
                approve(
                    actor=self.site.mina.actor, now=self.now, revision=self.revision, role=rule.by, division=division
                )

    @property
    def divisions(self) -> list[str]:
        """The divisions whose products are affected."""
        return sorted({affect.product.division for affect in self.vulnerability.affects.filter(status="affected")})

    def release(self, public_at: datetime) -> None:
        """Release by two."""
        for member in (self.site.hana, self.site.mina):
            vote_release(
                actor=member.actor,
                now=self.now,
                revision=self.revision,
                public_at=public_at,
            )

    def arm(self, public_at: datetime | None = None) -> datetime:
        """Write, agree, approve and release; give the instant."""
        instant = public_at or self.now + timedelta(hours=5)
        name = f"{self.advisory.number} armed at {self.now} for {instant}"
        self.site.at.now = once(name, lambda: self._armed(instant))
        for row in (self.case, self.vulnerability, self.advisory):
            row.refresh_from_db()
        return instant

    def _armed(self, instant: datetime) -> datetime:
        self.write()
        self.agree(instant)
        self.approve_all()
        self.release(instant)
        return self.now


def _words(name: str, language: str, suffix: str) -> str:
    if name.endswith("url"):
        return "https://reading.example/about"
    return {"ja": "記録領域を越えて読み出せる問題です", "en": "Memory beyond the record can be read"}[
        language
    ] + f" {CANARY}{suffix}"


def tell(site: Site) -> Telling:
    """Report, case, assessment, fix verified and shipped, advisory drafted."""
    from daybreak.records.models import Case

    site.at.now = once("told", lambda: _told(site))
    case = Case.objects.select_related("policy", "data_key").get()
    report, flaw, advisory = case.reports.get(), case.vulnerabilities.get(), case.advisories.get()
    return Telling(site, report, case, flaw, advisory)


def _told(site: Site) -> datetime:
    submission = Submission(
        door="web",
        mailbox="security",
        language=site.policy.language,
        raw=json.dumps({"steps": "1"}).encode(),
        title="Memory can be read",
        answers={"steps": "1"},
        finder=Finder(name="Rita Okafor", address="rita@finder.example", credit="name", credit_name="Rita Okafor"),
    )
    tell_of(site, receive(actor=Actor("finder"), now=site.at.now, submission=submission).report)
    return site.at.now


def tell_of(site: Site, report: Report) -> Telling:
    """Carry a report that has come in to a drafted advisory; in a drill no CVE ID is given."""
    hana, quinn, mina, at = site.hana, site.quinn, site.mina, site.at
    case = open_case(actor=hana.actor, now=at.later(hours=1), report=report, title=f"Out-of-bounds read {CANARY}")
    confirm(actor=hana.actor, now=at.later(hours=1), case=case)
    flaw = case.vulnerabilities.get()
    describe(
        actor=hana.actor,
        now=at.now,
        vulnerability=flaw,
        title=f"Out-of-bounds read {CANARY}",
        description="x",
        cwe="CWE-125",
    )
    assess(actor=hana.actor, now=at.now, vulnerability=flaw, vector=VECTOR)
    if report.drill is None:
        give_cve(actor=hana.actor, now=at.now, vulnerability=flaw, cve=CVE)
    else:
        leave_without_cve(actor=hana.actor, now=at.now, vulnerability=flaw, reason="A drill.")
    _fixed(site, case, flaw, quinn, mina)
    advisory = draft_advisory(actor=hana.actor, now=at.later(hours=1), case=case, vulnerabilities=[flaw])
    return Telling(site, report, case, flaw, advisory)


def _fixed(site: Site, case: Case, flaw: Vulnerability, quinn: Member, mina: Member) -> None:
    from daybreak.records.models import Product

    at, hana = site.at, site.hana
    supported = [
        entry for entry in site.policy.products if entry.support_end is None or entry.support_end > at.now.date()
    ]
    weak, sound = (Product.objects.get(key=entry.key) for entry in supported[:2])
    first, last = weak.releases.order_by("released_on").first(), weak.releases.order_by("released_on").last()
    affect = state_affect(
        actor=hana.actor, now=at.now, vulnerability=flaw, product=weak, release=first, stated=Status("affected")
    )
    reason = Status("not_affected", "vulnerable_code_not_present")
    state_affect(actor=hana.actor, now=at.now, vulnerability=flaw, product=sound, release=None, stated=reason)
    remedy = plan_remedy(
        actor=hana.actor, now=at.now, case=case, plan=Plan("fix", "Check the length.", [affect], None, hana.person)
    )
    advance_remedy(actor=hana.actor, now=at.later(hours=1), remedy=remedy, kind="remedy.started")
    verify_remedy(actor=quinn.actor, now=at.later(hours=1), remedy=remedy, words="No byte leaks.")
    ship_remedy(actor=hana.actor, now=at.later(hours=1), remedy=remedy, release=last)


def a_tuesday(site: Site) -> datetime:
    """Give an instant on a publication day, a week after the beginning."""
    return datetime(2026, 12, 1, 5, 0, tzinfo=UTC)
