"""The roster: who works here, in which roles, with which machine tokens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch, Q

from daybreak.people.administration import ADMINISTRATOR
from daybreak.people.queries import person_named
from daybreak.records.models import ApiToken, Person, RoleGrant

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer


@dataclass(frozen=True)
class Held:
    """A role somebody holds: `key` names the grant, `role` and `division` are ids of the policy."""

    key: str
    role: str
    division: str
    since: datetime
    by: str


@dataclass(frozen=True)
class Listed:
    """A person of the house with the roles held now; the address is shown to administrators only."""

    key: str
    name: str
    email: str
    held: tuple[Held, ...]
    myself: bool


@dataclass(frozen=True)
class Token:
    """A machine token as it is listed; the token itself was shown once, when it was made."""

    key: str
    label: str
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    ended: bool


def roster(viewer: Viewer, now: datetime) -> tuple[Listed, ...]:
    """List everybody who is active, by name, to any colleague who holds a role; to others only themselves."""
    people = Person.objects.filter(is_active=True).order_by("name", "email")
    if not viewer.roles:
        people = people.filter(id=viewer.id)
    live = RoleGrant.objects.filter(Q(until=None) | Q(until__gt=now), valid_from__lte=now).order_by("role", "division")
    whole = ADMINISTRATOR in viewer.roles
    return tuple(
        Listed(
            key=str(person.id),
            name=person.name,
            email=person.email if whole or str(person.id) == viewer.id else "",
            held=tuple(_held(grant) for grant in person.role_grants.all()),
            myself=str(person.id) == viewer.id,
        )
        for person in people.prefetch_related(Prefetch("role_grants", live))
    )


def tokens_of(viewer: Viewer, now: datetime) -> tuple[Token, ...]:
    """List one's own machine tokens, newest first; ended and lapsed ones say so."""
    if viewer.kind != "person":
        return ()
    return tuple(
        Token(
            key=str(row.id),
            label=row.label,
            scopes=tuple(row.scopes),
            created_at=row.created_at,
            expires_at=row.expires_at,
            ended=row.revoked_at is not None or row.expires_at <= now,
        )
        for row in ApiToken.objects.filter(person_id=viewer.id).order_by("-created_at")
    )


def name_of(actor: str) -> str:
    """Give the name behind a journal's actor string; "" for the worker, an operator and finders."""
    person = person_named(actor)
    return person.name if person else ""


def _held(grant: RoleGrant) -> Held:
    return Held(str(grant.id), grant.role, grant.division, grant.valid_from, name_of(grant.granted_by))
