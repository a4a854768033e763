"""Splitting a case: some vulnerabilities with their reports, remedies and advisories become a case of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.lifecycle.joining import may_split, parted
from daybreak.core.policy.own_part import TAKEN_FROM, reported
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.records.models import Advisory, Case, Membership, Remedy, Report, Vulnerability
from daybreak.stages.cases.actions import fresh_number
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import MovingRefused
from daybreak.stages.cases.words import line, prose
from daybreak.stages.disclosure.moving import bind, keep_tellers, keys_of, propose_anew, side_of, tell_anew
from daybreak.vault.data_keys import new_data_key
from daybreak.vault.sealed import open_text, seal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.lifecycle.joining import Parted
    from daybreak.core.verdict import Reason, Verdict
    from daybreak.journal.deed import Deed


@dataclass(frozen=True)
class Part:
    """The part of a case that leaves: vulnerabilities and reports by key, with what follows them."""

    vulnerabilities: tuple[Vulnerability, ...]
    reports: tuple[Report, ...]
    remedies: tuple[Remedy, ...]
    advisories: tuple[Advisory, ...]
    spanning: tuple[str, ...]
    parted: Parted

    @property
    def keys(self) -> frozenset[str]:
        """The keys of the vulnerabilities, remedies and advisories that leave."""
        moving: tuple[Vulnerability | Remedy | Advisory, ...]
        moving = (*self.vulnerabilities, *self.remedies, *self.advisories)
        return frozenset(str(row.id) for row in moving)


@dataclass(frozen=True)
class SplitPlan:
    """What a split will do, and what may be chosen: (key, words) of each; `why_not` if it cannot be.

    `thanked_elsewhere` gives (number, whether it leaves) of each report that is parted from a vulnerability of theirs.
    """

    every_vulnerability: tuple[tuple[str, str], ...]
    every_report: tuple[tuple[str, str], ...]
    remedies: int
    advisories: tuple[str, ...]
    people: int
    until: datetime | None
    thanked_elsewhere: tuple[tuple[str, bool], ...]
    why_not: Reason | None


def split_plan(
    viewer: Viewer, now: datetime, number: str, vulnerabilities: Sequence[str], reports: Sequence[str] = ()
) -> SplitPlan:
    """Tell what may leave a case, and what would follow the chosen vulnerabilities and reports. Raises NotVisible."""
    case = case_for(viewer, now, number)
    part, side = _part(case, vulnerabilities, reports), side_of(case, now)
    verdict = _verdict(case, part, now)
    flaws = case.vulnerabilities.select_related("data_key").order_by("added_at")
    sent = case.reports.select_related("data_key").order_by("received_at")
    return SplitPlan(
        every_vulnerability=tuple((str(row.id), row.cve_id or open_text(row, "title_sealed")) for row in flaws),
        every_report=tuple((str(row.id), f"{row.number} {open_text(row, 'title_sealed')}") for row in sent),
        remedies=len(part.remedies),
        advisories=tuple(row.number for row in part.advisories),
        people=_inside(case, now).values("person").distinct().count(),
        until=side.embargo.until if side.embargo.in_force else None,
        thanked_elsewhere=_thanked_elsewhere(case, part),
        why_not=verdict.reason if isinstance(verdict, Refused) else None,
    )


@dataclass(frozen=True)
class Leaving:
    """What a person chose to leave: keys of vulnerabilities and reports, the new case's title, and why."""

    vulnerabilities: Sequence[str]
    reports: Sequence[str]
    title: str
    reason: str


def split_case(*, actor: Actor, now: datetime, case: Case, leaving: Leaving) -> Case:
    """Let part of a case become a case of its own. The embargo is inherited, and everybody inside goes along.

    What happened to what leaves counts there from its own instants, and here no more. Whoever told of it is thanked for
    it, wherever their report lies. Journals `case.split` on both, `report.joined` for each report,
    `vulnerability.reported_in` where the two part, and what happened anew. Raises MovingRefused, NotVisible.
    """
    part = _part(case, leaving.vulnerabilities, leaving.reports)
    verdict = _verdict(case, part, now)
    if isinstance(verdict, Refused):
        raise MovingRefused(reason=verdict.reason)
    title, words = line(leaving.title, "title"), prose(leaving.reason, "reason", required=True)
    side = side_of(case, now)
    with deed(actor=actor, now=now) as note:
        target = _new_case(case, title, now)
        for row in _inside(case, now).select_related("person"):
            basis = f"split:{case.number}"
            let_in(actor=actor, now=now, case=target, person=row.person, role=row.role, basis=basis, until=row.until)
        tell_anew(note, case, target, part.keys)
        if side.embargo.in_force:
            bind(note, target, side.embargo, side.embargo.asked_by)
        propose_anew(note, (case,), target, [offer for offer in side.embargo.offers if offer.until > now])
        _leave(note, case, target, part)
        named = part.parted.named
        keep_tellers(note, target, {flaw: named[flaw] for flaw in named if flaw in part.keys})
        keep_tellers(note, case, {flaw: named[flaw] for flaw in named if flaw not in part.keys})
        sealed = (target.data_key, {"reason": words})
        note("case.split", {"case": target.id}, codes={"from": case.number}, sealed=sealed)
    return target


