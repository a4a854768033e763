"""Words that people wrote of a fact which has changed: a version, a product, a number, a score that no longer holds."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from daybreak.core.advisory.consistency import GROUPS
from daybreak.core.severity.cvss import read_vector

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.products import Branch
    from daybreak.core.advisory.vulnerability import ProductStatus, Vulnerability

_FACTS = ("product_tree/", "document/aggregate_severity/")
"""Words that are taken from the case, so that they never lag behind it."""
_SHORTEST = 3
"""A shorter version, as "5", stands for too many other things."""


def outdated(told: Advisory, known: Advisory) -> tuple[str, ...]:
    """List what `told` gave as a fact, `known` gives no longer, and the words of `known` name all the same.

    What was outdated in `told` already stays so for as long as it is named and does not hold again.
    """
    holding = {said for _what, said in _facts(known)}
    gone = [said for _what, said in sorted(set(_facts(told)) - set(_facts(known)))]
    gone += [said for said in told.outdated if said not in holding]
    return tuple(dict.fromkeys(said for said in gone if any(True for _path in places_of(known, [said]))))


def places_of(content: Advisory, sayings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """List where the words of a content name something: the path of the words, and what they name."""
    sayings = tuple(sayings)
    for path, words in content.texts() if sayings else ():
        if not path.startswith(_FACTS):
            yield from ((path, said) for said in sayings if any(named_in(one, said) for one in words.root.values()))


def named_in(words: str, said: str) -> bool:
    """Tell whether words name something as a whole: neither 4.3 in 4.3.1 or 14.3, nor a CVE ID in a longer one."""
    sought = re.escape(unicodedata.normalize("NFKC", said))
    letters = "A-Za-z" if said[:1].isascii() and said[:1].isalpha() else ""
    whole = rf"(?<![0-9{letters}])(?<![0-9]\.){sought}(?![0-9A-Za-z]|\.[0-9])"
    return re.search(whole, unicodedata.normalize("NFKC", words), re.IGNORECASE) is not None


def _facts(content: Advisory) -> Iterator[tuple[str, str]]:
    """Give what a content states, as what it is and how words would name it."""
    named = {
        product: (name, version)
        for branch in content.product_tree.branches
        for product, name, version in _leaves(branch)
    }
    for flaw in content.vulnerabilities:
        yield from _numbers(flaw)
        status = flaw.product_status
        for product in {*status.affected(), *status.all_fixed()} & named.keys():
            yield from (("concerned", one) for one in named[product][0])
        for what, product in _conclusive(status):
            yield from ((what, one) for one in named.get(product, ((), ()))[1] if len(one) >= _SHORTEST)


def _numbers(flaw: Vulnerability) -> Iterator[tuple[str, str]]:
    if flaw.cve:
        yield "cve", flaw.cve
    for score in flaw.scores:
        yield "vector", score.vector
        try:
            yield "score", str(read_vector(score.vector).score)
        except ValueError:
            continue


def _conclusive(status: ProductStatus) -> Iterator[tuple[str, str]]:
    """Give what is said of each product for good."""
    for label, names in GROUPS:
        if "under_investigation" not in names:
            yield from ((label, product) for name in names for product in getattr(status, name))


def _leaves(branch: Branch, name: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Give the id of each product below a branch, with its product's name and its version as words say them."""
    said = (branch.name,) if isinstance(branch.name, str) else tuple(branch.name.root.values())
    if branch.product is not None:
        yield branch.product.product_id, name, said if branch.category == "product_version" else ()
    for lower in branch.branches:
        yield from _leaves(lower, said if branch.category == "product_name" else name)
