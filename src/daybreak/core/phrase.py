"""A sentence, or a part of one, that is written in English here and translated where somebody reads it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce
from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_ENDS = (".", "!", "?")


@dataclass(frozen=True)
class Phrase:
    """An English template (a message of the catalogues, marked with `gettext_noop`) and what fills its places.

    A place `%(name)s` takes a string or number, words per language, or another phrase. A `whole` phrase is said as a
    sentence of its own: with a capital and a full stop. Its translation is written as a sentence already.
    """

    template: str
    places: tuple[tuple[str, Place], ...] = ()
    whole: bool = False

    def told(self, translate: Callable[[str], str], language: str) -> str:
        """Say it in `language`; `translate` gives a template's words in that language."""
        template = translate(self.template)
        filled = {name: _filled(value, translate, language) for name, value in self.places}
        if self.whole and template == self.template:
            template = _as_sentence(template)
        return template % filled

    def __str__(self) -> str:
        """Say it in English."""
        return self.told(str, "en")


Place = str | int | Text | Phrase


class WrongWords(ValueError):
    """Something written cannot be read; `phrase` says why, as a part of a sentence without capital and full stop."""

    def __init__(self, template: str, /, **places: Place) -> None:
        """Refuse with a template of the catalogues and what fills its places."""
        self.phrase = phrase(template, **places)
        super().__init__(str(self.phrase))


def phrase(template: str, /, **places: Place) -> Phrase:
    """Fill a template."""
    return Phrase(template, tuple(places.items()))


def why_not(fault: ValueError) -> Phrase | str:
    """Give what a reader says is wrong, as a sentence of its own; words that have no translation stay English."""
    return replace(fault.phrase, whole=True) if isinstance(fault, WrongWords) else _as_sentence(str(fault))


def listed(parts: Sequence[Place]) -> Place:
    """Name several things one after the other; "" for none."""
    return reduce(lambda several, another: phrase(_LIST, several=several, another=another), parts) if parts else ""


def either(parts: Sequence[Place]) -> Place:
    """Name several things of which one is meant; "" for none."""
    if len(parts) < 2:  # noqa: PLR2004 - one alone needs no "or"
        return listed(parts)
    return phrase(_CHOICE, several=listed(parts[:-1]), another=parts[-1])


_LIST = _("%(several)s, %(another)s")
_CHOICE = _("%(several)s or %(another)s")


def _filled(value: Place, translate: Callable[[str], str], language: str) -> str:
    if isinstance(value, Phrase):
        return value.told(translate, language)
    return value.in_(language) if isinstance(value, Text) else str(value)


def _as_sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith(_ENDS) else '.'}"
