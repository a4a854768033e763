"""Uploads are sealed chunk by chunk while they stream: no plaintext ever touches the disk (promises, P12)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, StopFutureHandlers, StopUpload

from daybreak.core.policy.model_intake import FileLimits
from daybreak.core.written import clean_file_name
from daybreak.journal.clock import database_now
from daybreak.program.versions import NoPolicyInForce, policy_in_force
from daybreak.vault.data_keys import new_data_key, opened
from daybreak.vault.files import SealedWriter

if TYPE_CHECKING:
    from daybreak.records.models import DataKey


class SealedUpload(UploadedFile):
    """An upload that lies sealed on the disk already, under a data key that a deed will adopt."""

    def __init__(self, name: str, file_id: uuid.UUID, size: int, sha256: str, data_key: DataKey | None) -> None:
        """Describe the sealed bytes; `data_key` is unsaved until the deed, None where a limit let nothing be kept."""
        super().__init__(None, name, "application/octet-stream", size)
        self.file_id = file_id
        self.sha256 = sha256
        self.data_key = data_key

    def close(self) -> None:
        """Nothing is open: the bytes lie sealed."""


class SealingUploadHandler(FileUploadHandler):
    """Seals every file of one request under one fresh data key."""

    def __init__(self, request: Any = None) -> None:
        """Make no key before the first file comes."""
        super().__init__(request)
        self._key: DataKey | None = None
        self._writer: SealedWriter | None = None
        self._open: list[SealedWriter] = []
        self._limits = FileLimits()
        self._together = 0

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        now = database_now()
        if self._key is None:
            self._key = new_data_key(now)
        try:
            self._limits = policy_in_force(now).intake.files
        except NoPolicyInForce:
            raise StopUpload(connection_reset=True) from None
        self._writer = SealedWriter(opened(self._key), uuid.uuid4())
        raise StopFutureHandlers

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002 - Django's signature
        """Seal a chunk; beyond a limit keep nothing but read on, so that the door can say which file it was."""
        if self._writer is None:
            return
        size = self._writer.size + len(raw_data)
        if size > self._limits.each or self._together + size > self._limits.together:
            self._writer.discard()
            self._writer = None
            return
        self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:
        """Finish a file and hand it to the form."""
        name = clean_file_name(self.file_name or "")
        if self._writer is None:
            return SealedUpload(name, uuid.uuid4(), file_size, "", None)
        writer, self._writer = self._writer, None
        sha256 = writer.close()
        self._together += writer.size
        return SealedUpload(name, writer.file_id, writer.size, sha256, self._key)

    def upload_interrupted(self) -> None:
        """Leave nothing of a file that was cut off."""
        if self._writer is not None:
            self._writer.discard()
