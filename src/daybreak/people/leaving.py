"""Leaving the house: nothing opens for somebody who left, and what they did keeps their name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.journal.deed import deed
from daybreak.people.actions import revoke_role, revoke_token
from daybreak.people.administration import ADMINISTRATOR, administrators_only, row_of
from daybreak.people.queries import holders
from daybreak.people.refusals import LastAdministrator, NoSuchPerson
from daybreak.records.models import Membership, Person

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor


def leave(*, actor: Actor, now: datetime, person: str) -> Person:
    """End the account of the person of this key: sign-in, roles, machine tokens, and every membership of a case.

    Their name stays in the journal and wherever they did something. Journals `person.left`, and `access.revoked` for
    each thing taken back. Raises AdministratorsOnly, NoSuchPerson, LastAdministrator.
    """
    administrators_only(actor, now)
    row = row_of(Person, person)
    if not row.is_active:
        raise NoSuchPerson
    if set(holders({ADMINISTRATOR}, now)) == {row}:
        raise LastAdministrator
    live = Q(until=None) | Q(until__gt=now)
    with deed(actor=actor, now=now) as note:
        for grant in row.role_grants.filter(live):
            revoke_role(actor=actor, now=now, grant=grant)
        for token in row.api_tokens.filter(revoked_at=None):
            revoke_token(actor=actor, now=now, token=token)
        for membership in Membership.objects.filter(live, person=row):
            membership.until = now
            membership.save(update_fields=["until"])
            subjects = {"person": row.id, "case": membership.case_id}
            note("access.revoked", subjects, codes={"role": membership.role})
        row.is_active = False
        row.save(update_fields=["is_active"])
        note("person.left", {"person": row.id})
    return row
