"""Words that nobody outside may see, each written once; and the search for them wherever bytes lie."""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


@dataclass
class Canaries:
    """Every canary of a journey, with where it was written."""

    told: dict[str, str] = field(default_factory=dict)

    def make(self, where: str) -> str:
        """Give a fresh canary to write somewhere."""
        word = f"canary{secrets.token_hex(8)}"
        self.told[word] = where
        return word

    def add(self, secret: str, where: str) -> None:
        """Count a secret that exists anyway: a password, a code, a token."""
        self.told[secret] = where

    def sung(self, content: bytes) -> set[str]:
        """Name where every canary was written that can be read in these bytes, plainly or in base64."""
        found = {where for word, where in self.told.items() if word.encode() in content}
        packed = b"".join(content.split()) if b"base64" in content else b""
        for word, where in self.told.items():
            if packed and any(one in packed for one in _base64_forms(word.encode())):
                found.add(where)
        return found

    def in_files(self, folder: Path, *, besides: Iterable[str] = ()) -> dict[str, set[str]]:
        """Search every file below a folder, but the sub-folders named; give what was found by path."""
        left_out = tuple(folder / one for one in besides)
        heard: dict[str, set[str]] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not any(one in path.parents for one in left_out):
                found = self.sung(path.read_bytes())
                if found:
                    heard[str(path.relative_to(folder))] = found
        return heard


def _base64_forms(word: bytes) -> list[bytes]:
    """Give the middle of a word's base64 at each of the three places it may begin at."""
    forms = []
    for shift in range(3):
        packed = base64.b64encode(b"\0" * shift + word)
        forms.append(packed[4 if shift else 0 : -4])
    return forms
