"""Raw mail, read safely: counted and parsed in a child process that may not cost much."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from typing import Any

LARGEST = 100 * 1024 * 1024
"""Bytes of one message; beyond, nobody tries to read it (it is stored all the same)."""
MAGIC = b"daybreak mail 1\n"
LENGTH_BYTES = 8
REFUSED = 3
"""The child's exit code when counting showed that a message must not be parsed; stdout holds the sentence."""
PATIENCE = 30.0
"""Seconds of waiting for the child, whose own limit of processor time is shorter."""


class Unreadable(Exception):
    """The message cannot be read; `reason` is a sentence without any of its words. Its raw bytes are untouched."""

    def __init__(self, reason: str) -> None:
        """Say why."""
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class ParsedMail:
    """What a message says. Nothing here proves who sent it.

    `sender` is one strictly read address, or "" where From names none, several or something else. `recipients` are
    all addresses in To, Cc and the delivery fields. `automatic` marks robots, lists and bounces, which get no answer.
    `authentication` are the fields in which servers say what they found about the sender, the topmost first.
    `attachments` are (name as claimed, bytes). `cut` says that the text was too long and its end is only in the raw.
    """

    subject: str
    text: str
    sender: str
    sender_name: str
    recipients: tuple[str, ...]
    message_id: str
    date: datetime | None
    automatic: bool
    cut: bool
    authentication: tuple[str, ...]
    attachments: tuple[tuple[str, bytes], ...]


def parse(raw: bytes) -> ParsedMail:
    """Read one raw RFC 5322 message. Raises Unreadable; costs at most 5 s of processor time and 512 MB."""
    if len(raw) > LARGEST:
        message = "This message is larger than any that is read."
        raise Unreadable(message)
    child = [sys.executable, "-P", "-m", "daybreak.connectors.rfc5322_child"]
    environment = {name: os.environ[name] for name in ("PYTHONPATH", "PATH") if name in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, no word of the message on its command line
            child, input=raw, capture_output=True, timeout=PATIENCE, env=environment, check=False
        )
    except subprocess.TimeoutExpired:
        message = "Reading this message took too long."
        raise Unreadable(message) from None
    if done.returncode == REFUSED:
        raise Unreadable(done.stdout.decode("ascii", "replace"))
    if done.returncode != 0:
        message = "This message takes more time or memory to read than any honest one, or breaks the rules of mail."
        raise Unreadable(message)
    return _read(done.stdout)


def _read(answer: bytes) -> ParsedMail:
    """Take the child's answer apart: magic, length of the JSON, JSON, then the attachments one after the other."""
    start = len(MAGIC) + LENGTH_BYTES
    if not answer.startswith(MAGIC) or len(answer) < start:
        message = "This message could not be read to its end."
        raise Unreadable(message)
    size = int.from_bytes(answer[len(MAGIC) : start], "big")
    said: dict[str, Any] = json.loads(answer[start : start + size])
    place, attachments = start + size, []
    for name, length in said["attachments"]:
        attachments.append((str(name), answer[place : place + length]))
        place += length
    if place != len(answer):
        message = "This message could not be read to its end."
        raise Unreadable(message)
    return ParsedMail(
        subject=said["subject"],
        text=said["text"],
        sender=said["sender"],
        sender_name=said["sender_name"],
        recipients=tuple(said["recipients"]),
        message_id=said["message_id"],
        date=datetime.fromisoformat(said["date"]) if said["date"] else None,
        automatic=said["automatic"],
        cut=said["cut"],
        authentication=tuple(said["authentication"]),
        attachments=tuple(attachments),
    )