def _leave(note: Deed, case: Case, target: Case, part: Part) -> None:
    """Move the rows, and say of each thing that it left."""
    moving: tuple[Vulnerability | Remedy | Advisory | Report, ...]
    moving = (*part.vulnerabilities, *part.remedies, *part.advisories, *part.reports)
    for row in moving:
        row.case = target
        row.save(update_fields=["case"])
    left = {row.cve_id for row in part.vulnerabilities if row.cve_id}
    stays = case.vulnerabilities.filter(cve_id__in=left).values("cve_id")
    case.answers.filter(cve_id__in=left).exclude(cve_id__in=stays).update(case=target)
    into = {"into": target.number}
    for flaw in part.vulnerabilities:
        note("case.split", {"case": case.id, "vulnerability": flaw.id}, codes=into)
    for report in part.reports:
        note("case.split", {"case": case.id, "report": report.id}, codes=into)
        note("report.joined", {"report": report.id, "case": target.id}, codes={TAKEN_FROM: case.number})


def _part(case: Case, vulnerabilities: Collection[str], reports: Collection[str]) -> Part:
    """Gather what leaves; a remedy or advisory of both parts is named in `spanning`. Raises NotVisible."""
    flaws = tuple(case.vulnerabilities.filter(id__in=list(vulnerabilities)))
    sent = tuple(case.reports.filter(id__in=list(reports)))
    if len(flaws) != len(set(vulnerabilities)) or len(sent) != len(set(reports)):
        raise NotVisible
    leaving = {row.id for row in flaws}
    spanning: list[str] = []
    remedies: list[Remedy] = []
    advisories: list[Advisory] = []
    for remedy in case.remedies.prefetch_related("affects"):
        of = {affect.vulnerability_id for affect in remedy.affects.all()}
        if of and of <= leaving:
            remedies.append(remedy)
        elif of & leaving:
            spanning.append(open_text(remedy, "plan_sealed").split("\n")[0][:80])
    for advisory in case.advisories.prefetch_related("vulnerabilities"):
        of = {row.id for row in advisory.vulnerabilities.all()}
        if of and of <= leaving:
            advisories.append(advisory)
        elif of & leaving:
            spanning.append(advisory.number)
    told = reported(facts_of_case(case.id))
    apart = parted(told, {str(row.id) for row in flaws}, {str(row.id) for row in sent}, keys_of(case.reports))
    return Part(flaws, sent, tuple(remedies), tuple(advisories), tuple(spanning), apart)


def _verdict(case: Case, part: Part, now: datetime) -> Verdict:
    moved = {str(row.id) for row in part.vulnerabilities}
    flaws = case.vulnerabilities.filter(id__in=part.parted.unsaid).select_related("data_key").order_by("added_at")
    unsaid = [row.cve_id or open_text(row, "title_sealed") for row in flaws]
    return may_split(side_of(case, now), moved, keys_of(case.vulnerabilities), part.spanning, unsaid)


def _thanked_elsewhere(case: Case, part: Part) -> tuple[tuple[str, bool], ...]:
    """Give (number, whether it leaves) of each report that a split parts from a vulnerability of theirs."""
    moved, sent = {str(row.id) for row in part.vulnerabilities}, {str(row.id) for row in part.reports}
    keys = {
        report
        for flaw, reports in part.parted.named.items()
        for report in reports
        if (report in sent) != (flaw in moved)
    }
    rows = case.reports.filter(id__in=keys).order_by("received_at")
    return tuple((row.number, str(row.id) in sent) for row in rows)


def _new_case(case: Case, title: str, now: datetime) -> Case:
    data_key = new_data_key(now)
    data_key.save(force_insert=True)
    target = Case(
        number=fresh_number(policy_of(case.policy), now, case.drill),
        data_key=data_key,
        policy=case.policy,
        drill=case.drill,
        kind=case.kind,
        opened_at=case.opened_at,
    )
    seal(target, "title_sealed", title)
    target.save(force_insert=True)
    return target


def _inside(case: Case, now: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case, valid_from__lte=now)
