"""A letter: what one notice says to whom, as a frozen value."""

from __future__ import annotations

import base64
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from daybreak.core.written import read_address

if TYPE_CHECKING:
    from collections.abc import Mapping

Attached = tuple[str, str, str | bytes]
"""File name, media type, and the content: text, or bytes for what is no text (a PDF)."""
Row = tuple[str, str, str]
"""One field of a sheet: what the portal calls it, our name of the field, and its value."""

_DRILL = {
    "en": ("[DRILL]", "This is a drill: everything in this letter is invented, and it never leaves the house."),
    "ja": ("【訓練】", "これは訓練です。この文書の内容はすべて架空のもので、社外へ送られることはありません。"),
}


LONGEST_KEY = 120
"""So many characters of what a letter is about are kept."""
TO_FINDERS = frozenset({"receipt", "news", "new_code"})
"""The letters that go to whoever reported."""


@dataclass(frozen=True)
class Letter:
    """One message to one address; `attachments` are files (name, media type, content).

    `second_person` holds a letter with embargoed detail back until somebody else lets it go; `channel` is `mail`, or
    `hand` where there is no interface and a person carries it. `about` is the scope and key of the one thing it is
    about (`vulnerability` and its key); both are empty for a letter about the whole case or report. `rows` are
    the fields of a sheet that a person enters at a portal, in the portal's order. `unsubscribe` is the address at which
    a subscriber's mail program ends the subscription (RFC 8058).
    """

    template: str
    to: str
    subject: str
    body: str
    language: str = "en"
    attachments: tuple[Attached, ...] = ()
    rows: tuple[Row, ...] = ()
    duty: str = ""
    party: str = ""
    about: tuple[str, str] = ("", "")
    once_key: str | None = None
    second_person: bool = False
    channel: str = "mail"
    unsubscribe: str = ""

    def checked(self) -> Letter:
        """Give the letter with a strictly read address; raises ValueError with a sentence."""
        if any(mark in self.subject for mark in "\r\n\0"):
            message = "The subject must be one line."
            raise ValueError(message)
        return replace(self, to=read_address(self.to) if self.channel == "mail" else self.to)

    def marked_as_drill(self) -> Letter:
        """Give the letter with the mark of a drill in subject, words and attached texts, in its own language."""
        mark, words = _DRILL["ja" if self.language == "ja" else "en"]
        attachments = tuple(
            (name, media, f"{words}\n\n{said}" if media.startswith("text/plain") and isinstance(said, str) else said)
            for name, media, said in self.attachments
        )
        return replace(self, subject=f"{mark} {self.subject}", body=f"{words}\n\n{self.body}", attachments=attachments)

    def as_json(self) -> dict[str, Any]:
        """Give what is sealed in the notice."""
        return {
            "to": self.to,
            "subject": self.subject,
            "body": self.body,
            "language": self.language,
            "attachments": [_stored(one) for one in self.attachments],
            "rows": [list(row) for row in self.rows],
            "unsubscribe": self.unsubscribe,
        }


@dataclass(frozen=True)
class Content:
    """What a stored notice says, opened."""

    to: str
    subject: str
    body: str
    language: str
    attachments: tuple[Attached, ...]
    rows: tuple[Row, ...] = ()
    unsubscribe: str = ""

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Content:
        """Read it from what was sealed."""
        files = tuple(_opened(one) for one in stored["attachments"])
        rows = tuple((label, field, value) for label, field, value in stored.get("rows", ()))
        to, subject, body, language = (stored[name] for name in ("to", "subject", "body", "language"))
        return cls(to, subject, body, language, files, rows, stored.get("unsubscribe", ""))


def of_duty(rule: str, subject: str) -> tuple[str, str]:
    """Give what a reminder of a duty is about; it fulfils none."""
    return "duty", f"{rule} {subject}"[:LONGEST_KEY]


def fingerprint(content: str | bytes) -> str:
    """Give the SHA-256 of a file as it leaves the house, in hexadecimal."""
    return sha256(content if isinstance(content, bytes) else content.encode()).hexdigest()


def _stored(one: Attached) -> list[str]:
    name, media, content = one
    if isinstance(content, str):
        return [name, media, content]
    return [name, media, base64.b64encode(content).decode(), "base64"]


def _opened(stored: list[str]) -> Attached:
    name, media, content, *coded = stored
    return name, media, base64.b64decode(content) if coded else content
