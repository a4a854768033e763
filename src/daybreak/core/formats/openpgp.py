"""An OpenPGP public key as its owner publishes it: the data of RFC 4880 packets, read without trusting a label (B7).

Only what is published about a key is read; signatures are not verified: whoever adds the key is its owner.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from daybreak.core.phrase import WrongWords
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 256 * 1024
_BLOCK = re.compile(
    r"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n(.*?)\r?\n\r?\n(.*?)-----END PGP PUBLIC KEY BLOCK-----|"
    r"-----BEGIN PGP PUBLIC KEY BLOCK-----\r?\n()\r?\n(.*?)-----END PGP PUBLIC KEY BLOCK-----",
    re.DOTALL,
)
SECRET, PUBLIC, SIGNATURE, USER_ID = 5, 6, 2, 13
RSA = frozenset({1, 2, 3})
EDDSA, ED25519 = 22, 27
ED25519_OID = bytes.fromhex("2b06010401da470f01")
CERTIFIES = range(0x10, 0x14)
KEY_EXPIRES = 9
VERSION = 4
"""Of keys and signatures: the one that everybody writes."""
ONE_OCTET, TWO_OCTETS, FIVE_OCTETS = range(192), range(192, 224), 255
"""What the first octet of a length says of how long the length itself is (RFC 4880, section 4.2.2)."""


@dataclass(frozen=True)
class PublicKey:
    """What is published about a key; `expires_at` is None for one without an end, `size` is in bits."""

    fingerprint: str
    algorithm: str
    size: int
    user_id: str
    created_at: datetime
    expires_at: datetime | None

    @property
    def key_id(self) -> str:
        """The last sixteen digits of its fingerprint."""
        return self.fingerprint[-16:]


def read_public_key(text: str) -> PublicKey:
    """Read one armored public key (version 4). Raises WrongWords with a sentence for anything else."""
    if len(text) > LARGEST:
        raise WrongWords(_("this is longer than any public key"))
    if "PRIVATE KEY BLOCK" in text:
        raise WrongWords(_("this is a private key; export the public one, and keep this one to yourself"))
    found = _BLOCK.search(text)
    if found is None:
        raise WrongWords(_("this is no armored public key; write it with `gpg --armor --export KEYID`"))
    try:
        return _read(list(_packets(_dearmored(found[2] or found[4] or ""))))
    except (IndexError, ValueError, binascii.Error, OverflowError, UnicodeDecodeError):
        raise WrongWords(_("this public key is damaged or of a version that is not read here")) from None


def _dearmored(body: str) -> bytes:
    lines = [line.strip() for line in body.splitlines() if line.strip() and not line.startswith("=")]
    return base64.b64decode("".join(lines), validate=True)


def _packets(raw: bytes) -> Iterator[tuple[int, bytes]]:
    """Give (tag, body) of each packet; a length that is not definite is a ValueError."""
    at = 0
    while at < len(raw):
        head = raw[at]
        if not head & 0x80:
            raise ValueError
        if head & 0x40:
            tag, (length, step) = head & 0x3F, _new_length(raw, at + 1)
        else:
            tag, width = (head >> 2) & 0x0F, (1, 2, 4, 0)[head & 3]
            length, step = int.from_bytes(raw[at + 1 : at + 1 + width], "big"), width
            if not width:
                raise ValueError
        start = at + 1 + step
        if start + length > len(raw):
            raise ValueError
        yield tag, raw[start : start + length]
        at = start + length


def _new_length(raw: bytes, at: int) -> tuple[int, int]:
    first = raw[at]
    if first in ONE_OCTET:
        return first, 1
    if first in TWO_OCTETS:
        return ((first - TWO_OCTETS.start) << 8) + raw[at + 1] + TWO_OCTETS.start, 2
    if first == FIVE_OCTETS:
        return int.from_bytes(raw[at + 1 : at + 5], "big"), 5
    raise ValueError


def _read(packets: list[tuple[int, bytes]]) -> PublicKey:
    tag, body = packets[0]
    if tag != PUBLIC or body[0] != VERSION:
        raise ValueError
    created = datetime.fromtimestamp(int.from_bytes(body[1:5], "big"), UTC)
    algorithm, size = _algorithm(body)
    user_id, life = "", 0
    for kind, content in packets[1:]:
        if kind == USER_ID and not user_id:
            user_id = " ".join(content.decode().split())
        elif kind == SIGNATURE and user_id and not life:
            life = _life(content)
        elif kind not in {USER_ID, SIGNATURE}:
            break
    if not user_id:
        raise ValueError
    # The fingerprint of version 4 is SHA-1 by definition (RFC 4880, section 12.2); it names, it does not protect.
    fingerprint = hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body, usedforsecurity=False).hexdigest().upper()
    expires = created + timedelta(seconds=life) if life else None
    return PublicKey(fingerprint, algorithm, size, user_id, created, expires)


def _algorithm(body: bytes) -> tuple[str, int]:
    number = body[5]
    if number in RSA:
        return "RSA", int.from_bytes(body[6:8], "big")
    if number == ED25519 or (number == EDDSA and body[7 : 7 + body[6]] == ED25519_OID):
        return "Curve25519", 255
    return f"OpenPGP {number}", 0


def _life(signature: bytes) -> int:
    """Give for how many seconds a certification says the key is good; 0 where it says nothing."""
    if signature[0] != VERSION or signature[1] not in CERTIFIES:
        return 0
    length = int.from_bytes(signature[4:6], "big")
    area, at = signature[6 : 6 + length], 0
    while at < len(area):
        size, step = _new_length(area, at)
        kind, content = area[at + step] & 0x7F, area[at + step + 1 : at + step + size]
        if kind == KEY_EXPIRES:
            return int.from_bytes(content, "big")
        at += step + size
    return 0
