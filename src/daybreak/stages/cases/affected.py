"""The table of a case: every product and release by every vulnerability; and stating several at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.words import Text
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.products.queries import support_ends
from daybreak.records.models import Affect, Product
from daybreak.stages.cases.earshot import earshot_in
from daybreak.stages.cases.naming import readers_language
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.vulnerabilities import Status, state_affect
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date, datetime

    from daybreak.core.access import Actor, Viewer
    from daybreak.records.models import Release, Vulnerability


@dataclass(frozen=True)
class Stated:
    """What is stated of one vulnerability in one row; `key` names the affect, for plans."""

    key: str
    vulnerability: str
    status: str
    justification: str
    note: str
    at: datetime


@dataclass(frozen=True)
class ProductRow:
    """A product as a whole (no version) or one release; `key` is its CSAF product id, `cells` by vulnerability."""

    key: str
    name: Text
    version: str
    division: str
    surface: str
    support_end: date | None
    supported: bool
    cells: dict[str, Stated]


def product_rows(viewer: Viewer, now: datetime, number: str) -> tuple[ProductRow, ...]:
    """Give every product of the catalogue and each of its releases, with what the case states. Raises NotVisible.

    Why another division states what it states is read by that division and by those who ask them all (B3).
    """
    case = case_for(viewer, now, number)
    earshot = earshot_in(case, viewer, now)
    stated: dict[str, dict[str, Stated]] = {}
    affects = Affect.objects.filter(vulnerability__case=case).select_related("product", "release", "data_key")
    for affect in affects:
        row, ours = row_key(affect.product, affect.release), earshot.of(affect.product.division)
        one = Stated(
            key=str(affect.id),
            vulnerability=str(affect.vulnerability_id),
            status=affect.status,
            justification=affect.justification if ours else "",
            note=open_text(affect, "note_sealed") if ours else "",
            at=affect.stated_at,
        )
        stated.setdefault(row, {})[one.vulnerability] = one
    return tuple(_rows(now, stated))


def _rows(now: datetime, stated: dict[str, dict[str, Stated]]) -> Iterator[ProductRow]:
    for product in Product.objects.prefetch_related("releases"):
        for release in (None, *product.releases.all()):
            ends = support_ends(product, release)
            key = row_key(product, release)
            yield ProductRow(
                key=key,
                name=Text(dict(product.name)),
                version=release.version if release else "",
                division=product.division,
                surface=product.surface,
                support_end=ends,
                supported=ends is None or ends >= now.date(),
                cells=stated.get(key, {}),
            )


def row_words(product: Product, release: Release | None, first: str) -> str:
    """Name a row for people, in the reader's language, else in `first` (the policy's): name and version."""
    name = Text(dict(product.name)).in_(readers_language(first), first)
    return f"{name} {release.version}" if release else name


def line_words(branches: Iterable[str], first: str) -> dict[str, str]:
    """Name release lines (`product:line`) for people; what names no product of the catalogue is left out."""
    wanted = {one: one.partition(":") for one in branches if one}
    known = {row.key: row for row in Product.objects.filter(key__in={key for key, *_line in wanted.values()})}
    return {
        one: f"{row_words(known[key], None, first)} {line}".strip()
        for one, (key, _colon, line) in wanted.items()
        if key in known
    }


def about_words(subject: str, told: Mapping[str, str]) -> str:
    """Say what a duty's subject is about: the thing, and which part or release line of it."""
    thing, _slash, part = subject.partition("/")
    return " · ".join(filter(None, (told.get(thing, ""), told.get(part, ""))))


def row_key(product: Product, release: Release | None) -> str:
    """Name a row as CSAF names its product: `product:release`, or the product alone."""
    return f"{product.key}:{release.key}" if release else product.key


def product_and_release(key: str) -> tuple[Product, Release | None]:
    """Find what a row's key names. Raises NotVisible."""
    product_key, _colon, release_key = key.partition(":")
    product = Product.objects.filter(key=product_key).first()
    if product is None:
        raise NotVisible
    release = product.releases.filter(key=release_key).first() if release_key else None
    if release_key and release is None:
        raise NotVisible
    return product, release


def state_affects(
    *, actor: Actor, now: datetime, vulnerability: Vulnerability, rows: Sequence[str], stated: Status
) -> None:
    """State the same about several products or releases, all or none. Journals `affect.stated` for each.

    Raises WordsRefused beside `rows` where a key is not in the catalogue, and what `state_affect` raises.
    """
    with deed(actor=actor, now=now):
        for key in rows:
            try:
                product, release = product_and_release(key)
            except NotVisible:
                raise WordsRefused(reason=phrase(_("Choose products of the catalogue.")), place="rows") from None
            state_affect(
                actor=actor, now=now, vulnerability=vulnerability, product=product, release=release, stated=stated
            )
