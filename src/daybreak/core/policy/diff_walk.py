"""Walks two policies side by side and finds every place in which they differ."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from daybreak.core.policy.model_duty_words import Company, Doing, Since, Who
from daybreak.core.policy.model_limits import Limits
from daybreak.core.policy.model_page import Template
from daybreak.core.policy.model_supply import Components, Releases
from daybreak.core.policy.model_values import Section

_WHOLE = (Who, Since, Doing, Company)
"""Sections that are said in one breath."""
_UNFOLDED = (Releases, Components)
"""Optional sections that are lists of things: without them, every list is empty."""
_IDENTITIES = ("id", "key", "url", "by")
"""The field that names an entry of a list, the first that it has."""
_SETS = frozenset({"channels", "together_with", "included"})
"""Lists of words whose order says nothing: each entry came or went by itself."""
_ORDERED = frozenset({"approvals", "ask"})
"""Lists of entries whose order is a rule."""
_THINGS = frozenset({"surfaces"})
"""Mappings of names that are things, not prose: an entry that came is a rule."""
ANY_OTHER = "any_other"
"""The cell of one time that stands where the other side has a table."""
_ABSENT: tuple[object, ...] = (None, (), {})


class Step(NamedTuple):
    """One step on the way to a place: a field of the file, or the key of an entry with the entry itself."""

    word: str
    is_field: bool = True
    thing: object = None


class Difference(NamedTuple):
    """A place in which two policies differ. `before`, `after` are None where there is nothing; `entry` for a whole one.

    `order` tells that only the order of a list's entries changed; then both sides are lists of keys.
    """

    trail: tuple[Step, ...]
    before: Any
    after: Any
    entry: bool = False
    order: bool = False


Trail = tuple[Step, ...]


def differences(old: BaseModel | None, new: BaseModel | None, trail: Trail = ()) -> Iterator[Difference]:
    """Give every difference of two sections of the same kind, in the order of the file; one of them may be missing."""
    sample = old if new is None else new
    for name, field in type(sample).model_fields.items() if sample else ():
        step = Step(field.alias or name)
        yield from _between(getattr(old, name, None), getattr(new, name, None), (*trail, step))


def _between(old: Any, new: Any, trail: Trail) -> Iterator[Difference]:
    """Tell how two values of one field differ, by what they are."""
    old, new = (None if value in _ABSENT else value for value in (old, new))
    if old is None and new is None:
        return
    sample = new if old is None else old
    if isinstance(sample, Limits):
        yield from _limits(old, new, trail)
    elif isinstance(sample, Template):
        for name in ("subject", "body"):
            yield from _leaf(getattr(old, name, None), getattr(new, name, None), (*trail, Step(name)))
    elif isinstance(sample, Section) and not isinstance(sample, _WHOLE):
        yield from _sections(old, new, trail)
    elif isinstance(sample, Mapping):
        yield from _entries(old or {}, new or {}, trail)
    elif isinstance(sample, tuple) and (isinstance(sample[0], Section) or trail[-1].word in _SETS):
        yield from _listed(old or (), new or (), trail)
    else:
        yield from _leaf(old, new, trail)


def _sections(old: Any, new: Any, trail: Trail) -> Iterator[Difference]:
    if not isinstance(old or new, _UNFOLDED) and (old is None or new is None):
        yield Difference(trail, old, new)
    else:
        yield from differences(old, new, trail)


def _leaf(old: Any, new: Any, trail: Trail) -> Iterator[Difference]:
    if _comparable(old) != _comparable(new):
        yield Difference(trail, old, new)


def _comparable(value: Any) -> object:
    return value.model_dump() if isinstance(value, BaseModel) else value


def _entries(old: Mapping[str, Any], new: Mapping[str, Any], trail: Trail) -> Iterator[Difference]:
    """Compare entry by entry: those of the new side in its order, then those that are gone."""
    for key in (*new, *(key for key in old if key not in new)):
        before, after = old.get(key), new.get(key)
        thing = before if after is None else after
        below = (*trail, Step(key, is_field=False, thing=thing))
        whole = isinstance(thing, Section) and not isinstance(thing, Template)
        if (before is None or after is None) and (whole or trail[-1].word in _THINGS | _SETS):
            yield Difference(below, before, after, entry=True)
        else:
            yield from _between(before, after, below)


def _listed(old: Sequence[Any], new: Sequence[Any], trail: Trail) -> Iterator[Difference]:
    before, after = _named(old), _named(new)
    yield from _entries(before, after, trail)
    both = [key for key in after if key in before]
    if trail[-1].word in _ORDERED and both != [key for key in before if key in after]:
        yield Difference(trail, tuple(before), tuple(after), order=True)


def _named(entries: Sequence[Any]) -> dict[str, Any]:
    """Name the entries of a list: by their own key, a dated note by its date and section; repeated ones are counted."""
    seen: Counter[str] = Counter()
    named = {}
    for entry in entries:
        key = _identity(entry)
        seen[key] += 1
        named[key if seen[key] == 1 else f"{key} {seen[key]}"] = entry
    return named


def _identity(entry: Any) -> str:
    if isinstance(entry, str):
        return entry
    found = next((getattr(entry, name) for name in _IDENTITIES if hasattr(entry, name)), None)
    return found if isinstance(found, str) else f"{entry.date} {entry.section or ''}".strip()


def _limits(old: Limits | None, new: Limits | None, trail: Trail) -> Iterator[Difference]:
    """Compare cell by cell; one time for everything counts for each cell of the other side's table."""
    if old and new and old.span and new.span:
        yield from _leaf(old.span, new.span, trail)
        return
    cells = dict.fromkeys(keys for limits in (new, old) if limits for keys, _ in limits.rows())
    for keys in cells:
        before, after = _cell(old, keys), _cell(new, keys)
        if before != after:
            words = keys or ((ANY_OTHER,) if old and new else ())
            yield Difference((*trail, *(Step(key, is_field=False) for key in words)), before, after)


def _cell(limits: Limits | None, keys: tuple[str, ...]) -> object:
    return limits.find(*keys) if limits else None
