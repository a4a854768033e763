"""The published lists of third-party components: per release that is out, each with its right version (C4b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.products.gates import is_out
from daybreak.program.versions import policy_in_force
from daybreak.records.models import Release

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

FIELDS = ("name", "version", "licence", "supplier")


@dataclass(frozen=True)
class ListedComponent:
    """A component as the public reads it; a column that the policy does not publish is ""."""

    name: str
    version: str
    licence: str
    supplier: str


@dataclass(frozen=True)
class ReleaseList:
    """The list of one release that is out; `fields` are the columns that the policy publishes."""

    product: str
    product_name: Text
    release: str
    version: str
    released_on: date | None
    fields: tuple[str, ...]
    components: tuple[ListedComponent, ...]


def any_component_list(now: datetime) -> bool:
    """Tell whether the list of any release is public."""
    rules = policy_in_force(now).components
    listed = Release.objects.filter(contents__isnull=False).distinct()
    return bool(rules and rules.list) and any(is_out(row, now) for row in listed)


def component_lists(now: datetime, product: str = "", release: str = "") -> tuple[ReleaseList, ...]:
    """Give the lists of all releases that are out at `now`, by product, newest release first; or of one release.

    None where the policy publishes no lists; a release that is not out yet is as one that does not exist.
    """
    rules = policy_in_force(now).components
    if rules is None or rules.list is None:
        return ()
    fields = tuple(field for field in FIELDS if field in rules.list.with_)
    return tuple(_list(row, fields) for row in _out(now, product, release))


def _out(now: datetime, product: str, release: str) -> Iterator[Release]:
    rows = Release.objects.filter(contents__isnull=False).distinct().select_related("product")
    if product:
        rows = rows.filter(product__key=product, key=release)
    found = [row for row in rows.prefetch_related("contents__component__supplier") if is_out(row, now)]
    by_age = sorted(found, key=lambda row: (row.released_on or row.registered_at.date(), row.key), reverse=True)
    yield from sorted(by_age, key=lambda row: row.product.key)


def _list(row: Release, fields: tuple[str, ...]) -> ReleaseList:
    said = (
        {
            "name": one.component.name,
            "version": one.component.version,
            "licence": one.component.licence,
            "supplier": one.component.supplier.name if one.component.supplier else "",
        }
        for one in row.contents.all()
    )
    listed = {ListedComponent(**{name: one[name] if name in fields else "" for name in FIELDS}) for one in said}
    return ReleaseList(
        product=row.product.key,
        product_name=Text(dict(row.product.name)),
        release=row.key,
        version=row.version,
        released_on=row.released_on,
        fields=fields,
        components=tuple(sorted(listed, key=lambda one: (one.name.casefold(), one.version))),
    )
