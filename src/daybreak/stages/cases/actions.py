"""Deeds that make and steer a case: open, join, confirm, escalate, close, reopen."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from daybreak.core.identifiers import new_number
from daybreak.core.lifecycle.case import may_close, may_close_on, state_from
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.core.lifecycle.joining import merged_into
from daybreak.core.policy.model_intake import GENERAL
from daybreak.core.policy.reading import door_kind
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import PREFIX
from daybreak.program.versions import policy_of, version_in_force
from daybreak.records.models import Case, Person
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.refusals import CaseStillOpen, CaseWasMerged, WorkUnfinished
from daybreak.stages.cases.vulnerabilities import add_vulnerability
from daybreak.stages.cases.words import line, one_world, prose, still_open
from daybreak.stages.intake.actions import hand_over
from daybreak.stages.intake.conversation import answer_finder, still_there
from daybreak.stages.intake.refusals import ReportDecidedAlready
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import open_text, seal

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Drill, Report

KINDS = ("vulnerability", "incident")


def open_case(
    *, actor: Actor, now: datetime, title: str = "", report: Report | None = None, kind: str = "vulnerability"
) -> Case:
    """Open a case, from a report or from our own finding; its first vulnerability comes with it.

    Journals `case.opened`, `case.kind_set`, `vulnerability.added`, `report.joined`. Raises ReportDecidedAlready.
    """
    if report is not None and (report.case_id or report.closed_at):
        raise ReportDecidedAlready(number=report.number)
    if report is not None and not title:
        still_there(report)
    title = line(title or (open_text(report, "title_sealed") if report else ""), "title")
    with deed(actor=actor, now=now) as note:
        version = report.policy if report else version_in_force(now)
        drill = report.drill if report else None
        data_key = new_data_key(now)
        data_key.save(force_insert=True)
        case = Case(
            number=fresh_number(policy_of(version), now, drill),
            data_key=data_key,
            policy=version,
            drill=drill,
            kind=kind,
            opened_at=now,
        )
        seal(case, "title_sealed", title)
        case.save(force_insert=True)
        note("case.opened", {"case": case.id})
        note("case.kind_set", {"case": case.id}, codes={"kind": kind})
        if actor.kind == "person":
            let_in(actor=actor, now=now, case=case, person=Person.objects.get(id=actor.id), role="", basis="opened")
        add_vulnerability(actor=actor, now=now, case=case, title=title, found_by=_found_by(report))
        if report is not None:
            join(actor=actor, now=now, report=report, case=case)
    return case


def _found_by(report: Report | None) -> str:
    """Say who found it: a colleague's report, and what testing finds, is our own finding (B10, C-emp)."""
    if report is None:
        return "ourselves"
    kind = door_kind(policy_of(report.policy), report.door)
    return {"colleague": "ourselves", "test": "ourselves", "coordinator": "coordinator"}.get(kind, "finder")


def fresh_number(policy: Policy, now: datetime, drill: Drill | None) -> str:
    """Give a case number that nobody has."""
    while True:
        number = new_number(PREFIX if drill else policy.organisation.numbers.case, now.year, secrets.token_bytes(8))
        if not Case.objects.filter(number=number).exists():
            return number


def join(*, actor: Actor, now: datetime, report: Report, case: Case) -> None:
    """Let a report join an open case. Journals `report.joined`; out of the general mailbox `report.handed_over` too."""
    if report.case_id or report.closed_at:
        raise ReportDecidedAlready(number=report.number)
    still_open(case)
    one_world(case, report)
    with deed(actor=actor, now=now) as note:
        if report.mailbox == GENERAL:
            hand_over(actor=actor, now=now, report=report)
        else:
            _looked_at(note, report)
        report.case, report.joined_at = case, now
        report.save(update_fields=["case", "joined_at"])
        note("report.joined", {"report": report.id, "case": case.id})


