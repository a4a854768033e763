"""Data keys: one per report and per case, wrapped by the vault key; destroying one erases all it sealed."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.keywrap import aes_key_unwrap, aes_key_wrap
from django.conf import settings
from django.db import connection

from daybreak.records.models import DataKey
from daybreak.vault import site_keys

if TYPE_CHECKING:
    from datetime import datetime

WRAPPED_BY = "vault-1"


class KeyDestroyed(Exception):
    """What this key sealed has been erased for good."""


def new_data_key(now: datetime) -> DataKey:
    """Make a data key, wrapped and not yet saved."""
    vault_key = site_keys.read(settings.KEYS, "vault")
    wrapped = aes_key_wrap(vault_key, secrets.token_bytes(site_keys.KEY_BYTES))
    return DataKey(wrapped=wrapped, wrapped_by=WRAPPED_BY, created_at=now)


def opened(data_key: DataKey) -> bytes:
    """Unwrap a data key; raises KeyDestroyed if it was erased."""
    if data_key.wrapped is None:
        message = "This was erased: its key has been destroyed."
        raise KeyDestroyed(message)
    return _unwrapped(site_keys.read(settings.KEYS, "vault"), bytes(data_key.wrapped))


@lru_cache(maxsize=4096)
def _unwrapped(vault_key: bytes, wrapped: bytes) -> bytes:
    return aes_key_unwrap(vault_key, wrapped)


def destroy(data_key: DataKey, now: datetime) -> None:
    """Destroy a data key; everything it sealed is unreadable from the commit on."""
    data_key.wrapped = None
    data_key.destroyed_at = now
    data_key.save(update_fields=["wrapped", "destroyed_at"])
    _unwrapped.cache_clear()


def scrub() -> None:
    """Leave no copy of a destroyed key in SQLite's write-ahead log: fold it into the file, where it was overwritten.

    To be called outside a transaction. While somebody reads, the log stays and the next call takes it; PostgreSQL keeps
    old rows until its own vacuum and has nothing to do here.
    """
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def index_hash(purpose: str, value: str) -> str:
    """Keyed hash under the index key: for looking up codes, addresses and tokens without storing them."""
    return site_keys.keyed_hash(site_keys.read(settings.KEYS, "index"), purpose, value)
