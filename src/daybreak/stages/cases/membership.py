"""Deeds of need to know: let somebody into a case, and out again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.core.facts import utc_code
from daybreak.core.policy.concerned import concerned
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.people.queries import concerned_holders, holders
from daybreak.program.versions import policy_of
from daybreak.records.models import Membership
from daybreak.stages.cases.refusals import LastMember

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case, Person


def let_in(  # noqa: PLR0913 - who, as what, why, until when
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    person: Person,
    role: str,
    basis: str = "invited",
    until: datetime | None = None,
) -> Membership:
    """Let a person see a case; already inside in that role, the row is renewed. Journals `access.granted`."""
    row = Membership.objects.filter(case=case, person=person, role=role).first()
    if row is not None and (row.until is None or row.until > now) and until == row.until:
        return row
    with deed(actor=actor, now=now) as note:
        row = row or Membership(case=case, person=person, role=role)
        row.basis, row.valid_from, row.until, row.granted_by = basis, now, until, str(actor)
        row.save()
        ends = utc_code(until) if until else None
        codes = {"role": role, "basis": basis, "until": ends}
        note("access.granted", {"case": case.id, "person": person.id}, codes=codes)
    return row


def call_in(
    *, actor: Actor, now: datetime, case: Case, roles: Sequence[str], basis: str, without: Collection[str] = ()
) -> list[Person]:
    """Let everybody whom these roles call into the case, and give them, nobody twice; `without` are keys of people.

    Of a role that each division has, the divisions concerned by the case are called (B3); while none is, all of them.
    """
    policy, divisions = policy_of(case.policy), concerned(facts_of_case(case.id), "case", str(case.id))
    found: dict[object, Person] = {}
    for role in roles:
        for person in concerned_holders(policy, role, now, divisions) if divisions else holders({role}, now):
            if str(person.id) in without:
                continue
            let_in(actor=actor, now=now, case=case, person=person, role=role, basis=basis)
            found[person.id] = person
    return list(found.values())


def outside(case: Case, people: Iterable[str], now: datetime) -> list[str]:
    """Give those keys of people who are not inside the case, in their order."""
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case, person__is_active=True)
    inside = {str(key) for key in live.values_list("person_id", flat=True)}
    return [key for key in people if key not in inside]


def let_out(*, actor: Actor, now: datetime, case: Case, person: Person) -> None:
    """End every membership of a person in a case. Journals `access.revoked`. Raises LastMember."""
    live = Membership.objects.filter(Q(until=None) | Q(until__gt=now), case=case)
    if not live.exclude(person=person).exists():
        raise LastMember
    with deed(actor=actor, now=now) as note:
        live.filter(person=person).update(until=now)
        note("access.revoked", {"case": case.id, "person": person.id})
