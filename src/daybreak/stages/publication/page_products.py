"""The products part of an advisory's page: one row per product with its versions by status, and what to do."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from daybreak.stages.disclosure.spoken import Said

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.core.advisory.vulnerability import ForProducts
    from daybreak.core.advisory.vulnerability import Vulnerability as Flaw
    from daybreak.stages.disclosure.spoken import Reader
    from daybreak.stages.publication.summary import Named

_COLUMNS = {
    "known_affected": "affected",
    "first_affected": "affected",
    "last_affected": "affected",
    "fixed": "fixed",
    "first_fixed": "fixed",
    "known_not_affected": "unaffected",
    "under_investigation": "investigated",
}


@dataclass(frozen=True)
class Because:
    """A version that is not affected: why, as the label machines know, or in words; version "" means all."""

    version: str
    label: str
    words: Said


@dataclass(frozen=True)
class ProductRow:
    """One product: the versions in each status, "" meaning all of them."""

    key: str
    name: Said
    affected: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    unaffected: tuple[Because, ...] = ()
    investigated: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """What users can do: CSAF's category, words, address, planned date, and for which products by name."""

    kind: str
    words: Said
    url: str
    at: datetime | None
    products: tuple[Said, ...]


@dataclass
class _Row:
    name: Said
    columns: dict[str, list[str]] = field(default_factory=dict)
    because: list[Because] = field(default_factory=list)

    def put(self, column: str, version: str) -> None:
        """Add a version to a column, once."""
        kept = self.columns.setdefault(column, [])
        if version not in kept:
            kept.append(version)


def product_rows(flaw: Flaw, content: Content, products: Mapping[str, Named], reader: Reader) -> tuple[ProductRow, ...]:
    """Give a row for each product that one vulnerability is stated for, in the order of the product tree."""
    rows: dict[str, _Row] = {}
    status = {product: column for name, column in _COLUMNS.items() for product in getattr(flaw.product_status, name)}
    for named in products.values():
        column = status.get(named.id)
        if column is None:
            continue
        row = rows.setdefault(named.key, _Row(reader.hears(named.name)))
        if column == "unaffected":
            row.because.append(_because(named, flaw, content, reader))
        else:
            row.put(column, named.version)
    return tuple(
        ProductRow(
            key=key,
            name=row.name,
            affected=tuple(row.columns.get("affected", ())),
            fixed=tuple(row.columns.get("fixed", ())),
            unaffected=tuple(row.because),
            investigated=tuple(row.columns.get("investigated", ())),
        )
        for key, row in rows.items()
    )


def _because(named: Named, flaw: Flaw, content: Content, reader: Reader) -> Because:
    """Find why a product is not affected: a flag's label, or words among the threats."""
    label = next((flag.label for flag in flaw.flags if _is_for(flag, named.id, content)), "")
    impacts = (one for one in flaw.threats if one.category == "impact" and one.product_ids)
    words = next((one.details for one in impacts if _is_for(one, named.id, content)), None)
    return Because(named.version, label, reader.hears(words))


def _is_for(statement: ForProducts, product: str, content: Content) -> bool:
    return product in _meant(statement, content) or not (statement.product_ids or statement.group_ids)


def _meant(statement: ForProducts, content: Content) -> set[str]:
    groups = {group.group_id: group.product_ids for group in content.product_tree.product_groups}
    inside = (product for group in statement.group_ids for product in groups.get(group, ()))
    return {*statement.product_ids, *inside}


def remedies_of(content: Content, products: Mapping[str, Named], reader: Reader) -> tuple[Measure, ...]:
    """List what users can do over all vulnerabilities; the same words for several products stand once."""
    found: dict[tuple[str, Said, str, datetime | None], list[str]] = {}
    for flaw in content.vulnerabilities:
        for one in flaw.remediations:
            place = (one.category, reader.hears(one.details), one.url or "", one.date)
            ids = found.setdefault(place, [])
            ids += [product for product in products if product in _meant(one, content) and product not in ids]
    return tuple(
        Measure(kind, words, url, at, tuple(_names(ids, products, reader)))
        for (kind, words, url, at), ids in found.items()
    )


def _names(ids: Iterable[str], products: Mapping[str, Named], reader: Reader) -> list[Said]:
    named: list[Said] = []
    for product in ids:
        one = products[product]
        name = reader.hears(one.name)
        told = Said(f"{name} {one.version}".strip(), name.lang)
        if told not in named:
            named.append(told)
    return named
