"""The projection of duties: instants of every duty as rows, written with the deed and rebuildable at any time."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from daybreak.core.drill.pace import owed
from daybreak.core.policy.concerned import concerned
from daybreak.core.policy.duties import duties
from daybreak.core.policy.duty import RUNNING
from daybreak.journal.deed import hold_the_journal
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.people.queries import concerned_holders
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import Case, DutyRow, PolicyVersion, Report
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.site_groups import GROUPS, SITE_SCOPES, concerning, group_facts, keys_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.facts import Fact
    from daybreak.core.policy.duty import Duty
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Person

    Key = tuple[str, str, str]

NEXT = "next_step"
"""Moved on by the worker: a duty that a deed leaves as it was keeps the step it has reached."""
INSTANTS = ("start", "aim", "limit", "warn", "paused", "paused_until", "waived", "kept", "kept_by", NEXT)
COLUMNS = ("report_id", "case_id", "who", "strength", *INSTANTS)


def follow(facts: Sequence[Fact], deed: Deed) -> None:
    """Derive anew the duties of everything these facts concern; people named by a started duty are let in."""
    cases = {fact.subjects["case"] for fact in facts if "case" in fact.subjects}
    reports = {fact.subjects["report"] for fact in facts if "report" in fact.subjects}
    for case in Case.objects.filter(id__in=cases | _cases_of(reports)).select_related("policy", "data_key"):
        told = deed.facts_of_case(case.id)
        let_in_the_responsible(case, _of_case(case, deed.now, told), told, deed)
    for report in Report.objects.filter(id__in=reports, case=None).select_related("policy"):
        _of_report(report, deed.now)
    groups = {scope: about for scope in GROUPS if (about := concerning(scope, facts))}
    if groups and PolicyVersion.objects.exists():
        for scope, about in groups.items():
            _of_group(scope, deed.now, keys_of(scope, about))


def _cases_of(reports: Iterable[str]) -> set[str]:
    found = Report.objects.filter(id__in=set(reports)).exclude(case=None).values_list("case_id", flat=True)
    return {str(case) for case in found}


def derive_anew(now: datetime, subjects: Mapping[str, str]) -> None:
    """Derive anew the duties of the case that is named, else of the report if it has no case; no deed comes between."""
    with transaction.atomic():
        hold_the_journal()
        if "case" in subjects:
            case = Case.objects.select_related("policy").get(id=subjects["case"])
            _of_case(case, now, facts_of_case(case.id), anew=True)
        else:
            for report in Report.objects.filter(id=subjects["report"], case=None).select_related("policy"):
                _of_report(report, now, anew=True)


def derive_the_sites_anew(now: datetime) -> None:
    """Derive anew the duties of no case and no report; no deed comes between."""
    with transaction.atomic():
        hold_the_journal()
        DutyRow.objects.filter(case=None, report=None).exclude(scope__in=GROUPS).delete()
        if PolicyVersion.objects.exists():
            for scope in GROUPS:
                _of_group(scope, now, set(), anew=True)


def _of_case(case: Case, now: datetime, facts: Sequence[Fact], *, anew: bool = False) -> list[Duty]:
    reports = {str(key) for key in case.reports.values_list("id", flat=True)}
    told = owed(policy_of(case.policy), facts, now, pace_of(case))
    found = [duty for duty in told if duty.scope not in SITE_SCOPES]
    known = DutyRow.objects.filter(of_case(case.id))
    _write(known, _wanted(found, now, case=str(case.id), reports=reports), anew=anew)
    return found


def _of_report(report: Report, now: datetime, *, anew: bool = False) -> None:
    found = owed(policy_of(report.policy), facts_of_report(report.id), now, pace_of(report))
    mine = _wanted((duty for duty in found if duty.scope == "report"), now, reports={str(report.id)})
    _write(DutyRow.objects.filter(report=report), mine, anew=anew)


def _of_group(scope: str, now: datetime, keys: set[str], *, anew: bool = False) -> None:
    """Derive the duties of a scope, of all its things or of those with these keys."""
    found = [duty for duty in duties(policy_in_force(now), group_facts(scope, keys), now) if duty.scope == scope]
    known = DutyRow.objects.filter(case=None, report=None, scope=scope)
    if keys:
        mine = Q(subject__in=keys)
        for key in keys:
            mine |= Q(subject__startswith=f"{key}/")
        known = known.filter(mine)
    _write(known, _wanted(found, now), anew=anew)


def _wanted(
    found: Iterable[Duty], now: datetime, *, case: str | None = None, reports: Collection[str] = ()
) -> dict[Key, dict[str, object]]:
    """Give the row of each duty that has not ended, by its key; what nobody owes any more has none."""
    return {
        (duty.id, duty.scope, duty.subject): _values(duty, now, case=case, reports=reports)
        for duty in found
        if duty.ended is None
    }


def _values(duty: Duty, now: datetime, *, case: str | None, reports: Collection[str]) -> dict[str, object]:
    warns = duty.warns
    pause = duty.pauses[-1] if duty.pauses else None
    kept = None if duty.rule.every and duty.state(now) in RUNNING else duty.kept
    return {
        "report_id": duty.subject if duty.scope == "report" and duty.subject in reports else None,
        "case_id": case,
        "who": list(duty.who),
        "strength": duty.strength,
        "start": duty.start,
        "aim": duty.aim,
        "limit": duty.limit,
        "warn": warns[0] if warns else None,
        "paused": pause.since if pause else None,
        "paused_until": pause.until if pause else None,
        "waived": duty.waived,
        "kept": kept,
        "kept_by": duty.kept_by,
        NEXT: _first_step(duty) if kept is None and duty.waived is None else None,
    }


def _first_step(duty: Duty) -> datetime | None:
    """Give the instant of the first reminder or escalation; the worker moves on from there."""
    if duty.due is None or duty.start is None:
        return None
    return min((*duty.warns, *(at for _name, at, _roles in duty.escalations), duty.due))


def _write(known: Iterable[DutyRow], wanted: dict[Key, dict[str, object]], *, anew: bool) -> None:
    """Make the rows what is wanted; `anew`, the worker begins again at each duty's first step."""
    rows = {(row.rule, row.scope, row.subject): row for row in known}
    gone = [rows[key].pk for key in rows.keys() - wanted.keys()]
    told = []
    for (rule, scope, subject), values in wanted.items():
        row = rows.get((rule, scope, subject))
        if row is None:
            told.append(DutyRow(rule=rule, scope=scope, subject=subject, **values))
        elif any(str(getattr(row, column)) != str(value) for column, value in values.items() if anew or column != NEXT):
            for column, value in values.items():
                setattr(row, column, value)
            told.append(row)
    if gone:
        DutyRow.objects.filter(pk__in=gone).delete()
    if told:
        DutyRow.objects.bulk_create(told, update_conflicts=True, unique_fields=["id"], update_fields=COLUMNS)


def let_in_the_responsible(case: Case, found: Iterable[Duty], facts: Sequence[Fact], deed: Deed) -> None:
    """Let the holders of roles that a started, unkept duty names into the case; no other role sees it by itself.

    Of a role that each division has, only the divisions that the duty is about (B3).
    """
    policy = policy_of(case.policy)
    inside = set(case.memberships.values_list("person_id", "role"))

    @cache
    def called(role: str, divisions: frozenset[str]) -> tuple[Person, ...]:
        return tuple(concerned_holders(policy, role, deed.now, divisions))

    for duty in found:
        if duty.start is None or duty.kept or duty.waived or duty.ended:
            continue
        divisions = concerned(facts, duty.scope, duty.subject)
        for role in duty.who:
            if role in policy.roles and not policy.roles[role].everyone:
                _let_holders_in(case, (role, duty.id), called(role, divisions), inside, deed)


def _let_holders_in(
    case: Case, why: tuple[str, str], called: Iterable[Person], inside: set[tuple[UUID, str]], deed: Deed
) -> None:
    role, rule = why
    for person in called:
        if (person.id, role) not in inside:
            inside.add((person.id, role))
            let_in(actor=deed.actor, now=deed.now, case=case, person=person, role=role, basis=f"duty:{rule}")
