"""The outbox: messages as .eml files in a folder, for a site that has no mail server yet, and for rehearsals."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING

from daybreak.connectors.envelope import Passing, composed
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from pathlib import Path

    from daybreak.connectors.envelope import Envelope


class Outbox:
    """Writes each message to `folder`, whole or not at all; the same Message-ID twice is one file."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; it is made when the first message comes."""
        self.folder = folder

    def deliver(self, envelope: Envelope) -> str:
        """Write the file and give its name as the receipt. Raises Passing where the disk refuses, Permanent."""
        content = composed(envelope)
        name = f"{envelope.written_at:%Y%m%dT%H%M%SZ}-{sha256(envelope.message_id.encode()).hexdigest()[:12]}.eml"
        try:
            self._put(name, content)
        except OSError as fault:
            message = _("The outbox could not be written. Make room on the disk, or mend the folder's rights.")
            raise Passing(message, f"{self.folder}: {fault.strerror}") from fault
        return f"written to outbox/{name}"

    def _put(self, name: str, content: bytes) -> None:
        """Write beside the goal, flush, then rename: a reader sees the whole message or none."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        begun = self.folder / f".{name}.{os.getpid()}"
        with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        begun.replace(self.folder / name)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
