"""Clients of the cast at the doors, signed in with a second factor; the sign-in itself has tests of its own."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.test import Client

if TYPE_CHECKING:
    from daybreak.records.models import Person
    from tests.cast import Member

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def entered(member: Member, *, second_factor: bool = True) -> Client:
    """Give a fresh client signed in as one of the cast."""
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    client = Client()
    if second_factor:
        TOTP.activate(member.person, generate_totp_secret())
    client.force_login(member.person, backend=BACKEND)
    return client


def just_signed_in(client: Client, person: Person) -> None:
    """Leave the mark of a sign-in a moment ago, as allauth does: a release asks for it."""
    from allauth.account.internal.flows.login import user_id_to_str

    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = user_id_to_str(person)
    session.save()


@dataclass
class Entered:
    """Everybody's client, each signed in a moment ago."""

    clients: dict[str, Client] = field(default_factory=dict, kw_only=True)

    def as_(self, member: Member) -> Client:
        """Give a client signed in as one of the cast."""
        key = str(member.person.id)
        if key not in self.clients:
            self.clients[key] = entered(member)
            just_signed_in(self.clients[key], member.person)
        return self.clients[key]
