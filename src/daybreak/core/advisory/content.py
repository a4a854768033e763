"""The content of one advisory revision as one frozen value, and its bytes: what people approve and what is hashed."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, ClassVar

from pydantic import model_validator

from daybreak.core.advisory.document import Document
from daybreak.core.advisory.node import Node, Words
from daybreak.core.advisory.products import ProductTree
from daybreak.core.advisory.vulnerability import Vulnerability
from daybreak.core.words import Text

if TYPE_CHECKING:
    from collections.abc import Iterator


class Advisory(Node):
    """Everything one revision says, mirroring CSAF 2.0; when and as which number it is published is `Issued`.

    `revision_note` says what this revision changed (A12); it becomes the newest entry of the revision history.
    `outdated` lists what the case stated once and states no longer, while the words still name it; never published.
    """

    PRIVATE: ClassVar[frozenset[str]] = frozenset({"revision_note", "outdated"})

    document: Document
    product_tree: ProductTree = ProductTree()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    revision_note: Words | None = None
    outdated: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _can_be_written(self) -> Advisory:
        try:
            raw = canonical_json(self)
        except UnicodeEncodeError as problem:
            message = "the words hold half a character (a lone surrogate); write the whole character"
            raise ValueError(message) from problem
        if b"\\u0000" in raw:
            message = "the words hold a NUL character; take it out"
            raise ValueError(message)
        return self

    def texts(self) -> Iterator[tuple[str, Text]]:
        """List all words with the path at which they stand, for example `vulnerabilities/0/title`."""
        return _texts(self, "")

    def languages(self) -> frozenset[str]:
        """Name the languages the title is written in: an advisory exists in those."""
        title = self.document.title
        return frozenset(title.languages()) if title else frozenset()


def canonical_json(advisory: Advisory) -> bytes:
    """Write the content as bytes that depend on nothing but the content (UTF-8, sorted, defaults left out).

    Leaving defaults out keeps the hash of an old advisory when a later version of the software adds a field.
    """
    plain = advisory.model_dump(mode="json", exclude_defaults=True)
    written = json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return written.encode()


def content_hash(advisory: Advisory) -> str:
    """Give the SHA-256 of the canonical bytes in hexadecimal: the thing that people approve and release."""
    return hashlib.sha256(canonical_json(advisory)).hexdigest()


def from_json(raw: bytes | str) -> Advisory:
    """Read what `canonical_json` wrote; raises pydantic's ValidationError (a ValueError) for anything else."""
    return Advisory.model_validate_json(raw)


def _texts(part: object, path: str) -> Iterator[tuple[str, Text]]:
    """Walk the nodes and yield the words among them."""
    if isinstance(part, Text):
        yield path, part
    elif isinstance(part, Node):
        for name in type(part).model_fields:
            yield from _texts(getattr(part, name), f"{path}/{name}" if path else name)
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from _texts(item, f"{path}/{index}")
