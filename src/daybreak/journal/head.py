"""The signed head: the last entry's place and hash, outside the database, so that a cut or a roll-back is found."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from daybreak.vault import site_keys


class HeadForged(Exception):
    """The head file was not written by this site; the message says so."""


@dataclass(frozen=True)
class Head:
    """The furthest entry this host has seen committed."""

    position: int
    hash: str


def head_file() -> Path:
    """Say where this host keeps its head."""
    return Path(settings.HOME) / "journal.head"


def write_head(position: int, entry_hash: str) -> None:
    """Move the head forward, durably; an older head never replaces a newer one."""
    known = read_head()
    if known is not None and known.position >= position:
        return
    said = json.dumps({"position": position, "hash": entry_hash}, sort_keys=True)
    line = json.dumps({"head": said, "signature": _signature(said)})
    path = head_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"journal.head.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def read_head() -> Head | None:
    """Read the head; None before the first entry. Raises HeadForged if its signature is not ours."""
    try:
        line = json.loads(head_file().read_text())
        said = line["head"]
        signed = secrets.compare_digest(line["signature"], _signature(said))
        place = json.loads(said)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError):
        signed, place = False, None
    if not signed or place is None:
        message = f"{head_file()} was not written by this site: its signature does not fit."
        raise HeadForged(message)
    return Head(place["position"], place["hash"])


def _signature(said: str) -> str:
    return site_keys.keyed_hash(site_keys.read(settings.KEYS, "journal"), "head", said)
