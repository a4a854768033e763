"""A letter: what one notice says to whom, as a frozen value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from daybreak.core.written import read_address

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Letter:
    """One message to one address; `attachments` are (file name, media type, text).

    `detail` says that it tells embargoed particulars; such a letter goes only where the policy has agreed a way.
    """

    template: str
    to: str
    subject: str
    body: str
    language: str = "en"
    attachments: tuple[tuple[str, str, str], ...] = ()
    duty: str = ""
    party: str = ""
    once_key: str | None = None

    def checked(self) -> Letter:
        """Give the letter with a strictly read address; raises ValueError with a sentence."""
        if any(mark in self.subject for mark in "\r\n\0"):
            message = "The subject must be one line."
            raise ValueError(message)
        return Letter(**{**asdict(self), "to": read_address(self.to), "attachments": self.attachments})

    def as_json(self) -> dict[str, Any]:
        """Give what is sealed in the notice."""
        return {
            "to": self.to,
            "subject": self.subject,
            "body": self.body,
            "language": self.language,
            "attachments": [list(one) for one in self.attachments],
        }


@dataclass(frozen=True)
class Content:
    """What a stored notice says, opened."""

    to: str
    subject: str
    body: str
    language: str
    attachments: tuple[tuple[str, str, str], ...]

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> Content:
        """Read it from what was sealed."""
        files = tuple((name, media, text) for name, media, text in stored["attachments"])
        return cls(stored["to"], stored["subject"], stored["body"], stored["language"], files)
