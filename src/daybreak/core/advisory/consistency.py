"""What would make a published document contradict itself, found before anybody renders it."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, TypeVar

from daybreak.core.advisory.missing import Missing, lack
from daybreak.core.advisory.vulnerability import AFFECTED, FIXED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.products import Branch, ProductTree
    from daybreak.core.advisory.sentence import Param
    from daybreak.core.advisory.vulnerability import ForProducts, Vulnerability

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("affected", AFFECTED),
    ("not affected", ("known_not_affected",)),
    ("fixed", FIXED),
    ("under investigation", ("under_investigation",)),
)
"""Statuses that exclude each other, by the name people use for them (CSAF 2.0, 6.1.6)."""
_Item = TypeVar("_Item")
_CONCLUSIVE = frozenset({"affected", "not affected", "fixed"})
_RANGE = re.compile(r"^[<>]|\b(prior to|before|and earlier|and later|through)\b|^\s*all\s*$|\.x\b|\.\*", re.IGNORECASE)


def meant(statements: Iterable[ForProducts], tree: ProductTree) -> set[str] | None:
    """Give the ids of products that statements are for, through groups too; None where one is for all products."""
    groups = {group.group_id: group.product_ids for group in tree.product_groups}
    found: set[str] = set()
    for statement in statements:
        if not statement.product_ids and not statement.group_ids:
            return None
        found |= set(statement.product_ids)
        found |= {product for group in statement.group_ids for product in groups.get(group, ())}
    return found


def tree_faults(tree: ProductTree) -> Iterator[Missing]:
    """Look at the product tree: something in it, each id once, versions that are versions, groups of two."""
    ids = [product.product_id for product in tree.products()]
    if not ids:
        yield lack("products", "no_products")
    for product in _repeated(ids):
        yield lack("products", "twice_defined", product=product)
    for name in _repeated(group.group_id for group in tree.product_groups):
        yield lack("products", "twice_defined", product=name)
    for group in tree.product_groups:
        for product in sorted(set(group.product_ids) - set(ids)):
            yield lack("products", "unknown_product", product=product, number=group.group_id)
        if len(set(group.product_ids)) < 2:  # noqa: PLR2004 - a group is two or more, as in the sentence
            yield lack("products", "small_group", group=group.group_id)
    for branch in tree.branches:
        yield from _versions(branch)


def cve_faults(advisory: Advisory) -> Iterator[Missing]:
    """Look for a CVE ID that stands for two vulnerabilities (CSAF 2.0, 6.1.23)."""
    for cve in _repeated(item.cve for item in advisory.vulnerabilities if item.cve):
        yield lack("facts", "twice_cve", cve=cve)


def status_faults(vulnerability: Vulnerability, tree: ProductTree, number: Param) -> Iterator[Missing]:
    """Look for products without definition and for statuses that are missing or contradict each other."""
    status = vulnerability.product_status
    groups = {label: {product for name in names for product in getattr(status, name)} for label, names in GROUPS}
    if not any(groups[label] for label in _CONCLUSIVE):
        yield lack("products", "no_status", number=number)
    stated = set().union(*groups.values(), status.recommended)
    spoken_of = {product for score in vulnerability.scores for product in score.products}
    for statement in (*vulnerability.remediations, *vulnerability.threats, *vulnerability.flags):
        spoken_of |= set(statement.product_ids)
    for product in sorted((stated | spoken_of) - {product.product_id for product in tree.products()}):
        yield lack("products", "unknown_product", product=product, number=number)
    for remedy in vulnerability.remediations:
        for product in sorted(set(remedy.product_ids) - stated):
            yield lack("products", "unstated_product", product=product, number=number)
    yield from _contradictions(groups, number)


def statement_faults(vulnerability: Vulnerability, tree: ProductTree, number: Param) -> Iterator[Missing]:
    """Look at remedies, threats and flags: for which products, in groups that exist, one justification each."""
    defined = {group.group_id for group in tree.product_groups}
    for remedy in vulnerability.remediations:
        if not remedy.product_ids and not remedy.group_ids:
            yield lack("remedies", "remedy_for_nothing", number=number)
    for statement in (*vulnerability.remediations, *vulnerability.threats, *vulnerability.flags):
        for group in sorted(set(statement.group_ids) - defined):
            yield lack("products", "unknown_product", product=group, number=number)
    if any(not flag.product_ids and not flag.group_ids for flag in vulnerability.flags):
        yield lack("products", "flag_for_nothing", number=number)
    flagged = (product for flag in vulnerability.flags for product in meant([flag], tree) or ())
    for product in _repeated(flagged):
        yield lack("products", "twice_flagged", product=product, number=number)


def score_faults(vulnerability: Vulnerability, number: Param) -> Iterator[Missing]:
    """Look for scores of no product and for two scores of one CVSS generation on one product (CSAF 2.0, 6.1.7)."""
    if any(not score.products for score in vulnerability.scores):
        yield lack("severity", "score_for_nothing", number=number)
    pairs = ((_generation(score.vector), product) for score in vulnerability.scores for product in score.products)
    for generation, product in _repeated(pairs):
        yield lack("severity", "twice_scored", number=number, product=product, version=generation)


def _generation(vector: str) -> str:
    """Give the major version of CVSS a vector is of; CSAF tells 3.0 and 3.1 as one."""
    return vector[5:6] if vector.startswith("CVSS:") else "2"


def _contradictions(groups: dict[str, set[str]], number: Param) -> Iterator[Missing]:
    """Name the products that stand in two statuses which exclude each other."""
    labels = list(groups)
    for index, first in enumerate(labels):
        for second in labels[index + 1 :]:
            for product in sorted(groups[first] & groups[second]):
                yield lack("products", "contradiction", product=product, first=first, second=second, number=number)


def _versions(branch: Branch) -> Iterator[Missing]:
    """Look for branches called one version whose name is a range (CSAF 2.0, 6.1.31), and for empty branches."""
    names = [branch.name] if isinstance(branch.name, str) else list(branch.name.root.values())
    if branch.category == "product_version":
        for name in filter(_RANGE.search, names):
            yield lack("products", "range_as_version", name=name)
    if not branch.branches and branch.product is None:
        yield lack("products", "empty_branch", name=names[0])
    for lower in branch.branches:
        yield from _versions(lower)


def _repeated(items: Iterable[_Item]) -> list[_Item]:
    """List what occurs more than once, in the order of its first occurrence."""
    return [item for item, count in Counter(items).items() if count > 1]
