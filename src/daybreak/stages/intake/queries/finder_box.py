"""What a finder reads with their tracking code: stage, next date, conversation, severity told, closing, credit."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from daybreak.core.access import Viewer
from daybreak.core.identifiers import read_tracking_code
from daybreak.core.lifecycle.finder import finder_stage, question_open
from daybreak.core.policy.conflicts import FINDER
from daybreak.core.policy.told import longer_for
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.models import Assessment, DutyRow, Report, Vulnerability
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.intake.hearing import next_hearing, owed_about
from daybreak.stages.intake.own_part import part_of
from daybreak.stages.intake.privacy.masking import finder_of
from daybreak.stages.intake.queries.conversation import conversation_of, files_of
from daybreak.stages.intake.queries.finder_day import named_day
from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.facts import Fact
    from daybreak.core.lifecycle.finder import Stage
    from daybreak.core.policy.own_part import OwnPart
    from daybreak.stages.intake.hearing import Hearing
    from daybreak.stages.intake.queries.conversation import FileLine, Said
    from daybreak.stages.intake.submission import Finder

GENERAL = "general"
_NO_CODE = "no code"
_OBJECTIONS = frozenset({"severity.objected", "closure.objected"})


@dataclass(frozen=True)
class SeverityTold:
    """A judged vulnerability: band and its name in the policy's words, score 0.0 to 10.0, vector, CVE ID or ""."""

    band: str
    name: str
    score: str
    vector: str
    cve: str


@dataclass(frozen=True)
class ClosureTold:
    """The report was closed without a case: why, and when."""

    outcome: str
    at: datetime


@dataclass(frozen=True)
class TakesLonger:
    """Something that takes longer than was said, where the policy wants the finder told: what, until when, and why."""

    name: str
    until: datetime
    reason: str


@dataclass(frozen=True)
class FinderBox:
    """A finder's whole page. `waiting` names objections without an answer yet: severity, closure.

    `asked` says that we wait for the finder to answer us; `own_day` is when they mean to go public themselves;
    `inquiry` says that it lies in the mailbox for general inquiries: nobody takes it for a vulnerability (A3).
    """

    number: str
    received_at: datetime
    raw_sha256: str
    language: str
    stage: Stage
    hearing: Hearing | None
    conversation: tuple[Said, ...]
    files: tuple[FileLine, ...]
    severities: tuple[SeverityTold, ...]
    cves: tuple[str, ...]
    closure: ClosureTold | None
    finder: Finder
    waiting: frozenset[str]
    asked: bool
    own_day: datetime | None
    longer: tuple[TakesLonger, ...]
    inquiry: bool = False


def report_by_code(code: str) -> Viewer | None:
    """Give the finder whom a tracking code belongs to; None for any other, after the same work (control 12)."""
    try:
        written = read_tracking_code(code)
    except ValueError:
        written = _NO_CODE
    wanted = index_hash("tracking code", written)
    with as_the_house():
        row = Report.objects.filter(tracking_hash=wanted).only("tracking_hash").first()
    same = hmac.compare_digest(row.tracking_hash if row else "-" * len(wanted), wanted)
    return Viewer("finder", str(row.id)) if row and same else None


def own_report(viewer: Viewer, now: datetime) -> Report | None:
    """Give the finder's own report, to do a deed on; None once it was erased. Its case is not theirs to see."""
    if viewer.kind != "finder":
        return None
    rows = visible_to(viewer, now).reports().filter(data_key__destroyed_at=None)
    return rows.select_related("data_key", "policy").first()


def finder_box(viewer: Viewer, now: datetime) -> FinderBox | None:
    """Open the finder's page; None once their report was erased.

    What it tells of the case (stage, severity, CVE IDs, the next date) is gathered as the house.
    """
    report = own_report(viewer, now)
    if report is None:
        return None
    with as_the_house():
        return _box(report, now)


def _box(report: Report, now: datetime) -> FinderBox:
    part = part_of(report)
    facts, told = part.facts, _told(report, part)
    return FinderBox(
        number=report.number,
        received_at=report.received_at,
        raw_sha256=report.raw_sha256,
        language=report.language,
        stage=finder_stage(facts, now),
        hearing=next_hearing(report, now, get_language() or ""),
        conversation=conversation_of(report),
        files=files_of(report),
        severities=_severities(report, told),
        cves=tuple(row.cve_id for row in told if row.cve_id),
        closure=ClosureTold(report.outcome, report.closed_at) if report.closed_at and not report.case_id else None,
        finder=finder_of(report),
        waiting=_waiting(facts),
        asked=question_open(facts) is not None,
        own_day=named_day(report),
        longer=_longer(report, part),
        inquiry=report.mailbox == GENERAL and report.case_id is None,
    )


def _longer(report: Report, part: OwnPart) -> tuple[TakesLonger, ...]:
    """Say what takes longer and is not done yet; of what each duty is about, nothing."""
    policy, language = policy_of((report.case or report).policy), get_language() or report.language
    rows = DutyRow.objects.filter(owed_about(report), kept=None, waived=None)
    still = {(row.rule, row.subject) for row in rows if part.holds(row.scope, row.subject)}
    facts = [fact for fact in part.facts if (fact.codes.get("duty"), fact.codes.get("subject")) in still]
    return tuple(
        TakesLonger(
            one.rule.name.in_(language, policy.language),
            one.until,
            reason.name.in_(language, policy.language) if (reason := policy.reasons.get(one.reason)) else "",
        )
        for one in longer_for(policy, facts, FINDER)
    )


def _told(report: Report, part: OwnPart) -> tuple[Vulnerability, ...]:
    """The vulnerabilities that this finder reported; what others or we ourselves found is not theirs to read."""
    if not report.case_id:
        return ()
    here = [report.case_id, *part.elsewhere]
    return tuple(Vulnerability.objects.filter(case__in=here, found_by="finder", id__in=part.flaws))


def _severities(report: Report, told: tuple[Vulnerability, ...]) -> tuple[SeverityTold, ...]:
    policy, language = policy_of(report.policy), get_language() or report.language
    judged = Assessment.objects.filter(vulnerability__in=told, counts=True).select_related("vulnerability")
    return tuple(
        SeverityTold(
            row.band,
            policy.band_name(row.band).in_(language, policy.language) if row.band in policy.bands else row.band,
            str(row.score),
            row.vector,
            row.vulnerability.cve_id or "",
        )
        for row in judged.order_by("vulnerability__added_at")
    )


def _waiting(facts: tuple[Fact, ...]) -> frozenset[str]:
    waiting: set[str] = set()
    for fact in facts:
        what, _dot, done = fact.kind.partition(".")
        if fact.kind in _OBJECTIONS:
            waiting.add(what)
        elif done == "explained":
            waiting.discard(what)
    return frozenset(waiting)
