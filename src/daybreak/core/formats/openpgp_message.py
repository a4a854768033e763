"""Whether bytes or words are an OpenPGP message encrypted to somebody (RFC 4880), told without opening it (B7)."""

from __future__ import annotations

import re

HEAD = 64 * 1024
"""How much of a file is enough to tell."""
_ARMOR = b"-----BEGIN PGP MESSAGE-----"
_BLOCK = re.compile(r"-----BEGIN PGP MESSAGE-----.*?-----END PGP MESSAGE-----", re.DOTALL)
_PUBLIC = re.compile(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----.*?-----END PGP PUBLIC KEY BLOCK-----", re.DOTALL)
_VERSION = 3
"""Of the packet that names whom a message is encrypted to."""
_STARTS = {0x84: 2, 0x85: 3, 0x86: 5}
"""The first octet of such a packet in the old format, and where its version then stands."""
_NEW, _ONE_OCTET, _TWO_OCTETS = 0xC1, 192, 224
_ENDINGS = (".asc", ".gpg", ".pgp")


def is_encrypted(head: bytes) -> bool:
    """Tell from the beginning of a file whether it is encrypted to a key."""
    if head.lstrip()[: len(_ARMOR)] == _ARMOR:
        return True
    if len(head) <= max(_STARTS.values()):
        return False
    if head[0] == _NEW:
        return head[2 if head[1] < _ONE_OCTET else 3] == _VERSION and head[1] < _TWO_OCTETS
    return head[0] in _STARTS and head[_STARTS[head[0]]] == _VERSION


def blocks(words: str) -> tuple[str, ...]:
    """Give the armored messages that stand in somebody's words."""
    return tuple(_BLOCK.findall(words))


def keys_in(content: bytes) -> tuple[bytes, ...]:
    """Give the armored public keys that stand in a message, at most five: by them its own signature can be checked."""
    return tuple(_PUBLIC.findall(content)[:5])


def plain_name(name: str) -> str:
    """Give the name of what an encrypted file holds."""
    ending = next((one for one in _ENDINGS if name.lower().endswith(one)), "")
    return (name[: -len(ending)] if ending else name) or "opened"
