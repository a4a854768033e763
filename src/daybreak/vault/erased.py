"""erased.log: every erasure, outside the database, so that restoring a backup cannot bring back what was erased."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from django.conf import settings

from daybreak.vault import site_keys

Kind = Literal["contact_data", "customer_data", "report", "subscription"]


@dataclass(frozen=True)
class Erasure:
    """One erasure: when, of which report or subscription, the key that was destroyed, what was erased with it.

    `files` are the SHA-256 of the erased files' plain bytes, `messages` the keys of the erased messages: by them the
    same things are found again in a restored database. No word of anybody stands here.
    """

    at: str
    report: str
    key: str
    kind: Kind
    files: tuple[str, ...] = ()
    messages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Log:
    """What erased.log holds: its erasures, oldest first, and a sentence for every line that is not ours."""

    erasures: tuple[Erasure, ...]
    faults: tuple[str, ...]


def log_file() -> Path:
    """Say where the log lies."""
    return Path(settings.HOME) / "erased.log"


def append(erasure: Erasure) -> None:
    """Write one erasure, signed, and wait until the disk has it."""
    said = json.dumps(asdict(erasure), sort_keys=True)
    line = json.dumps({"erasure": said, "signature": _signature(said)}) + "\n"
    path = log_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "r+b") as file:
        file.write(_cut_off(file) + line.encode())
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _cut_off(file: Any) -> bytes:
    """Give the line break that a line needs which a crash cut off, so that the next one stands by itself."""
    end = file.seek(0, os.SEEK_END)
    if not end:
        return b""
    file.seek(end - 1)
    return b"" if file.read(1) == b"\n" else b"\n"


def read() -> Log:
    """Read the log; a site that never erased anything has none."""
    try:
        lines = log_file().read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return Log((), ())
    found, faults = list[Erasure](), list[str]()
    for place, line in enumerate(lines, start=1):
        erasure = _read(line)
        if erasure is None:
            faults.append(f"Line {place} of {log_file()} was not written by this site, or was cut off.")
        else:
            found.append(erasure)
    return Log(tuple(found), tuple(faults))


def _read(line: str) -> Erasure | None:
    try:
        written = json.loads(line)
        said = written["erasure"]
        if not secrets.compare_digest(written["signature"], _signature(said)):
            return None
        return Erasure(**{name: _tuples(value) for name, value in json.loads(said).items()})
    except (ValueError, KeyError, TypeError):
        return None


def _tuples(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def _signature(said: str) -> str:
    return site_keys.keyed_hash(site_keys.read(settings.KEYS, "journal"), "erased", said)
