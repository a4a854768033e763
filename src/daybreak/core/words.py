"""Words in several languages as one value: a Text maps a language tag to a string, and holds at least one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import RootModel, model_validator

if TYPE_CHECKING:
    from collections.abc import Iterator


class Text(RootModel[dict[str, str]]):
    """Words in one or more languages; a bare string in a file or request is refused by `model_validate`."""

    model_config = {"frozen": True}

    @model_validator(mode="after")
    def _says_something(self) -> Text:
        if not self.root or not all(words.strip() for words in self.root.values()):
            message = gettext_noop("write the words in at least one language, for example {en: Firmware}")
            raise ValueError(message)
        return self

    def spoken(self, language: str, first: str | None = None) -> tuple[str, str]:
        """Give (words, language) in `language`, else in `first` (the policy's), else in whatever there is."""
        for wanted in (language, first or ""):
            if wanted in self.root:
                return self.root[wanted], wanted
        tongue = next(iter(self.root))
        return self.root[tongue], tongue

    def in_(self, language: str, first: str | None = None) -> str:
        """Give the words alone, with the same fallback as `spoken`."""
        return self.spoken(language, first)[0]

    def languages(self) -> Iterator[str]:
        """List the languages these words exist in, in the order they were written."""
        return iter(self.root)


def gettext_noop(message: str) -> str:
    """Mark a sentence for the message catalogues; it is translated where it is shown."""
    return message
