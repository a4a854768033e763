"""Sealed files: 1 MiB chunks under a data key, sealed while they stream, bound to file, position and end."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from daybreak.vault.sealed import SealBroken

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from uuid import UUID

CHUNK = 1024 * 1024
TAG_BYTES = 16


def path_of(file_id: UUID) -> Path:
    """Say where a sealed file lies."""
    name = str(file_id)
    return settings.HOME / "files" / name[:2] / name


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _bound_to(file_id: UUID, index: int, *, last: bool) -> bytes:
    return f"file|{file_id}|{index}|{'last' if last else 'more'}".encode()


class SealedWriter:
    """Seals a stream chunk by chunk. The file id is fresh, so key and counter nonce never meet twice: the chunk
    key is derived from data key and file id.
    """

    def __init__(self, key: bytes, file_id: UUID) -> None:
        """Open the file for writing under the data key's plain bytes."""
        self.file_id = file_id
        self.size = 0
        self._cipher = AESGCM(_file_key(key, file_id))
        self._digest = hashlib.sha256()
        self._buffer = bytearray()
        self._index = 0
        path = path_of(file_id)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._file: BinaryIO = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")

    def write(self, plain: bytes) -> None:
        """Take some bytes."""
        self.size += len(plain)
        self._digest.update(plain)
        self._buffer += plain
        while len(self._buffer) > CHUNK:
            self._put(bytes(self._buffer[:CHUNK]), last=False)
            del self._buffer[:CHUNK]

    def close(self) -> str:
        """Seal the rest, flush to the disk, and give the SHA-256 of the plain bytes as hex."""
        self._put(bytes(self._buffer), last=True)
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        folder = os.open(path_of(self.file_id).parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
        return self._digest.hexdigest()

    def discard(self) -> None:
        """Give up and leave nothing behind."""
        self._file.close()
        path_of(self.file_id).unlink(missing_ok=True)

    def _put(self, chunk: bytes, *, last: bool) -> None:
        bound = _bound_to(self.file_id, self._index, last=last)
        self._file.write(self._cipher.encrypt(_nonce(self._index), chunk, bound))
        self._index += 1


def _file_key(key: bytes, file_id: UUID) -> bytes:
    return hashlib.sha256(b"daybreak file\0" + key + file_id.bytes).digest()


def read(key: bytes, file_id: UUID) -> Iterator[bytes]:
    """Yield the plain chunks; raises SealBroken if a chunk was changed, moved or cut off."""
    cipher = AESGCM(_file_key(key, file_id))
    path = path_of(file_id)
    remaining = path.stat().st_size
    with path.open("rb") as file:
        index = 0
        while remaining > 0:
            sealed = file.read(CHUNK + TAG_BYTES)
            remaining -= len(sealed)
            try:
                yield cipher.decrypt(_nonce(index), sealed, _bound_to(file_id, index, last=remaining == 0))
            except InvalidTag:
                message = f"The sealed file {file_id} does not open at chunk {index}: it was changed or cut off."
                raise SealBroken(message) from None
            index += 1
