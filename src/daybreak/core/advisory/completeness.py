"""What an advisory still lacks before it can be published, each as a sentence with the section it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.advisory.consistency import (
    cve_faults,
    meant,
    score_faults,
    statement_faults,
    status_faults,
    tree_faults,
)
from daybreak.core.advisory.missing import Missing, lack
from daybreak.core.advisory.vectors import vector_fault
from daybreak.core.advisory.weakness import weakness_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.products import ProductTree
    from daybreak.core.advisory.sentence import Param
    from daybreak.core.advisory.vulnerability import Vulnerability


def completeness(advisory: Advisory, languages: Sequence[str]) -> tuple[Missing, ...]:
    """List everything that is missing for publication in all of `languages`; empty means complete.

    An advisory that lacks nothing renders to CSAF documents that pass the schema and all mandatory tests, unless its
    category asks for more (`csaf_vex` …), a CPE name is wrong in its parts, or an import brought in members that do
    not; the gate `csaf` judges the documents themselves.
    """
    return (
        *_head(advisory),
        *_words(advisory, languages),
        *cve_faults(advisory),
        *tree_faults(advisory.product_tree),
        *(
            missing
            for place, vulnerability in enumerate(advisory.vulnerabilities, start=1)
            for missing in _vulnerability(vulnerability, advisory.product_tree, place)
        ),
    )


def _head(advisory: Advisory) -> Iterator[Missing]:
    """Look at the advisory as a whole."""
    document = advisory.document
    if document.publisher is None:
        yield lack("facts", "no_publisher")
    if document.title is None:
        yield lack("words", "no_title")
    if advisory.revision_note is None:
        yield lack("words", "no_revision_note")
    if not advisory.vulnerabilities:
        yield lack("facts", "no_vulnerability")
    thanks = [document.acknowledgments, *(item.acknowledgments for item in advisory.vulnerabilities)]
    if any(not (thank.names or thank.organization) for part in thanks for thank in part):
        yield lack("credit", "nobody_thanked")


def _words(advisory: Advisory, languages: Sequence[str]) -> Iterator[Missing]:
    """Look for words that are not told in one of the languages."""
    for path, words in advisory.texts():
        for language in languages:
            if language not in words.root:
                yield lack("words", "no_language", place=path, language=language)


def _vulnerability(vulnerability: Vulnerability, tree: ProductTree, place: int) -> Iterator[Missing]:
    """Look at one vulnerability; `place` counts from 1."""
    number = vulnerability.spoken() or f"#{place}"
    if not vulnerability.cve and not vulnerability.ids:
        yield lack("facts", "no_number", place=str(place))
    if vulnerability.title is None:
        yield lack("words", "no_vulnerability_title", number=number)
    if not vulnerability.notes:
        yield lack("words", "no_note", number=number)
    yield from _weakness(vulnerability, number)
    yield from status_faults(vulnerability, tree, number)
    yield from statement_faults(vulnerability, tree, number)
    yield from score_faults(vulnerability, number)
    yield from _severity(vulnerability, number)
    yield from _remedies(vulnerability, tree, number)


def _weakness(vulnerability: Vulnerability, number: Param) -> Iterator[Missing]:
    """Compare the weakness with the CWE list."""
    cwe = vulnerability.cwe
    if cwe is None:
        return
    name = weakness_name(cwe.id)
    if name is None:
        yield lack("facts", "unknown_weakness", cwe=cwe.id, number=number)
    elif name != cwe.name:
        yield lack("facts", "wrong_weakness", cwe=cwe.id, name=name, number=number)


def _severity(vulnerability: Vulnerability, number: Param) -> Iterator[Missing]:
    """Look for affected products without score and for vectors that do not hold."""
    for score in vulnerability.scores:
        fault = vector_fault(score.vector)
        if fault:
            yield lack("severity", "broken_vector", number=number, fault=fault)
    scored = {product for score in vulnerability.scores for product in score.products}
    for product in vulnerability.product_status.affected():
        if product not in scored:
            yield lack("severity", "no_score", number=number, product=product)


def _remedies(vulnerability: Vulnerability, tree: ProductTree, number: Param) -> Iterator[Missing]:
    """Look for affected products without a word on what to do, and for unaffected ones without a reason."""
    if any(remedy.details is None for remedy in vulnerability.remediations):
        yield lack("remedies", "no_remedy_words", number=number)
    if vulnerability.product_status.all_fixed() and not vulnerability.remediations:
        yield lack("remedies", "fix_without_remedy", number=number)
    answered = meant(vulnerability.remediations, tree)
    for product in vulnerability.product_status.affected():
        if answered is not None and product not in answered:
            yield lack("remedies", "no_remedy", number=number, product=product)
    reasons = tuple(threat for threat in vulnerability.threats if threat.category == "impact")
    explained = meant((*vulnerability.flags, *reasons), tree)
    for product in vulnerability.product_status.known_not_affected:
        if explained is not None and product not in explained:
            yield lack("products", "no_justification", number=number, product=product)
