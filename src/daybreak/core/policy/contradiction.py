"""One contradiction in a policy: the path to it, and the sentence that says what to change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.policy.wording import did_you_mean
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daybreak.core.phrase import Phrase, Place

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Where (a path in the words of the file), what to change, and the name that led nowhere, if one did.

    `own_file_only` marks what an overlay may do and the policy's own file may not.
    """

    path: Path
    words: Phrase
    name: str = ""
    own_file_only: bool = False


def against(path: Path, template: str, /, **places: Place) -> Contradiction:
    """Say what to change at a path, by a template of the catalogues and what fills its places."""
    return Contradiction(path, phrase(template, **places))


def unknown(path: Path, what: str, name: str, known: Iterable[str], *, own_file_only: bool = False) -> Contradiction:
    """Say that a name is not defined, and which one may have been meant; `what` is a message of the catalogues."""
    hint = did_you_mean(name, known)
    words = phrase(_('There is no %(what)s "%(name)s"; %(hint)s'), what=phrase(what), name=name, hint=hint)
    return Contradiction(path, words, name, own_file_only)


def twice(path: Path, ids: Iterable[str], what: str) -> Iterator[Contradiction]:
    """Name every entry of a list whose id an earlier one has already."""
    seen: set[str] = set()
    for index, name in enumerate(ids):
        if name in seen:
            template = _('A second %(what)s is called "%(name)s"; give it another id.')
            yield against((*path, index), template, what=phrase(what), name=name)
        seen.add(name)


def known(path: Path, what: str, names: Iterable[str | None], defined: Iterable[str]) -> Iterator[Contradiction]:
    """Name every one of some names that is not defined; None is no name."""
    choices = tuple(defined)
    for name in names:
        if name is not None and name not in choices:
            yield unknown(path, what, name, choices)
