"""The accounts that this process has taken of stories: kept while nothing was added to a story, the oldest let go."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.metrics.account import Account

MOST = 20_000
"""So many are kept; each takes a few kilobytes and holds codes and instants, never words."""

_Key = tuple["UUID", "UUID", int]


class Told(NamedTuple):
    """What a story tells the figures; None for a drill, which tells nothing."""

    account: Account | None


class Accounts:
    """Accounts by whose story it is, the policy it runs under and the position of its last fact.

    The journal is only ever added to: the same three always mean the same facts. Who may see a story is not asked
    here: only keys that a query of visible things gave are looked for.
    """

    def __init__(self, most: int = MOST) -> None:
        """Begin with none; never hold more than `most`."""
        self._most, self._kept, self._lock = most, OrderedDict[_Key, Told](), Lock()

    def of(self, owner: UUID, version: UUID, last: int, now: datetime) -> Told | None:
        """Give what was noted, if it is still true at an instant."""
        with self._lock:
            told = self._kept.get((owner, version, last))
        return told if told and (told.account is None or told.account.holds(now)) else None

    def note(self, owner: UUID, version: UUID, last: int, told: Told) -> Told:
        """Keep what a story tells, and give it back; the one noted first goes when there are too many."""
        with self._lock:
            self._kept[owner, version, last] = told
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return told


KNOWN = Accounts()
"""Those of this process."""
