"""Merging one case into another: reports, vulnerabilities, remedies, advisories and letters go with their facts."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.lifecycle.joining import INCIDENT, agreed, ended_by, may_merge, merged_into, parted, still_proposed
from daybreak.core.policy.handover import holder_of
from daybreak.core.policy.own_part import TAKEN_FROM, reported
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of, facts_of_case
from daybreak.people.sight import visible_to
from daybreak.records.models import Case, JournalEntry, Membership
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import MovingRefused, NoSuchNumber
from daybreak.stages.cases.words import one_world, prose
from daybreak.stages.disclosure.moving import bind, keep_held, keep_tellers, keys_of, propose_anew, side_of, tell_anew
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.lifecycle.joining import Agreed
    from daybreak.core.lifecycle.offers import Offer
    from daybreak.core.verdict import Reason


@dataclass(frozen=True)
class MergePlan:
    """What a merge will do: what comes along, who will see it anew, the embargo after it; `why_not` if it cannot be.

    `cves` are the CVE IDs that will stand on two vulnerabilities; `incident` says that this case becomes one. `holder`
    is the role that will hold it, where none does now; `waiting_twice` the duties about the whole case whose letter
    waits in both. `no_embargo` are the sentences why its embargo ends, `proposals` the ends that are proposed anew.
    """

    number: str
    title: str
    reports: tuple[str, ...]
    earliest: datetime
    vulnerabilities: int
    cves: tuple[str, ...]
    remedies: int
    advisories: tuple[str, ...]
    letters: int
    waiting_twice: tuple[str, ...]
    newcomers: tuple[str, ...]
    incident: bool
    holder: str
    embargo: Agreed | None
    no_embargo: tuple[str, ...]
    proposals: tuple[Offer, ...]
    why_not: Reason | None


def merge_plan(viewer: Viewer, now: datetime, number: str, other: str) -> MergePlan:
    """Tell what merging the other case into this one will do. Raises NotVisible, NoSuchNumber for the other."""
    case = case_for(viewer, now, number)
    source = other_case(viewer, now, other)
    here, there = side_of(case, now), side_of(source, now)
    verdict = may_merge(here, there, now)
    received = [report.received_at for one in (case, source) for report in one.reports.all()]
    return MergePlan(
        number=source.number,
        title=open_text(source, "title_sealed"),
        reports=tuple(source.reports.order_by("received_at").values_list("number", flat=True)),
        earliest=min([*received, case.opened_at, source.opened_at]),
        vulnerabilities=source.vulnerabilities.count(),
        cves=tuple(sorted(_cves_of(case) & _cves_of(source))),
        remedies=source.remedies.count(),
        advisories=tuple(source.advisories.order_by("number").values_list("number", flat=True)),
        letters=source.notices.exclude(party="").count(),
        waiting_twice=tuple(sorted(_waiting(case) & _waiting(source))),
        newcomers=tuple(sorted(_new_names(case, source, now))),
        incident=source.kind == INCIDENT != case.kind,
        holder=holder_of(facts_of_case(source.id)) if not holder_of(facts_of_case(case.id)) else "",
        embargo=agreed(here.embargo, there.embargo),
        no_embargo=ended_by(here.embargo, there.embargo),
        proposals=still_proposed(here.embargo, there.embargo, now),
        why_not=verdict.reason if isinstance(verdict, Refused) else None,
    )


def other_case(viewer: Viewer, now: datetime, number: str) -> Case:
    """Give the other case of a merge. Raises NoSuchNumber for one that the viewer may not see."""
    try:
        return case_for(viewer, now, number.strip())
    except NotVisible:
        raise NoSuchNumber(number=number) from None


def merge_case(*, actor: Actor, now: datetime, case: Case, other: Case, reason: str) -> None:
    """Merge another case into this one. Finders keep number, date and credit; what happened there counts here.

    Everybody inside the other is let in here. The other is closed, and its number leads here. Journals `case.merged`
    on both, `report.joined` for each report, and what happened there anew. Raises MovingRefused, DrillAndReal.
    """
    one_world(case, other)
    here, there = side_of(case, now), side_of(other, now)
    verdict = may_merge(here, there, now)
    if isinstance(verdict, Refused):
        raise MovingRefused(reason=verdict.reason)
    words = prose(reason, "reason", required=True)
    rules = agreed(here.embargo, there.embargo)
    with deed(actor=actor, now=now) as note:
        for row in _newcomers(case, other, now):
            basis = f"merged:{other.number}"
            let_in(actor=actor, now=now, case=case, person=row.person, role=row.role, basis=basis, until=row.until)
        tell_anew(note, other, case)
        keep_held(note, case, other)
        if rules is not None:
            bind(note, case, replace(there.embargo, until=rules.until), rules.asked_by)
        propose_anew(note, (case, other), case, still_proposed(here.embargo, there.embargo, now))
        for report in other.reports.all():
            note("report.joined", {"report": report.id, "case": case.id}, codes={TAKEN_FROM: other.number})
        apart = parted(reported(facts_of_case(other.id)), (), (), keys_of(other.reports))
        _move(other, case)
        if other.kind == INCIDENT:
            case.kind = INCIDENT
            case.save(update_fields=["kind"])
        keep_tellers(note, case, apart.named)
        other.closed_at, other.outcome = now, "merged"
        other.save(update_fields=["closed_at", "outcome"])
        note("case.merged", {"case": case.id}, codes={"from": other.number}, sealed=(case.data_key, {"reason": words}))
        note("case.merged", {"case": other.id}, codes={"into": case.number}, sealed=(other.data_key, {"reason": words}))


def went_into(case: Case) -> str:
    """Give the number of the case that this one was merged into; "" if it was not."""
    return merged_into(facts_of_case(case.id)) if case.outcome == "merged" else ""


def took_in(viewer: Viewer, now: datetime, number: str) -> str:
    """Give the number of the case that took this one in, for a viewer who is inside that one alone; "" if none did."""
    inside = visible_to(viewer, now).cases()
    told = JournalEntry.objects.filter(kind="case.merged", case__in=inside, body__contains=f'"{number}"')
    bodies = told.order_by("-position").values_list("case__number", "body")
    return next((case for case, body in bodies if fact_of(body).codes.get("from") == number), "")


def _cves_of(case: Case) -> set[str]:
    return {str(cve) for cve in case.vulnerabilities.exclude(cve_id=None).values_list("cve_id", flat=True)}


def _waiting(case: Case) -> set[str]:
    """Name the duties about the whole case whose letter has not left yet."""
    unsent = case.notices.filter(sent_at=None, given_up_at=None, scope="").exclude(party="")
    return set(unsent.values_list("duty", flat=True))


def _newcomers(case: Case, other: Case, now: datetime) -> Iterator[Membership]:
    """Give the live memberships of the other case whose people are not inside this one in that role."""
    live = _live(now)
    inside = set(live.filter(case=case).values_list("person_id", "role"))
    for row in live.filter(case=other).select_related("person"):
        if (row.person_id, row.role) not in inside:
            yield row


def _new_names(case: Case, other: Case, now: datetime) -> set[str]:
    """Name whoever does not see this case yet in any role."""
    inside = set(_live(now).filter(case=case).values_list("person_id", flat=True))
    return {str(row.person) for row in _newcomers(case, other, now) if row.person_id not in inside}


def _live(now: datetime) -> QuerySet[Membership]:
    return Membership.objects.filter(Q(until=None) | Q(until__gt=now), valid_from__lte=now)


def _move(source: Case, target: Case) -> None:
    """Move every row of one case to another; each keeps its own data key."""
    for rows in (
        source.reports,
        source.vulnerabilities,
        source.remedies,
        source.advisories,
        source.meetings,
        source.notices,
        source.threads,
        source.files,
        source.answers,
    ):
        rows.update(case=target)
