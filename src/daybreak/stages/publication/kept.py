"""What is public is kept in memory once it was opened or made: reading it again costs no unsealing, no rendering."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

Value = TypeVar("Value")


class Kept(Generic[Value]):
    """The values used last, by keys that say all they depend on: another state of the world is another key.

    Nothing is ever thrown away because time passed, and nothing answers but what was asked for under the same key.
    """

    def __init__(self, most: int) -> None:
        """Keep at most so many."""
        self._most, self._lock = most, Lock()
        self._known: OrderedDict[Hashable, Value] = OrderedDict()

    def give(self, key: Hashable, make: Callable[[], Value]) -> Value:
        """Give what is kept under the key, made now if it is not there; two at once may both make it."""
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
        value = make()
        with self._lock:
            self._known[key] = value
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return value
