"""Sign-in by allauth, with our rules: nobody signs up, and its mail leaves as notices."""

from __future__ import annotations

import re
import time
from typing import TYPE_CHECKING

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend

from daybreak.core.access import WORKER
from daybreak.journal.clock import database_now
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.vault.sealed import open_for_site, seal_for_site

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.mail import EmailMessage
    from django.http import HttpRequest

_DIGITS = re.compile(r"[0-9]{6}")


def just_signed_in(request: HttpRequest) -> bool:
    """Tell whether this session showed who it is within the last quarter of an hour: at sign-in, or again since."""
    shown = [record["at"] for record in get_authentication_records(request, request.user)]
    return bool(shown) and time.time() - max(shown) < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT


def one_time_code_holds(person: str, code: str) -> bool:
    """Tell whether these are the digits that a person's authenticator app shows now; each code holds only once."""
    if not _DIGITS.fullmatch(code):
        return False
    known = Authenticator.objects.filter(user_id=person, type=Authenticator.Type.TOTP).first()
    return known is not None and bool(TOTP(known).validate_code(code))


class HouseAdapter(DefaultAccountAdapter):  # type: ignore[misc] # allauth ships no types
    """Accounts are made by `daybreak setup` and by administrators alone."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Nobody signs up by themselves."""
        return False

    def is_reauthentication_required(self, *, app: str) -> bool:  # noqa: ARG002 - allauth's signature
        """Ask again only when the last sign-in is old: a second factor set up right after it needs no repetition."""
        return not just_signed_in(context.request)


class SealedSecrets(DefaultMFAAdapter):  # type: ignore[misc] # allauth ships no types
    """Second factors' secrets lie sealed in the database."""

    def encrypt(self, text: str) -> str:
        """Seal a secret."""
        return seal_for_site("second factor", text)

    def decrypt(self, encrypted_text: str) -> str:
        """Open a sealed secret."""
        return open_for_site("second factor", encrypted_text)


class NoticeBackend(BaseEmailBackend):
    """Account mail (password reset, security warnings) becomes notices, so no page waits for the network."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Queue each message; the worker delivers it."""
        for message in email_messages:
            for address in message.to:
                subject = " ".join(message.subject.split())
                letter = Letter("account", address, subject, str(message.body))
                queue(actor=WORKER, now=database_now(), letter=letter)
        return len(email_messages)
