"""A sentence for people, kept as its template and parameters so that every door can say it in its language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Sentence:
    """A template (its `id`, and its words per language, English among them) and the parameters that fill it.

    A parameter is a string, words per language, another sentence, or several of these, which are listed.
    """

    id: str
    templates: tuple[tuple[str, str], ...]
    params: tuple[tuple[str, Param], ...] = ()

    def in_(self, language: str) -> str:
        """Say it in `language`, else in English."""
        known = dict(self.templates)
        words = {name: filled(param, language) for name, param in self.params}
        return known.get(language, known["en"]).format(**words)

    def __str__(self) -> str:
        """Say it in English."""
        return self.in_("en")


Param = str | Text | Sentence | tuple[str | Text | Sentence, ...]


def sentence(table: Mapping[str, Mapping[str, str]], template: str, **params: Param) -> Sentence:
    """Fill a template of a table (id -> language -> words); raises KeyError for an id the table does not hold."""
    return Sentence(template, tuple(table[template].items()), tuple(params.items()))


def filled(param: Param, language: str) -> str:
    """Say a parameter in a language."""
    if isinstance(param, tuple):
        comma = "、" if language == "ja" else ", "
        return comma.join(filled(part, language) for part in param)
    return param if isinstance(param, str) else param.in_(language)
