"""Accounts and roles as an administrator changes them; being one lets nobody see a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar
from uuid import UUID

from daybreak.people.actions import grant_role, register_person, revoke_role, revoke_token
from daybreak.people.queries import holders, roles_of
from daybreak.people.refusals import (
    AdministratorsOnly,
    DivisionUnknown,
    LastAdministrator,
    NoSuchPerson,
    RoleUnknown,
)
from daybreak.program.versions import policy_in_force
from daybreak.records.models import ApiToken, Person, RoleGrant

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor

Row = TypeVar("Row", Person, RoleGrant, ApiToken)

ADMINISTRATOR = "administrator"
"""The one role that no policy names: `daybreak setup` gives it to the first person."""


def register(*, actor: Actor, now: datetime, email: str, name: str, password: str, language: str) -> Person:
    """Register somebody of the house. Journals `person.registered`. Raises AdministratorsOnly, PersonRefused."""
    administrators_only(actor, now)
    return register_person(actor=actor, now=now, email=email, name=name, password=password, language=language)


def give_role(*, actor: Actor, now: datetime, person: str, role: str, division: str = "") -> RoleGrant:
    """Give the person of this key a role of the policy in force, or make them an administrator.

    Journals `access.granted`. Raises AdministratorsOnly, NoSuchPerson, RoleUnknown, DivisionUnknown.
    """
    administrators_only(actor, now)
    policy = policy_in_force(now)
    if role != ADMINISTRATOR and role not in policy.roles:
        raise RoleUnknown(role=role)
    if division and division not in policy.organisation.divisions:
        raise DivisionUnknown(division=division)
    return grant_role(actor=actor, now=now, person=row_of(Person, person), role=role, division=division)


def take_role(*, actor: Actor, now: datetime, grant: str) -> None:
    """Take the role of this grant back. Journals `access.revoked`. Raises AdministratorsOnly, LastAdministrator."""
    administrators_only(actor, now)
    row = row_of(RoleGrant, grant)
    if row.until is not None:
        raise NoSuchPerson
    if row.role == ADMINISTRATOR and holders({ADMINISTRATOR}, now).count() == 1:
        raise LastAdministrator
    revoke_role(actor=actor, now=now, grant=row)


def end_token(*, actor: Actor, now: datetime, token: str) -> None:
    """End a machine token: one's own, or anybody's for an administrator. Journals `access.revoked`."""
    row = row_of(ApiToken, token)
    if str(row.person_id) != actor.id:
        administrators_only(actor, now)
    if row.revoked_at is not None:
        raise NoSuchPerson
    revoke_token(actor=actor, now=now, token=row)


def administrators_only(actor: Actor, now: datetime) -> None:
    """Raise AdministratorsOnly for anybody else."""
    if ADMINISTRATOR not in roles_of(actor, now):
        raise AdministratorsOnly


def row_of(model: type[Row], key: str) -> Row:
    """Give the row of this key. Raises NoSuchPerson."""
    try:
        row = model._default_manager.filter(pk=UUID(key)).first()  # noqa: SLF001 - Django's public API
    except ValueError:
        row = None
    if row is None:
        raise NoSuchPerson
    return row
