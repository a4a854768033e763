"""Deeds about people: register, give and take back roles, issue and revoke tokens."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from daybreak.core.phrase import phrase, why_not
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import read_address
from daybreak.journal.deed import deed
from daybreak.records.models import ApiToken, Person, RoleGrant
from daybreak.vault.data_keys import index_hash

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from daybreak.core.access import Actor

TOKEN_SCOPES = frozenset(
    {
        "cases:read",
        "cases:write",
        "drills:read",
        "drills:write",
        "duties:read",
        "duties:write",
        "policy:read",
        "policy:write",
        "reports:read",
    }
)
TOKEN_LIFE_DAYS = 365


class PersonRefused(Refusal):
    """A person, role or token could not be made; the message says what to change."""

    sentence = "%(reason)s"


def register_person(
    *, actor: Actor, now: datetime, email: str, name: str, password: str, language: str = "en"
) -> Person:
    """Register somebody of the house. Raises PersonRefused for a bad address, a taken one, or a weak password."""
    person = unregistered(email=email, name=name, password=password)
    if Person.objects.filter(email=person.email).exists():
        raise PersonRefused(reason=phrase(_("%(address)s is registered already."), address=person.email))
    person.language, person.registered_at = language, now
    with deed(actor=actor, now=now) as note:
        person.set_password(password)
        person.save()
        note("person.registered", {"person": person.id})
    return person


def unregistered(*, email: str, name: str, password: str) -> Person:
    """Give a person as they would be registered; no record is touched. Raises PersonRefused."""
    try:
        address = read_address(email).casefold()
    except ValueError as fault:
        raise PersonRefused(reason=why_not(fault)) from None
    person = Person(email=address, name=name.strip() or address)
    try:
        validate_password(password, person)
    except ValidationError as fault:
        raise PersonRefused(reason=" ".join(fault.messages)) from None
    return person


def grant_role(*, actor: Actor, now: datetime, person: Person, role: str, division: str = "") -> RoleGrant:
    """Give a person a role of the policy; the same role twice is one grant. Journals `access.granted`."""
    live = RoleGrant.objects.filter(person=person, role=role, division=division, until=None).first()
    if live is not None:
        return live
    with deed(actor=actor, now=now) as note:
        grant = RoleGrant.objects.create(
            person=person, role=role, division=division, valid_from=now, granted_by=str(actor)
        )
        note("access.granted", {"person": person.id}, codes={"role": role, "division": division})
    return grant


def revoke_role(*, actor: Actor, now: datetime, grant: RoleGrant) -> None:
    """Take a role back from now on. Journals `access.revoked`."""
    with deed(actor=actor, now=now) as note:
        grant.until = now
        grant.save(update_fields=["until"])
        note("access.revoked", {"person": grant.person_id}, codes={"role": grant.role, "division": grant.division})


def issue_token(*, actor: Actor, now: datetime, person: Person, label: str, scopes: Collection[str]) -> str:
    """Make a machine token and give it once; only its hash is kept. Raises PersonRefused for an unknown scope."""
    unknown = set(scopes) - TOKEN_SCOPES
    if unknown or not scopes:
        raise PersonRefused(reason=phrase(_("Choose scopes from %(scopes)s."), scopes=", ".join(sorted(TOKEN_SCOPES))))
    token = f"dbt_{secrets.token_urlsafe(32)}"
    with deed(actor=actor, now=now) as note:
        made = ApiToken.objects.create(
            person=person,
            label=label[:100] or "token",
            token_hash=index_hash("api token", token),
            scopes=sorted(scopes),
            created_at=now,
            expires_at=now + timedelta(days=TOKEN_LIFE_DAYS),
        )
        note("access.granted", {"person": person.id}, codes={"token": str(made.id), "scopes": " ".join(sorted(scopes))})
    return token


def revoke_token(*, actor: Actor, now: datetime, token: ApiToken) -> None:
    """End a machine token from now on. Journals `access.revoked`."""
    with deed(actor=actor, now=now) as note:
        token.revoked_at = now
        token.save(update_fields=["revoked_at"])
        note("access.revoked", {"person": token.person_id}, codes={"token": str(token.id)})
