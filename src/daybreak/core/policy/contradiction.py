"""One contradiction in a policy: the path to it, and the sentence that says what to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.wording import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where (a path in the words of the file), what to change, and the name that led nowhere, if one did.

    `own_file_only` marks what an overlay may do and the policy's own file may not.
    """

    path: Path
    sentence: str
    name: str = ""
    own_file_only: bool = False


def unknown(path: Path, what: str, name: str, known: Iterable[str], *, own_file_only: bool = False) -> Contradiction:
    """Say that a name is not defined, and which one may have been meant."""
    return Contradiction(path, f'There is no {what} "{name}"; {did_you_mean(name, known)}', name, own_file_only)


def twice(path: Path, ids: Iterable[str], what: str) -> Iterator[Contradiction]:
    """Name every entry of a list whose id an earlier one has already."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            yield Contradiction((*path, index), f'A second {what} is called "{name}"; give it another id.')
        seen.add(name)


def known(path: Path, what: str, names: Iterable[str | None], defined: Iterable[str]) -> Iterator[Contradiction]:
    """Name every one of some names that is not defined; None is no name."""
    choices = tuple(defined)
    for name in names:
        if name is not None and name not in choices:
            yield unknown(path, what, name, choices)
