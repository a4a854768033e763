"""The fields of a mail's header, read strictly: words for people to see, addresses, and who must not be answered."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, datetime
from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from daybreak.core.written import LONGEST_LINE, read_address

if TYPE_CHECKING:
    from collections.abc import Iterable
    from email.message import Message

LONGEST_MESSAGE_ID = 500
MOST_RECIPIENTS = 100
MOST_RESULTS, LONGEST_RESULT = 20, 4000
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,250}")
_ANGLE = re.compile(r"(?:\"(?P<quoted>[^\"\\]*)\"|(?P<plain>[^\"<>,;:()]*))[ \t]*<(?P<address>[^<>]+)>", re.DOTALL)
_COMMENT = re.compile(r"(?P<address>[^\s()<>,;:]+)[ \t]*\((?P<comment>[^()]*)\)")
_LISTS = ("list-id", "list-unsubscribe", "list-post", "mailing-list")
_ROBOTS = re.compile(r"(?i)^(mailer-daemon|postmaster|no-?reply|do-?not-?reply)@")


def words_of(raw: str) -> str:
    """Decode a header's encoded words; what cannot be decoded is shown with replacement marks, on one line."""
    try:
        pieces = decode_header(raw)
    except (HeaderParseError, ValueError):
        pieces = [(raw, None)]
    words = "".join(
        piece if isinstance(piece, str) else decoded(piece, charset or "utf-8") for piece, charset in pieces
    )
    return one_line(words)


def decoded(content: bytes, charset: str) -> str:
    """Decode bytes in the claimed charset, else as UTF-8, else with replacement marks."""
    for name in (charset, "utf-8"):
        with suppress(LookupError, ValueError):
            return content.decode(name)
    return content.decode("utf-8", "replace")


def visible(text: str) -> str:
    r"""Drop what no text of ours may hold (controls but line end and tab, surrogates); line ends become `\n`."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(mark for mark in lines if mark in "\n\t" or unicodedata.category(mark) not in {"Cc", "Cs"})


def one_line(text: str) -> str:
    """Put words on one line of at most 300 characters; marks that hide or turn others are dropped."""
    seen = "".join(mark if unicodedata.category(mark) != "Cf" else "" for mark in visible(text))
    normal = unicodedata.normalize("NFC", " ".join(seen.split()))
    return normal if len(normal) <= LONGEST_LINE else f"{normal[: LONGEST_LINE - 1]}…"


def field(message: Message, name: str) -> str:
    """Give a header as written, unfolded; "" if it is absent or there several times."""
    found = fields(message, name)
    return " ".join(found[0].split()) if len(found) == 1 else ""


def fields(message: Message, *names: str) -> list[str]:
    """Give every header of these names as written; raw bytes beyond ASCII are read as UTF-8 (RFC 6532)."""
    wanted = {name.lower() for name in names}
    return [
        decoded(str(value).encode("ascii", "surrogateescape"), "utf-8")
        for name, value in message.raw_items()
        if name.lower() in wanted
    ]


def sender_of(message: Message) -> tuple[str, str]:
    """Give (address, display name) of From; ("", "") unless it is exactly one plain address."""
    written = field(message, "From")
    found = _ANGLE.fullmatch(written) or _COMMENT.fullmatch(written)
    parts = found.groupdict() if found else {"address": written}
    address = parts.pop("address")
    name = next((part for part in parts.values() if part), "")
    try:
        return read_address(address), words_of(name)
    except ValueError:
        return "", ""


def recipients_of(message: Message) -> list[str]:
    """List the addresses a message was meant for, in small letters; only ever compared with our own."""
    written = fields(message, "To", "Cc", "Delivered-To", "X-Original-To")
    return list(dict.fromkeys(_addresses(written)))[:MOST_RECIPIENTS]


def authentication_of(message: Message) -> list[str]:
    """List what mail servers wrote about the sender (RFC 8601), the topmost first, unfolded; whoever wrote it."""
    written = fields(message, "Authentication-Results")[:MOST_RESULTS]
    return [" ".join(visible(value[:LONGEST_RESULT]).split()) for value in written]


def _addresses(written: Iterable[str]) -> Iterable[str]:
    for value in written:
        for hit in _ADDRESS.findall(value[:10_000]):
            with suppress(ValueError):
                yield read_address(hit.strip(".")).lower()


def is_automatic(message: Message, sender: str) -> bool:
    """Tell robots, lists and bounces, which must not be answered by a robot (RFC 3834)."""
    return (
        field(message, "Auto-Submitted").lower() not in {"", "no"}
        or field(message, "Precedence").lower() in {"bulk", "list", "junk", "auto_reply"}
        or field(message, "Return-Path") == "<>"
        or any(name in message for name in _LISTS)
        or message.get_content_type() == "multipart/report"
        or bool(_ROBOTS.match(sender))
    )


def message_id_of(message: Message) -> str:
    """Give the Message-ID as written; "" if there is none that is usable as a name."""
    written = field(message, "Message-ID")
    return written if len(written) <= LONGEST_MESSAGE_ID and written.isascii() and written.isprintable() else ""


def date_of(message: Message) -> datetime | None:
    """Give the instant of Date, in UTC; None if it cannot be read."""
    try:
        found = parsedate_to_datetime(field(message, "Date"))
        return found.replace(tzinfo=found.tzinfo or UTC).astimezone(UTC)
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
