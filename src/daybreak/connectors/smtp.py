"""SMTP: hands messages to a mail server, over TLS, and tells passing failures from permanent ones."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, unquote, urlsplit

from daybreak.connectors.envelope import NoReceiver, Passing, Permanent, composed
from daybreak.connectors.smtp_replies import FIRST_PERMANENT, SENDER, blames_receiver, meaning
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from daybreak.connectors.envelope import Envelope

TIMEOUT = 30.0
"""Seconds that any one answer of the server may take."""
PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
_TAKEN, _GO_ON = 250, 251
STOPPED = _("The mail server broke off.")


class AddressFaulty(Exception):
    """The address of the mail server cannot be used; the message says what would do."""


@dataclass(frozen=True)
class Server:
    """A mail server and how to enter it. `tls` is `whole` (smtps), `starttls`, or `off` (loopback, or by wish)."""

    host: str
    port: int
    user: str
    password: str
    tls: str

    @classmethod
    def read(cls, url: str) -> Server:
        """Read `smtp://user:password@host:port`, or smtps://; `?tls=off` allows plain text. Raises AddressFaulty."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            parts, port = urlsplit(""), None
        if parts.scheme not in PORTS or not parts.hostname:
            message = "DAYBREAK_SMTP_URL cannot be read; write smtp://user:password@mail.example:587 or smtps://…"
            raise AddressFaulty(message)
        plain = parts.hostname in LOOPBACK or parse_qs(parts.query).get("tls") == ["off"]
        return cls(
            host=parts.hostname,
            port=port or PORTS[parts.scheme],
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            tls="whole" if parts.scheme == "smtps" else "off" if plain else "starttls",
        )


class Smtp:
    """One mail server. A connection lives for one message, so that no failure is carried to the next."""

    def __init__(self, url: str, *, own_name: str | None = None, timeout: float = TIMEOUT) -> None:
        """Take the server's address, the name we say in EHLO, and seconds of patience. Raises AddressFaulty."""
        self.server = Server.read(url)
        self.own_name = own_name
        self.timeout = timeout

    def deliver(self, envelope: Envelope) -> str:
        """Hand one message over and give the server's reply to it. Raises Passing, Permanent or NoReceiver."""
        content = composed(envelope)
        try:
            with closing(self._entered()) as session:
                return _handed_over(session, envelope, content)
        except smtplib.SMTPException as fault:
            said = _said(fault)
            raise Passing(meaning(said, STOPPED) if said[:3].isdigit() else STOPPED, said) from fault
        except OSError as fault:
            message = _("Our mail server cannot be reached.")
            raise Passing(message, f"{self.server.host}:{self.server.port}: {_reason(fault)}") from fault

    def _entered(self) -> smtplib.SMTP:
        server, context = self.server, ssl.create_default_context()
        session: smtplib.SMTP
        if server.tls == "whole":
            session = smtplib.SMTP_SSL(server.host, server.port, self.own_name, timeout=self.timeout, context=context)
        else:
            session = smtplib.SMTP(server.host, server.port, self.own_name, timeout=self.timeout)
        try:
            self._introduce(session, context)
        except BaseException:
            session.close()
            raise
        return session

    def _introduce(self, session: smtplib.SMTP, context: ssl.SSLContext) -> None:
        session.ehlo_or_helo_if_needed()
        if self.server.tls != "whole" and session.has_extn("starttls") and self.server.tls == "starttls":
            session.starttls(context=context)
            session.ehlo_or_helo_if_needed()
        elif self.server.tls == "starttls":
            message = _("The mail server offers no STARTTLS. Write smtps:// in DAYBREAK_SMTP_URL, or add ?tls=off.")
            raise Passing(message, self.server.host)
        if self.server.user:
            session.login(self.server.user, self.server.password)


def _handed_over(session: smtplib.SMTP, envelope: Envelope, content: bytes) -> str:
    code, reply = session.mail(envelope.return_path)
    if code != _TAKEN:
        said = _reply(code, reply)
        raise Passing(meaning(said, SENDER), said)
    code, reply = session.rcpt(envelope.to)
    if code not in {_TAKEN, _GO_ON}:
        said = _reply(code, reply)
        for_good = NoReceiver if blames_receiver(said) else Permanent
        raise _refused(_("The mail server refuses the receiver."), said, for_good)
    try:
        code, reply = session.data(content)
    except smtplib.SMTPDataError as fault:
        code, reply = fault.smtp_code, fault.smtp_error if isinstance(fault.smtp_error, bytes) else b""
    if code != _TAKEN:
        raise _refused(_("The mail server refuses the message."), _reply(code, reply))
    with suppress(smtplib.SMTPException, OSError):  # it has the message; a rude goodbye changes nothing
        session.quit()
    return _reply(code, reply)


def _refused(otherwise: str, said: str, for_good: type[Permanent] = Permanent) -> Passing | Permanent:
    kind = for_good if int(said[:3]) >= FIRST_PERMANENT else Passing
    return kind(meaning(said, otherwise), said)


def _reply(code: int, reply: bytes) -> str:
    words = reply.decode("utf-8", "replace")
    return f"{code} {' '.join(word for word in words.split() if word.isprintable())}"[:500]


def _said(fault: smtplib.SMTPException) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        reply = fault.smtp_error if isinstance(fault.smtp_error, bytes) else str(fault.smtp_error).encode()
        return _reply(fault.smtp_code, reply)
    return type(fault).__name__


def _reason(fault: OSError) -> str:
    return fault.strerror or type(fault).__name__
