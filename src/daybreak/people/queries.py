"""Questions about people: who they are to the site, and who holds a role."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q

from daybreak.core.access import Actor, Viewer
from daybreak.core.policy.reading import everyones_roles, roles_with_deputies
from daybreak.program.versions import policy_in_force
from daybreak.records.models import ApiToken, Person, RoleGrant
from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.policy.model import Policy


def viewer_of(person: Person, now: datetime) -> Viewer:
    """See a person as a viewer: their live roles, those they deputise for, and the roles everybody has."""
    policy = policy_in_force(now)
    held = set(_live(now).filter(person=person).values_list("role", flat=True))
    return Viewer("person", str(person.id), roles_with_deputies(policy, held) | everyones_roles(policy))


def own_roles(granted: Collection[tuple[str, str]], now: datetime) -> frozenset[str]:
    """Give the roles that somebody with these grants holds, or everybody has: not those they only deputise for."""
    return frozenset(role for role, _division in granted) | everyones_roles(policy_in_force(now))


def roles_of(actor: Actor, now: datetime) -> frozenset[str]:
    """Give the live roles of an actor; none unless it is a person."""
    if actor.kind != "person":
        return frozenset()
    return viewer_of(Person.objects.get(id=UUID(actor.id)), now).roles


def roles_for(actor: Actor, now: datetime, division: str) -> frozenset[str]:
    """Give the live roles in which an actor speaks for a division: those granted for it, or for the whole house."""
    if actor.kind != "person":
        return frozenset()
    policy = policy_in_force(now)
    granted = _live(now).filter(person_id=UUID(actor.id), division__in=("", division))
    return roles_with_deputies(policy, set(granted.values_list("role", flat=True))) | everyones_roles(policy)


def holders(roles: Collection[str], now: datetime, divisions: Collection[str] | None = None) -> QuerySet[Person]:
    """Everybody who holds one of these roles now; with `divisions`, in one of them or for the whole house."""
    granted = _live(now).filter(role__in=roles)
    if divisions is not None:
        granted = granted.filter(division__in=("", *divisions))
    return Person.objects.filter(is_active=True, role_grants__in=granted).distinct()


def concerned_holders(policy: Policy, role: str, now: datetime, divisions: Collection[str]) -> QuerySet[Person]:
    """Everybody who holds a role now; of one that each division has, only those of these divisions (B3)."""
    own = role in policy.roles and policy.roles[role].one_per == "division"
    return holders({role}, now, divisions if own else None)


def granted_to(actor: Actor, now: datetime) -> tuple[tuple[str, str], ...]:
    """Give the roles that somebody holds now, each with the division it is held for, "" for the whole house."""
    if actor.kind != "person":
        return ()
    return tuple(_live(now).filter(person_id=UUID(actor.id)).values_list("role", "division"))


def divisions_without(policy: Policy, granted: Collection[tuple[str, str]], roles: Collection[str]) -> frozenset[str]:
    """Give a policy's divisions in which somebody with these grants holds none of these roles, nor deputises for one.

    `policy` is the one that the case concerned runs under, whatever is in force by now.
    """
    return frozenset(
        division
        for division in policy.organisation.divisions
        if not set(roles) & roles_with_deputies(policy, {role for role, held in granted if held in {"", division}})
    )


def speaks_elsewhere(policy: Policy, actor: Actor, now: datetime, division: str) -> bool:
    """Tell whether all that somebody may say is said for other divisions: every role they hold is held in those alone.

    `policy` is the case's. Whoever holds a role of the whole house, or none, does not; nor does anybody who is no
    person.
    """
    granted = granted_to(actor, now)
    bound = [
        held for role, held in granted if held and role in policy.roles and policy.roles[role].one_per == "division"
    ]
    return bool(granted) and len(bound) == len(granted) and division not in bound


def person_named(actor: str) -> Person | None:
    """Find the person behind a journal's actor string; None for finders, the worker and operators."""
    kind, _, key = actor.partition(":")
    return Person.objects.filter(id=UUID(key)).first() if kind == "person" and key else None


def bearer(token: str, now: datetime) -> tuple[Viewer, frozenset[str]] | None:
    """Find whose token this is and what it may do; None if unknown, ended or revoked."""
    row = ApiToken.objects.filter(token_hash=index_hash("api token", token)).select_related("person").first()
    if row is None or row.revoked_at is not None or row.expires_at <= now or not row.person.is_active:
        return None
    return viewer_of(row.person, now), frozenset(row.scopes)


def _live(now: datetime) -> QuerySet[RoleGrant]:
    return RoleGrant.objects.filter(Q(until=None) | Q(until__gt=now), valid_from__lte=now)


def person_of_address(email: str) -> Person | None:
    """Find somebody of the house by e-mail address, whatever its case; None if unknown."""
    return Person.objects.filter(email=email.strip().casefold()).first()
