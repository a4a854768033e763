"""Silence promised in any case about a CVE ID: whatever would tell of it all the same is held back (1.4, P4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.access import Viewer
from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import roles_of
from daybreak.people.sight import visible_to
from daybreak.records.models import Case

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Actor
    from daybreak.records.models import Advisory


def under_embargo(cve: str, now: datetime, among: QuerySet[Case] | None = None) -> bool:
    """Tell whether a case about this CVE, of these or of all, is under an embargo in force; a drill's binds nobody."""
    return any(True for _case in _silent({cve}, now, now, Case.objects.all() if among is None else among))


def cases_of(actor: Actor, now: datetime) -> QuerySet[Case]:
    """Give the cases that whoever acts may see."""
    return visible_to(Viewer(actor.kind, actor.id, roles_of(actor, now)), now).cases()


def silent_elsewhere(advisory: Advisory, now: datetime, public_at: datetime) -> tuple[Case, ...]:
    """Give the other cases that name a CVE ID of an advisory and are under an embargo beyond the chosen instant.

    None about a flaw that is known to be public, and none where readers were told by this advisory already.
    """
    if advisory.revisions.filter(released_at__isnull=False, held_at=None, public_at__lte=now).exists():
        return ()
    known = [fact for fact in facts_of_case(advisory.case_id) if fact.kind == "vulnerability.public"]
    open_ones = {str(fact.subjects.get("vulnerability")) for fact in known}
    rows = advisory.vulnerabilities.exclude(cve_id=None).values_list("id", "cve_id")
    cves = {str(cve) for key, cve in rows if str(key) not in open_ones}
    return tuple(_silent(cves, now, public_at, Case.objects.exclude(id=advisory.case_id)))


def _silent(cves: Collection[str], now: datetime, public_at: datetime, among: QuerySet[Case]) -> Iterator[Case]:
    """Give those of these cases that name one of these CVE IDs and are silent now, and at an instant to come, too."""
    for case in among.filter(drill=None, vulnerabilities__cve_id__in=cves).distinct().order_by("opened_at"):
        embargo = embargo_from(facts_of_case(case.id), now)
        if embargo.in_force and (embargo.until is None or public_at < embargo.until):
            yield case
