"""An envelope: one message ready to leave, what a connector answers, and its bytes as RFC 5322 mail."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import TYPE_CHECKING, Protocol

from daybreak.core.words import gettext_noop as _
from daybreak.core.written import clean_file_name, read_address

if TYPE_CHECKING:
    from datetime import datetime


class _Wire(EmailPolicy):
    """Mail as it is written; long subjects and names in Japanese, folded by the library, lose spaces between words."""

    def fold_binary(self, name: str, value: str) -> bytes:
        """Give the bytes of one header, with each space of its words inside an encoded word (RFC 2047)."""
        sender = next(iter(getattr(value, "addresses", ())), None) if name == "From" else None
        words = sender.display_name if sender else str(value)
        if (sender is None and name != "Subject") or words.isascii():
            return super().fold_binary(name, value)
        encoded = Header(words, "utf-8", header_name=name).encode(linesep=self.linesep)
        address = f"{self.linesep} <{sender.addr_spec}>" if sender else ""
        return f"{name}: {encoded}{address}{self.linesep}".encode("ascii")


WIRE = _Wire() + SMTP.clone(cte_type="7bit")
"""CRLF ends, and nothing beyond ASCII on the wire: every mail server takes it unchanged."""
_BREAKS = "\r\n\0"
_MEDIA_PARTS = 2
_INVITATION = re.compile(r"text/calendar; method=(REQUEST|CANCEL)", re.ASCII)


class Undelivered(Exception):
    """The other side did not take it.

    `reason` is a message of the catalogues; `words` are the other side's own, or the machine's, in whatever language.
    They may name the receiver, so they are kept sealed.
    """

    def __init__(self, reason: str, words: str = "") -> None:
        """Say why."""
        super().__init__(f"{reason} {words}".strip())
        self.reason = reason
        self.words = words


class Passing(Undelivered):
    """Not now: trying again later may help."""


class Permanent(Undelivered):
    """Not like this: only a person can help, by another address or another content."""


class NoReceiver(Permanent):
    """Not to this address: the receiving side has no such mailbox, or one that takes nothing."""


@dataclass(frozen=True)
class Envelope:
    """One message to one address. `attachments` are (file name, media type, text or bytes); `written_at` is aware.

    `message_id` has its angle brackets and stays the same however often it is sent. An `automatic` message has a null
    return path, so that no robot answers it (RFC 3834); what people wrote comes back to `sender` when it bounces.
    `unsubscribe` is where a mail program ends the subscription it belongs to, over https with one click (RFC 8058).
    """

    sender: str
    sender_name: str
    to: str
    subject: str
    body: str
    language: str
    message_id: str
    written_at: datetime
    attachments: tuple[tuple[str, str, str | bytes], ...] = ()
    automatic: bool = True
    unsubscribe: str = ""

    @property
    def return_path(self) -> str:
        """Where a bounce goes: nowhere for automatic mail."""
        return "" if self.automatic else self.sender


class Connector(Protocol):
    """A way out of the house."""

    def deliver(self, envelope: Envelope) -> str:
        """Hand it over and give the other side's receipt. Raises Passing, Permanent or NoReceiver."""


def composed(envelope: Envelope) -> bytes:
    """Write the envelope's message as bytes with CRLF ends. Raises Permanent for what no mail may hold."""
    for value in (
        envelope.sender,
        envelope.sender_name,
        envelope.to,
        envelope.subject,
        envelope.message_id,
        envelope.unsubscribe,
    ):
        if any(mark in value for mark in _BREAKS):
            message = _("A header of this message holds a line break or NUL; write the subject and names on one line.")
            raise Permanent(message)
    try:
        return _message(envelope).as_bytes(policy=WIRE)
    except (ValueError, UnicodeError, LookupError) as fault:
        message = _("This message cannot be written as mail. Remove unusual characters from it.")
        raise Permanent(message, type(fault).__name__) from fault


def _message(envelope: Envelope) -> EmailMessage:
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(envelope.sender_name, addr_spec=read_address(envelope.sender))
    message["To"] = Address(addr_spec=read_address(envelope.to))
    message["Subject"] = envelope.subject.strip()
    message["Date"] = format_datetime(envelope.written_at)
    message["Message-ID"] = envelope.message_id
    if envelope.automatic:
        message["Auto-Submitted"] = "auto-generated"
    if envelope.unsubscribe:
        message["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
    if envelope.unsubscribe.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Content-Language"] = envelope.language
    message.set_content(envelope.body, charset="utf-8")
    for _name, media_type, said in envelope.attachments:
        if isinstance(said, str) and _method(media_type):
            message.add_alternative(said, subtype="calendar", charset="utf-8", params={"method": _method(media_type)})
    for name, media_type, said in envelope.attachments:
        if _method(media_type):
            continue
        content = said if isinstance(said, bytes) else said.encode()
        main, sub = _media(media_type)
        spoken = {"charset": "utf-8"} if main == "text" and isinstance(said, str) else {}
        message.add_attachment(content, maintype=main, subtype=sub, filename=clean_file_name(name), params=spoken)
    return message


def _method(media_type: str) -> str:
    """Give the method of an invitation, which mail programs take as an alternative to the words (RFC 6047); else ""."""
    found = _INVITATION.fullmatch(media_type)
    return found[1] if found else ""


def _media(media_type: str) -> tuple[str, str]:
    """Split a media type; one that is unusable, or would be composed anew by mail programs, becomes plain bytes."""
    parts = media_type.partition(";")[0].strip().lower().split("/")
    usable = len(parts) == _MEDIA_PARTS and all(part.isascii() and part.isprintable() and part for part in parts)
    if not usable or parts[0] in {"multipart", "message"}:
        return "application", "octet-stream"
    return parts[0], parts[1]
