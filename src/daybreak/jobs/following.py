"""Following the journal: each reads on from its own cursor, at least once per entry, and passes over what is not its.

A cursor never moves back, and whoever breaks off meets the same entry again in the next round.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Max

from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, ReactionCursor

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from daybreak.core.facts import Fact

AT_ONCE = 200
"""Entries that one follower takes in one round, where their work may be long."""


@dataclass(frozen=True)
class Follower:
    """Who follows the journal: a name, the kinds it reads, how far it has read, and how far the journal went."""

    name: str
    kinds: tuple[str, ...]
    position: int
    end: int

    def unread(self, at_once: int | None = None) -> Iterator[tuple[int, Fact]]:
        """Give what it has not read with its positions, oldest first, at most `at_once`.

        Whoever takes them all has read to the journal's end; whoever breaks off moves it entry by entry.
        """
        mine = JournalEntry.objects.filter(kind__in=self.kinds, position__gt=self.position)
        found = list(mine.order_by("position").values_list("position", "body")[:at_once])
        for position, body in found:
            yield position, fact_of(body)
        if len(found) != at_once:
            self.move_to(self.end)

    def move_to(self, position: int) -> None:
        """Note that it has read so far."""
        ReactionCursor.objects.filter(reaction=self.name, position__lt=position).update(position=position)


def behind(kinds: Mapping[str, tuple[str, ...]]) -> list[Follower]:
    """Give those of a company of followers, by name, who have not read to the journal's end.

    One that an update brought to a running site begins where the others of its company stand, not in its past.
    """
    standing = _standing(kinds)
    end: int = JournalEntry.objects.aggregate(last=Max("position"))["last"] or 0
    return [Follower(name, kinds[name], standing[name], end) for name in kinds if standing[name] < end]


def _standing(names: Mapping[str, object]) -> dict[str, int]:
    """Give where each stands, all read at once; the new ones are put beside the furthest."""
    found = dict(ReactionCursor.objects.filter(reaction__in=names).values_list("reaction", "position"))
    fresh = dict.fromkeys(names.keys() - found.keys(), max(found.values(), default=0))
    if fresh:
        rows = [ReactionCursor(reaction=name, position=position) for name, position in fresh.items()]
        ReactionCursor.objects.bulk_create(rows, ignore_conflicts=True)
    return found | fresh
