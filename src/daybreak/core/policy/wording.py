"""How faults are worded: values shown on one line, and the known word that was perhaps meant."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from daybreak.core.phrase import Phrase, phrase
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Iterable

_LONGEST_SHOWN = 60
_MOST_LISTED = 15


def did_you_mean(word: str, known: Iterable[str]) -> Phrase:
    """Suggest the known word nearest to this one, or list the known ones where none is near and they are few."""
    choices = list(known)
    near = get_close_matches(word[:_LONGEST_SHOWN], choices, n=1)
    if near:
        return phrase(_('did you mean "%(name)s"?'), name=near[0])
    listed = ", ".join(choices[:_MOST_LISTED]) + (", …" if len(choices) > _MOST_LISTED else "")
    return phrase(_("known are: %(names)s."), names=listed) if choices else phrase(_("none is defined."))


def shown(value: object) -> str:
    """Show a value in a sentence: in quotes, on one line, cut where it is long."""
    return f'"{on_one_line(value)}"'


def on_one_line(value: object) -> str:
    """Write a value on one line, cut where it is long."""
    words = " ".join(str(value).split())
    return f"{words[:_LONGEST_SHOWN]}…" if len(words) > _LONGEST_SHOWN else words
