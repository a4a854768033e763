"""Questions about the catalogue: every product with its releases, one by key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.words import Text
from daybreak.products.gates import is_out
from daybreak.records.models import Product

if TYPE_CHECKING:
    from datetime import date, datetime

    from daybreak.records.models import Release


@dataclass(frozen=True)
class ReleaseLine:
    """A release: its CSAF product id, version, day of coming out, end of its own support; `out` at that instant."""

    product_id: str
    key: str
    version: str
    released_on: date | None
    support_end: date | None
    registered_at: datetime
    out: bool


@dataclass(frozen=True)
class ProductLine:
    """A product of the catalogue with its releases, newest first; `supported` at the instant of asking."""

    key: str
    name: Text
    surface: str
    division: str
    support_end: date | None
    supported: bool
    registered_at: datetime
    releases: tuple[ReleaseLine, ...]


def catalogue(now: datetime, words: str = "") -> tuple[ProductLine, ...]:
    """List the catalogue by key; `words` narrow by key, name or version. Everybody at the desk may read it."""
    lines = (_line(row, now) for row in Product.objects.prefetch_related("releases"))
    wanted = words.casefold().split()
    return tuple(line for line in lines if all(word in _heard(line) for word in wanted))


def product_named(now: datetime, key: str) -> ProductLine | None:
    """Give one product by its key; None where the catalogue has none."""
    row = Product.objects.prefetch_related("releases").filter(key=key).first()
    return _line(row, now) if row else None


def product_row(key: str) -> Product | None:
    """Give the row of a product by key, for deeds; None where the catalogue has none."""
    return Product.objects.filter(key=key).first()


def support_ends(product: Product, release: Release | None) -> date | None:
    """Give the last day of support: the release's own, else its product's; None where neither names one."""
    return (release.support_end if release else None) or product.support_end


def _heard(line: ProductLine) -> str:
    versions = " ".join(release.version for release in line.releases)
    return f"{line.key} {' '.join(line.name.root.values())} {versions}".casefold()


def _line(row: Product, now: datetime) -> ProductLine:
    releases = sorted(row.releases.all(), key=lambda one: (one.released_on or one.registered_at.date(), one.key))
    return ProductLine(
        key=row.key,
        name=Text(dict(row.name)),
        surface=row.surface,
        division=row.division,
        support_end=row.support_end,
        supported=row.support_end is None or row.support_end >= now.date(),
        registered_at=row.registered_at,
        releases=tuple(
            ReleaseLine(
                product_id=f"{row.key}:{one.key}",
                key=one.key,
                version=one.version,
                released_on=one.released_on,
                support_end=one.support_end,
                registered_at=one.registered_at,
                out=is_out(one, now),
            )
            for one in reversed(releases)
        ),
    )
