"""Questions about components: the list with how each stands, one with everything said about it, suppliers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from daybreak.core.supply.approval import state_after
from daybreak.records.models import Component, ReleaseComponent, Supplier
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer

STATES = ("new", "evaluated", "approved", "refused")


@dataclass(frozen=True)
class ComponentLine:
    """A component as it is listed; `state` is new, evaluated, approved or refused; `releases` are CSAF product ids."""

    key: str
    name: str
    version: str
    kind: str
    licence: str
    purl: str
    supplier: str
    inside: str
    state: str
    releases: tuple[str, ...]


@dataclass(frozen=True)
class Judged:
    """One word about a component: verdict, by whom, when, with which reasons."""

    verdict: str
    by: str
    at: datetime
    words: str


@dataclass(frozen=True)
class ComponentPage:
    """A component, what was said about it (newest first), and what sits inside it.

    `supplier` is the key of whoever supplies it, `inside` that of what it sits inside; "" for none.
    """

    line: ComponentLine
    judged: tuple[Judged, ...]
    parts: tuple[ComponentLine, ...]
    registered_at: datetime
    supplier: str = ""
    inside: str = ""


@dataclass(frozen=True)
class SupplierLine:
    """A supplier; `contact` is the mail address of its security contact, `language` that of mail to it."""

    key: str
    name: str
    contact: str
    components: int
    language: str


@dataclass(frozen=True)
class SupplierPage:
    """A supplier and the components it supplies, parts included."""

    line: SupplierLine
    components: tuple[ComponentLine, ...]


def component_lines(viewer: Viewer, _now: datetime, words: str = "", state: str = "") -> tuple[ComponentLine, ...]:
    """List components by name, narrowed by words and state; everybody of the house may read it."""
    if viewer.kind != "person":
        return ()
    wanted = words.casefold().split()
    lines = (_line(row) for row in _rows().order_by("name", "version"))
    return tuple(one for one in lines if state in {"", one.state} and all(word in _heard(one) for word in wanted))


def component_page(viewer: Viewer, _now: datetime, key: str) -> ComponentPage | None:
    """Give one component; None where there is none or the viewer is nobody of the house."""
    row = component_row(key) if viewer.kind == "person" else None
    if row is None:
        return None
    judged = row.evaluations.select_related("person", "data_key").order_by("-written_at")
    return ComponentPage(
        line=_line(row),
        judged=tuple(
            Judged(one.verdict, str(one.person), one.written_at, open_text(one, "words_sealed")) for one in judged
        ),
        parts=tuple(_line(part) for part in _rows().filter(inside=row)),
        registered_at=row.registered_at,
        supplier=str(row.supplier_id or ""),
        inside=str(row.inside_id or ""),
    )


def component_row(key: str) -> Component | None:
    """Give the row of a component, for deeds."""
    try:
        return _rows().filter(id=UUID(key)).first()
    except ValueError:
        return None


def supplier_row(key: str) -> Supplier | None:
    """Give the row of a supplier, for deeds."""
    try:
        return Supplier.objects.filter(id=UUID(key)).first()
    except ValueError:
        return None


def supplier_lines(viewer: Viewer, _now: datetime) -> tuple[SupplierLine, ...]:
    """List suppliers by name, with how to reach them."""
    if viewer.kind != "person":
        return ()
    return tuple(_supplier(row) for row in Supplier.objects.select_related("data_key").prefetch_related("components"))


def supplier_page(viewer: Viewer, _now: datetime, key: str) -> SupplierPage | None:
    """Give one supplier; None where there is none or the viewer is nobody of the house."""
    row = supplier_row(key) if viewer.kind == "person" else None
    if row is None:
        return None
    return SupplierPage(_supplier(row), tuple(_line(one) for one in _rows().filter(supplier=row)))


def _supplier(row: Supplier) -> SupplierLine:
    contact = open_text(row, "contact_sealed")
    return SupplierLine(str(row.id), row.name, contact, len(row.components.all()), row.language)


def _rows() -> QuerySet[Component]:
    return Component.objects.select_related("supplier", "inside").prefetch_related(
        "evaluations", "contained_in__release__product"
    )


def _line(row: Component) -> ComponentLine:
    return ComponentLine(
        key=str(row.id),
        name=row.name,
        version=row.version,
        kind=row.kind,
        licence=row.licence,
        purl=row.purl,
        supplier=row.supplier.name if row.supplier else "",
        inside=str(row.inside) if row.inside else "",
        state=state_after([one.verdict for one in row.evaluations.all()]),
        releases=tuple(sorted(_product_id(one) for one in row.contained_in.all())),
    )


def _product_id(one: ReleaseComponent) -> str:
    return f"{one.release.product.key}:{one.release.key}"


def _heard(one: ComponentLine) -> str:
    return f"{one.name} {one.version} {one.supplier} {one.inside} {one.licence} {one.purl}".casefold()
