"""A deed: one transaction whose journal entries are appended last, together, under one lock."""

from __future__ import annotations

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction
from django.utils.module_loading import import_string

from daybreak.core.chain import GENESIS, body_hash, entry_body
from daybreak.core.facts import KINDS, Code, Fact
from daybreak.journal.clock import database_now
from daybreak.journal.facts import facts_of_case
from daybreak.journal.head import write_head
from daybreak.records.models import JournalEntry
from daybreak.records.on_behalf import as_the_house
from daybreak.vault.sealed import seal_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import DataKey

LOCK = 7_365_000_001


class UnknownFact(Exception):
    """A deed named a kind of fact that the vocabulary does not have."""


@dataclass
class Pending:
    """An entry that waits for the end of its deed."""

    kind: str
    happened_at: datetime
    actor: str
    subjects: dict[str, str]
    codes: dict[str, Code]
    sealed: dict[str, Any] | None
    data_key: DataKey | None


@dataclass
class Deed:
    """What a deed collects: call it once per fact."""

    actor: Actor
    now: datetime
    id: UUID = field(default_factory=uuid4)
    pending: list[Pending] = field(default_factory=list)
    _told: dict[UUID, tuple[Fact, ...]] = field(default_factory=dict)

    def facts_of_case(self, case_id: UUID) -> tuple[Fact, ...]:
        """Give every fact of a case, those just appended among them; read once for all projections that ask."""
        if case_id not in self._told:
            self._told[case_id] = facts_of_case(case_id)
        return self._told[case_id]

    def forget(self) -> None:
        """Read a case's facts anew when they are asked for next: more are appended."""
        self._told.clear()

    def __call__(
        self,
        kind: str,
        subjects: Mapping[str, object],
        *,
        codes: Mapping[str, Code] | None = None,
        sealed: tuple[DataKey, Mapping[str, Any]] | None = None,
        at: datetime | None = None,
    ) -> None:
        """Note one fact: `codes` stay open, `sealed` is (data key, words) and is restricted; `at` defaults to now."""
        if kind not in KINDS:
            message = f"The journal knows no fact called {kind!r}; add it to core/facts.py."
            raise UnknownFact(message)
        self.pending.append(
            Pending(
                kind=kind,
                happened_at=at or self.now,
                actor=str(self.actor),
                subjects={scope: str(key) for scope, key in subjects.items() if key is not None},
                codes=dict(codes or {}),
                sealed=dict(sealed[1]) if sealed else None,
                data_key=sealed[0] if sealed else None,
            )
        )

    def retell(
        self,
        fact: Fact,
        subjects: Mapping[str, object],
        *,
        codes: Mapping[str, Code],
        sealed: tuple[DataKey, Mapping[str, Any]] | None = None,
    ) -> None:
        """Tell a fact of one case anew in another that takes it over: its own instant and actor; `codes` say whence.

        The entry is recorded now, in the deed of whoever merges or splits, so nothing looks older than it is.
        """
        self(fact.kind, subjects, codes={**fact.codes, **codes}, sealed=sealed, at=fact.happened_at)
        self.pending[-1].actor = fact.actor


_current: ContextVar[Deed | None] = ContextVar("deed", default=None)


@contextmanager
def deed(*, actor: Actor, now: datetime) -> Iterator[Deed]:
    """Do one deed: a transaction (the caller's, if there is one) that ends by appending its entries.

    It is done as the house: what a deed must know and write is more than its actor may see.
    A deed inside a deed joins it: one id, one append, all or nothing.
    """
    outer = _current.get()
    if outer is not None:
        yield outer
        return
    with transaction.atomic(), as_the_house():
        mine = Deed(actor=actor, now=now)
        token = _current.set(mine)
        try:
            yield mine
            if mine.pending:
                _append(mine)
        finally:
            _current.reset(token)


def hold_the_journal() -> None:
    """Let nobody append until the end of this transaction; on SQLite whoever has a transaction is alone with it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def _append(mine: Deed) -> None:
    """Append what waits; projections may note further facts (memberships that a started duty brings)."""
    hold_the_journal()
    last = JournalEntry.objects.order_by("-position").values_list("position", "hash").first()
    position, previous = last or (0, GENESIS)
    recorded_at = database_now()
    while mine.pending:
        batch, mine.pending = mine.pending, []
        mine.forget()
        facts = []
        for one in batch:
            position += 1
            fact = Fact(one.kind, one.happened_at, recorded_at, position, one.actor, one.subjects, one.codes)
            previous = _append_one(fact, one, deed_id=mine.id, previous=previous)
            facts.append(fact)
        for projection in settings.PROJECTIONS:
            import_string(projection)(facts, mine)
    transaction.on_commit(lambda: write_head(position, previous))


def _append_one(fact: Fact, one: Pending, *, deed_id: UUID, previous: str) -> str:
    entry = JournalEntry(
        position=fact.position,
        deed=deed_id,
        kind=fact.kind,
        actor=fact.actor,
        happened_at=fact.happened_at,
        recorded_at=fact.recorded_at,
        report_id=fact.subjects.get("report"),
        case_id=fact.subjects.get("case"),
        data_key=one.data_key,
        previous_hash=previous,
    )
    sealed: bytes | None = None
    if one.sealed is not None:
        words = json.dumps(one.sealed, ensure_ascii=False, sort_keys=True).encode()
        entry.sealed = sealed = seal_bytes(entry, "sealed", words)
    key = str(entry.data_key_id) if entry.data_key_id else None
    entry.body = entry_body(fact, deed=str(deed_id), previous=previous, sealed=sealed, data_key=key)
    entry.hash = body_hash(entry.body)
    entry.save(force_insert=True)
    return entry.hash
