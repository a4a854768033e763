"""What lists and searches need of a public advisory: severity, products, numbers and the words it is found by."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from cvss import CVSS2

from daybreak.core.severity.cvss import read_vector

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from decimal import Decimal

    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.advisory.products import Branch
    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text
    from daybreak.stages.publication.truth import PublicAdvisory


@dataclass(frozen=True)
class Rated:
    """A score as readers see it: the policy's band, the number, the CVSS version and the vector."""

    band: str
    score: Decimal
    version: str
    vector: str


@dataclass(frozen=True)
class Named:
    """One product of an advisory's tree: the key of the product it belongs to, its name and its version.

    `version` is empty where the whole product is meant.
    """

    id: str
    key: str
    name: Text | str
    version: str


@dataclass(frozen=True)
class Line:
    """One advisory in a list; `first` is the language that stands in for missing words."""

    number: str
    title: Text | None
    summary: Text | None
    first: str
    rated: Rated | None
    band_name: Text | None
    published_at: datetime
    changed_at: datetime
    revision: int
    cves: tuple[str, ...]
    products: tuple[tuple[str, Text | str], ...]


def rated(vector: str, policy: Policy) -> Rated:
    """Score a vector and find the policy's band for it."""
    score, version, canonical = _scored(vector)
    return Rated(policy.band_of(score), score, version, canonical)


@lru_cache(maxsize=4096)
def _scored(vector: str) -> tuple[Decimal, str, str]:
    if vector.startswith("CVSS:"):
        judged = read_vector(vector)
        return judged.score, judged.version, judged.vector
    return CVSS2(vector).base_score, "2.0", vector


def highest(content: Content, policy: Policy) -> Rated | None:
    """Give the worst score of an advisory, or None where nothing is scored."""
    every = [rated(score.vector, policy) for told in content.vulnerabilities for score in told.scores]
    return max(every, key=lambda one: one.score, default=None)


def named_products(content: Content) -> dict[str, Named]:
    """Name every product of the tree by its id; where the tree has no product level, its own name stands alone."""
    found: dict[str, Named] = {}
    for branch in content.product_tree.branches:
        for named in _named(branch, None, ""):
            found.setdefault(named.id, named)
    for product in content.product_tree.products():
        found.setdefault(product.product_id, Named(product.product_id, _key(product.product_id), product.name, ""))
    return found


def _named(branch: Branch, product_name: Text | str | None, version: str) -> Iterator[Named]:
    if branch.category == "product_name":
        product_name = branch.name
    if branch.category in {"product_version", "product_version_range"}:
        told = branch.name if isinstance(branch.name, str) else next(iter(branch.name.root.values()))
        version = "" if told == "vers:generic/*" else told
    if branch.product is not None:
        product = branch.product
        yield Named(product.product_id, _key(product.product_id), product_name or product.name, version)
    for lower in branch.branches:
        yield from _named(lower, product_name, version)


def _key(product_id: str) -> str:
    return product_id.partition(":")[0]


def line_of(public: PublicAdvisory) -> Line:
    """Summarise an advisory for a list. Raises GoneMeanwhile."""
    content, policy = public.content(), public.policy
    worst = highest(content, policy)
    spoken_of = {product for told in content.vulnerabilities for product in _concerned(told.product_status)}
    names = {named.key: named.name for named in named_products(content).values() if named.id in spoken_of}
    return Line(
        number=public.number,
        title=content.document.title,
        summary=next((note.text for note in content.document.notes if note.category == "summary"), None),
        first=policy.language,
        rated=worst,
        band_name=policy.band_name(worst.band) if worst else None,
        published_at=public.first_at,
        changed_at=public.current.public_at,
        revision=len(public.revisions),
        cves=tuple(told.cve for told in content.vulnerabilities if told.cve),
        products=tuple(names.items()),
    )


def _concerned(status: object) -> Iterator[str]:
    for name in ("known_affected", "first_affected", "last_affected", "fixed", "first_fixed", "under_investigation"):
        yield from getattr(status, name)


def haystack(content: Content, number: str) -> str:
    """Give every word an advisory may be found by, folded for comparison."""
    words = [number, *(told.cve or "" for told in content.vulnerabilities)]
    words += [spoken for _path, text in content.texts() for spoken in text.root.values()]
    words += [product.name for product in content.product_tree.products() if isinstance(product.name, str)]
    return folded("\n".join(words))


def folded(words: str) -> str:
    """Fold case and width, so that Ｃａｍｅｒａ finds camera."""
    return unicodedata.normalize("NFKC", words).casefold()
