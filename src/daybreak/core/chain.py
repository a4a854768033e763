"""The journal's chain: canonical bytes of an entry, their hash, and what is wrong with a sequence of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from daybreak.core.facts import Fact

GENESIS = "0" * 64
INSTANTS = ("happened_at", "recorded_at")


@dataclass(frozen=True)
class Link:
    """One stored entry as the verifier reads it; `columns` repeat what the body says, for searching."""

    position: int
    body: str
    previous_hash: str
    hash: str
    sealed: bytes | None
    columns: Mapping[str, str | None]


def commitment(sealed: bytes | None) -> str | None:
    """SHA-256 over the sealed bytes: the nonce salts it, so it stays checkable after the key is destroyed."""
    return hashlib.sha256(sealed).hexdigest() if sealed else None


def entry_body(fact: Fact, *, deed: str, previous: str, sealed: bytes | None, data_key: str | None) -> str:
    """Write an entry as canonical JSON: sorted keys, no spaces, instants in ISO 8601 UTC."""
    return json.dumps(
        {
            "position": fact.position,
            "deed": deed,
            "kind": fact.kind,
            "actor": fact.actor,
            "happened_at": fact.happened_at.astimezone(UTC).isoformat(),
            "recorded_at": fact.recorded_at.astimezone(UTC).isoformat(),
            "subjects": dict(fact.subjects),
            "codes": dict(fact.codes),
            "sealed": commitment(sealed),
            "data_key": data_key,
            "previous": previous,
        },
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=True,
        allow_nan=False,
    )


def body_hash(body: str) -> str:
    """SHA-256 of an entry's body, as hex."""
    return hashlib.sha256(body.encode()).hexdigest()


def faults(links: Iterable[Link]) -> Iterator[str]:
    """Yield a sentence for every link that was changed, removed, inserted or put in another place."""
    expected, previous = 1, GENESIS
    for link in links:
        if link.position != expected:
            yield f"Entry {expected} is missing: the next one found is {link.position}."
            expected = link.position
        if link.previous_hash != previous:
            yield f"Entry {link.position} does not follow the entry before it."
        yield from _own_faults(link)
        expected, previous = expected + 1, link.hash


def _own_faults(link: Link) -> Iterator[str]:
    if body_hash(link.body) != link.hash:
        yield f"Entry {link.position} was changed: its bytes no longer give its hash."
    try:
        said = json.loads(link.body)
    except ValueError:
        yield f"Entry {link.position} is not readable any more."
        return
    if said.get("previous") != link.previous_hash or said.get("position") != link.position:
        yield f"Entry {link.position} was moved: its bytes name another place in the chain."
    if said.get("sealed") != commitment(link.sealed):
        yield f"Entry {link.position}: its sealed part was changed or removed."
    for column, shown in link.columns.items():
        if _said(said, column) != shown:
            yield f"Entry {link.position}: the column {column} says something else than the hashed bytes."


def _said(said: Mapping[str, object], column: str) -> str | None:
    if column in {"case", "report"}:
        subjects = said.get("subjects")
        return subjects.get(column) if isinstance(subjects, dict) else None
    value = said.get(column)
    if value is None:
        return None
    return in_utc(str(value)) if column in INSTANTS else str(value)


def in_utc(instant: str) -> str:
    """Write an instant in UTC, as columns hold it; entries were once written in the zone an instant was told in."""
    try:
        return datetime.fromisoformat(instant).astimezone(UTC).isoformat()
    except ValueError:
        return instant
