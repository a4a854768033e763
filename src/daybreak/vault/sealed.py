"""Sealed columns: text and JSON of a row, under its data key, bound to table, column, row and key."""

from __future__ import annotations

import hmac
import json
import secrets
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from daybreak.vault import site_keys
from daybreak.vault.data_keys import opened

NONCE_BYTES = 12


class SealBroken(Exception):
    """The sealed bytes were changed, moved, or belong to another key."""


def _bound_to(row: Any, column: str) -> bytes:
    return f"{row._meta.db_table}|{column}|{row.pk}|{row.data_key_id}".encode()  # noqa: SLF001 - Django's public API


def seal(row: Any, column: str, text: str) -> None:
    """Seal `text` into `row.<column>`; the row must have its key and its primary key, and is not saved."""
    setattr(row, column, seal_bytes(row, column, text.encode()))


def seal_json(row: Any, column: str, value: object) -> None:
    """Seal a JSON value into `row.<column>`."""
    seal(row, column, json.dumps(value, ensure_ascii=False, sort_keys=True))


def seal_bytes(row: Any, column: str, plain: bytes) -> bytes:
    """Give the sealed form of bytes for `row.<column>`: nonce and AES-GCM ciphertext."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(opened(row.data_key)).encrypt(nonce, plain, _bound_to(row, column))


def open_bytes(row: Any, column: str) -> bytes:
    """Open `row.<column>`; b"" if it holds nothing. Raises SealBroken, or KeyDestroyed after an erasure."""
    sealed = getattr(row, column)
    if not sealed:
        return b""
    sealed = bytes(sealed)
    try:
        return AESGCM(opened(row.data_key)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], _bound_to(row, column))
    except (InvalidTag, ValueError):  # ValueError: fewer bytes than a nonce has
        message = f"The sealed {column} of {row._meta.db_table} {row.pk} does not open: it was changed or moved."  # noqa: SLF001 - Django's public API
        raise SealBroken(message) from None


def readable(row: Any) -> bool:
    """Tell whether the row's words can still be opened: they cannot once its key was destroyed."""
    return row.data_key.destroyed_at is None


def open_text(row: Any, column: str) -> str:
    """Open `row.<column>` as text."""
    return open_bytes(row, column).decode()


def open_json(row: Any, column: str) -> Any:
    """Open `row.<column>` as JSON; None if it holds nothing."""
    plain = open_bytes(row, column)
    return json.loads(plain) if plain else None


def seal_for_site(purpose: str, text: str) -> str:
    """Seal a secret that belongs to no report or case (a second factor's, say) under the site's own key, as hex."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    return (nonce + AESGCM(_site_key(purpose)).encrypt(nonce, text.encode(), purpose.encode())).hex()


def open_for_site(purpose: str, sealed: str) -> str:
    """Open what `seal_for_site` sealed for the same purpose; raises SealBroken."""
    raw = bytes.fromhex(sealed)
    try:
        plain = AESGCM(_site_key(purpose)).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], purpose.encode())
    except InvalidTag:
        message = f"A sealed secret ({purpose}) does not open: it was changed, or the site's keys are others."
        raise SealBroken(message) from None
    return plain.decode()


def _site_key(purpose: str) -> bytes:
    return hmac.digest(site_keys.read(settings.KEYS, "vault"), f"site seal {purpose}".encode(), "sha256")
