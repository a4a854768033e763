"""The site's own keys: a folder outside the database, made once by `setup`, one file per key."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("vault", "index", "session", "journal")
KEY_BYTES = 32


class KeyMissing(Exception):
    """A key file is not there; the message says which and how it comes to be."""


def make(folder: Path) -> None:
    """Make every key that does not exist yet, readable by the site's own user alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / f"{name}.key"
        if path.exists():
            continue
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(file.fileno())


@lru_cache(maxsize=16)
def read(folder: Path, name: str) -> bytes:
    """Read one key; raises KeyMissing with a sentence if it is absent or cut short."""
    try:
        key = (folder / f"{name}.key").read_bytes()
    except FileNotFoundError:
        message = f"The key file {name}.key is not in {folder}. Run `daybreak setup`, or point DAYBREAK_KEYS to it."
        raise KeyMissing(message) from None
    if len(key) != KEY_BYTES:
        message = f"The key file {folder / name}.key holds {len(key)} bytes instead of {KEY_BYTES}; restore it."
        raise KeyMissing(message)
    return key


def session_secret(folder: Path) -> str:
    """Give Django's signing secret; before `setup` a passing one, so that commands without a site can run."""
    if not (folder / "session.key").exists():
        return secrets.token_hex(KEY_BYTES)
    return read(folder, "session").hex()


def keyed_hash(key: bytes, purpose: str, value: str) -> str:
    """HMAC-SHA-256 of a value for one purpose, as hex: equal values can be found, none can be read back."""
    return hmac.new(key, f"{purpose}\0{value}".encode(), hashlib.sha256).hexdigest()
