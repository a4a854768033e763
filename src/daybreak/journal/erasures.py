"""Erasures, held against erased.log and the journal: what was erased stays so, and no key goes without an erasure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from daybreak.journal.facts import facts_of_kinds
from daybreak.records.models import DataKey, Notice
from daybreak.vault import erased

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact

OF_FINDERS = ("finder.erased", "data.erased")
OF_READERS = ("subscription.ended",)


def erasure_faults() -> Iterator[str]:
    """Give a sentence for what was erased and is back, for an erasure that one place lacks, and for lost keys."""
    log, facts = erased.read(), facts_of_kinds(OF_FINDERS)
    logged = {one.key for one in log.erasures}
    yield from log.faults
    for key in DataKey.objects.filter(id__in=logged, destroyed_at=None):
        yield f"What the key {key.id} sealed was erased and is back: run `daybreak migrate`."
    for fact in facts:
        if "replays" not in fact.codes and str(fact.codes.get("key")) not in logged:
            yield f"{erased.log_file()} lacks the erasure of entry {fact.position}: run `daybreak migrate`."
    yield from _lost_keys(logged, facts)


def _lost_keys(logged: set[str], facts: Sequence[Fact]) -> Iterator[str]:
    """Find keys that nobody erased and that are gone all the same, with everything they sealed."""
    told = logged | {str(fact.codes.get("key")) for fact in (*facts, *facts_of_kinds(OF_READERS))}
    told |= _with_their_finders({(fact.subjects["report"], fact.happened_at) for fact in facts})
    gone = DataKey.objects.filter(Q(wrapped=None) | Q(destroyed_at__isnull=False)).order_by("created_at", "id")
    for key, destroyed_at in gone.values_list("id", "destroyed_at"):
        if destroyed_at is None or str(key) not in told:
            yield f"The key {key} is gone, and all that it sealed: no erasure tells of it."


def _with_their_finders(erased_at: set[tuple[str, datetime]]) -> set[str]:
    """Give the keys of letters that named a finder and went with that finder's data, at the same instant."""
    letters = Notice.objects.filter(data_key__wrapped=None, names__isnull=False)
    named = letters.values_list("data_key", "names", "data_key__destroyed_at")
    return {str(key) for key, report, at in named if (str(report), at) in erased_at}
