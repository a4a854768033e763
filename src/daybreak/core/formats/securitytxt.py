"""security.txt: where to report a vulnerability, for people and machines (RFC 9116)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.advisory.issued import stamp

if TYPE_CHECKING:
    from datetime import datetime

_ADDRESS = re.compile(r"(https://|mailto:|tel:|openpgp4fpr:|dns:)[\x21-\x7e]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True)
class SecurityTxt:
    """The fields of a security.txt.

    `contacts` come in order of preference and are addresses (https:, mailto:, tel:); `expires` is aware and should
    lie less than a year ahead. Raises ValueError, with a sentence, for what RFC 9116 does not allow.
    """

    contacts: tuple[str, ...]
    expires: datetime
    languages: tuple[str, ...] = ()
    canonical: tuple[str, ...] = ()
    encryption: tuple[str, ...] = ()
    policy: tuple[str, ...] = ()
    acknowledgments: tuple[str, ...] = ()
    hiring: tuple[str, ...] = ()
    csaf: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a file nobody could report by, or that a reader would have to refuse."""
        if not self.contacts:
            message = "security.txt needs at least one contact, for example mailto:security@example.org"
            raise ValueError(message)
        if self.expires.tzinfo is None:
            message = "security.txt needs an expiry with a zone"
            raise ValueError(message)
        for _, addresses in self._addresses():
            for address in addresses:
                if not _ADDRESS.fullmatch(address):
                    message = f"{address!r} is no address for security.txt; write https://… or mailto:…"
                    raise ValueError(message)
        for language in self.languages:
            if not _LANGUAGE.fullmatch(language):
                message = f"{language!r} is no language tag; write for example en or ja"
                raise ValueError(message)

    def _addresses(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """List the fields that hold addresses, by their names in the file and in its order."""
        return (
            ("Contact", self.contacts),
            ("Encryption", self.encryption),
            ("Acknowledgments", self.acknowledgments),
            ("Canonical", self.canonical),
            ("Policy", self.policy),
            ("Hiring", self.hiring),
            ("CSAF", self.csaf),
        )

    def to_bytes(self) -> bytes:
        """Write the file, each line ended by CR LF (RFC 9116, section 2.2 allows it and LF alike)."""
        lines = [f"{field}: {address}" for field, addresses in self._addresses() for address in addresses]
        lines.append(f"Expires: {stamp(self.expires.replace(microsecond=0))}")
        if self.languages:
            lines.append(f"Preferred-Languages: {', '.join(self.languages)}")
        return "".join(f"{line}\r\n" for line in lines).encode("ascii")