def close_report(
    *,
    actor: Actor,
    now: datetime,
    report: Report,
    outcome: str,
    body: str,
    duplicate_of: Report | None = None,
) -> None:
    """Answer a report and close it without a case, saying why (A1). Journals `report.answered`, `report.closed`."""
    if report.case_id or report.closed_at:
        raise ReportDecidedAlready(number=report.number)
    one_world(duplicate_of or report, report)
    with deed(actor=actor, now=now) as note:
        answer_finder(actor=actor, now=now, report=report, body=prose(body, "body", required=True))
        report.closed_at, report.outcome, report.duplicate_of = now, outcome, duplicate_of
        report.save(update_fields=["closed_at", "outcome", "duplicate_of"])
        note("report.closed", {"report": report.id}, codes={"outcome": outcome})
        _looked_at(note, report)


def _looked_at(note: Deed, report: Report) -> None:
    """A triage deed is a look at the mailbox (A3); a drill's deed keeps no duty of the real one."""
    if report.drill_id is None:
        note("mailbox.looked_at", {"mailbox": report.mailbox})


def confirm(*, actor: Actor, now: datetime, case: Case) -> None:
    """State that it is real. Journals `case.confirmed`."""
    _simple(actor, now, case, "case.confirmed")


def escalate(*, actor: Actor, now: datetime, case: Case) -> None:
    """Escalate the case: where the policy says so, the severity table's clocks start here (C-esc)."""
    _simple(actor, now, case, "case.escalated")


def _simple(actor: Actor, now: datetime, case: Case, kind: str) -> None:
    still_open(case)
    with deed(actor=actor, now=now) as note:
        note(kind, {"case": case.id})


def set_kind(*, actor: Actor, now: datetime, case: Case, kind: str) -> None:
    """Say whether it is a vulnerability or an incident; each has duties of its own (C-esc)."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        case.kind = kind
        case.save(update_fields=["kind"])
        note("case.kind_set", {"case": case.id}, codes={"kind": kind})


def set_concern(*, actor: Actor, now: datetime, case: Case, concern: str, holds: bool) -> None:
    """State a yes/no particular of the policy, for example that it concerns our own network (B1)."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        note("case.concern_set", {"case": case.id}, codes={"concern": concern, "holds": holds})


def summarise(*, actor: Actor, now: datetime, case: Case, title: str, summary: str) -> None:
    """Write the case's title and what it is about, in the team's own words. Journals `case.described`."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        seal(case, "title_sealed", line(title, "title"))
        seal(case, "summary_sealed", prose(summary, "summary"))
        case.save(update_fields=["title_sealed", "summary_sealed"])
        note("case.described", {"case": case.id})


def close_case(*, actor: Actor, now: datetime, case: Case, outcome: str, words: str) -> None:
    """Close a case, with the reason in words. Journals `case.closed`. Raises WorkUnfinished with what is missing."""
    still_open(case)
    facts = facts_of_case(case.id)
    for verdict in (
        may_close_on(facts, outcome),
        may_close(state_from(facts), outcome, embargo_from(facts, now).state),
    ):
        if isinstance(verdict, Refused):
            raise WorkUnfinished(number=case.number, reason=verdict.reason)
    with deed(actor=actor, now=now) as note:
        case.closed_at, case.outcome = now, outcome
        case.save(update_fields=["closed_at", "outcome"])
        sealed = (case.data_key, {"words": prose(words, "words")})
        note("case.closed", {"case": case.id}, codes={"outcome": outcome}, sealed=sealed)


def reopen(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """Open a closed case again. Journals `case.reopened`."""
    if case.closed_at is None:
        raise CaseStillOpen(number=case.number)
    into = merged_into(facts_of_case(case.id))
    if into:
        raise CaseWasMerged(number=case.number, into=into)
    with deed(actor=actor, now=now) as note:
        case.closed_at, case.outcome = None, ""
        case.save(update_fields=["closed_at", "outcome"])
        note("case.reopened", {"case": case.id}, sealed=(case.data_key, {"reason": prose(reason, "reason")}))


def inform_manager(*, actor: Actor, now: datetime, case: Case, words: str) -> None:
    """Report the judged severity to the programme manager (A4). Journals `manager.informed`."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        note("manager.informed", {"case": case.id}, sealed=sealed)
