"""The demo's team: who they are, which roles they hold, and how they sign in."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.conf import settings

from daybreak.core.access import Actor
from daybreak.people.actions import grant_role, register_person
from daybreak.people.queries import person_of_address

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from daybreak.records.models import Person

OPERATOR = Actor("operator")
DOMAIN = "aoba.example"


@dataclass(frozen=True)
class Part:
    """One of the team: first name, what they do, and the roles of the policy they hold."""

    name: str
    does: str
    roles: tuple[str, ...]


TEAM = (
    Part("Hana", "handles cases", ("administrator", "psirt")),
    Part("Mina", "heads the division", ("division_head", "psirt_on_call")),
    Part("Ken", "the division's security desk", ("division_desk",)),
    Part("Quinn", "verifies quality", ("quality",)),
    Part("Lea", "legal", ("legal",)),
    Part("Pia", "public relations", ("press",)),
)


def address_of(name: str) -> str:
    """Give a team member's e-mail address."""
    return f"{name.lower()}@{DOMAIN}"


def sign_ins() -> Path:
    """Say where the demo keeps its team's passwords and second factors: readable by the site's own user alone."""
    return settings.HOME / "demo-sign-ins.json"


def gather(now: datetime) -> dict[str, Person]:
    """Register the team with random passwords and activated second factors, or find them again."""
    people = {part.name: person_of_address(address_of(part.name)) for part in TEAM}
    if all(people.values()):
        return {name: person for name, person in people.items() if person}
    secrets_of: dict[str, dict[str, str]] = {}
    made: dict[str, Person] = {}
    for part in TEAM:
        password, secret = secrets.token_urlsafe(15), generate_totp_secret()
        person = register_person(
            actor=OPERATOR, now=now, email=address_of(part.name), name=part.name, password=password
        )
        for role in part.roles:
            grant_role(actor=OPERATOR, now=now, person=person, role=role)
        TOTP.activate(person, secret)
        made[part.name] = person
        secrets_of[person.email] = {"password": password, "secret": secret}
    with os.fdopen(os.open(sign_ins(), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(secrets_of, file)
    return made


def known() -> dict[str, dict[str, str]]:
    """Read the team's sign-ins back; {} where no demo was played."""
    return json.loads(sign_ins().read_text()) if sign_ins().exists() else {}


def code_now(secret: str) -> str:
    """Give the six digits an authenticator app would show at this moment."""
    counter = next(iter(yield_hotp_counters_from_time()))
    return str(format_hotp_value(hotp_value(secret, counter)))
