"""Machines of the cast: an API client that speaks JSON, and tokens for Hana and Mallory."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from daybreak.people.actions import issue_token
from tests.doors.api.deeds import a_case

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from daybreak.records.models import Case
    from tests.cast import Member, Site

SCOPES = ("cases:read", "duties:read", "reports:read")


@dataclass
class Machine:
    """A client of the API; every answer that is no success must be a problem with a sentence."""

    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def get(self, path: str, **headers: str) -> Any:
        """GET below /api/v1."""
        return self._checked(self.client.get(f"/api/v1{path}", headers=headers))

    def post(self, path: str, body: object = None, **headers: str) -> Any:
        """POST JSON, or bytes as they are; without a body an empty one."""
        body = b"" if body is None else body
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = self.client.post(f"/api/v1{path}", raw, content_type="application/json", headers=headers)
        return self._checked(sent)

    @staticmethod
    def _checked(response: Any) -> Any:
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json"
            said = response.json()
            assert said["status"] == response.status_code < 500, said
            assert said["detail"].endswith(".")
        return response


@pytest.fixture
def machine(db: None, settings: Any) -> Iterator[Machine]:
    """A machine that nobody has counted wrong codes for."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    settings.MFA_TOTP_TOLERANCE = 1
    call_command("createcachetable", verbosity=0)
    cache.clear()
    yield Machine()
    cache.clear()


@pytest.fixture
def stand(db: None, settings: Any, tmp_path: Path) -> Callable[[datetime], None]:
    """Let the served clock stand (and run on) at an instant."""
    from daybreak.journal.clock import database_now

    def at(instant: datetime) -> None:
        settings.CLOCK_FILE.write_text("0")
        settings.CLOCK_FILE.write_text(str((instant - database_now()).total_seconds()))

    settings.CLOCK_FILE = tmp_path / "clock"
    return at


@pytest.fixture
def site(stand: Callable[[datetime], None]) -> Site:
    """A site whose cast stands at the same instant as the served clock, a minute apart."""
    return site_of("hoshimi-camera", stand)


def site_of(policy: str, stand: Callable[[datetime], None]) -> Site:
    """Make the site of an example policy."""
    from tests import cast

    stand(cast.START)
    made = cast.make_site(policy)
    stand(cast.START + timedelta(minutes=1))
    return made


def code(who: Member) -> dict[str, str]:
    """Give the header with what a member's authenticator app shows; the app is set up when it is first asked."""
    import time

    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
    from allauth.mfa.utils import decrypt

    known = Authenticator.objects.filter(user_id=who.person.id).first()
    made = known or TOTP.activate(who.person, generate_totp_secret()).instance
    digits = format_hotp_value(hotp_value(decrypt(made.data["secret"]), int(time.time()) // 30))
    cache.delete(f"allauth.mfa.totp.used?user={who.person.id}&code={digits}")
    return {"One-Time-Code": digits}


def token(site: Site, who: Member, *scopes: str) -> dict[str, str]:
    """Give the header of a fresh token."""
    made = issue_token(actor=who.actor, now=site.at.now, person=who.person, label="t", scopes=scopes or SCOPES)
    return {"Authorization": f"Bearer {made}"}


@pytest.fixture
def case(site: Site) -> Case:
    """A confirmed case that Hana opened from a report; Mina is inside too."""
    return a_case(site)
