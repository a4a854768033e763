"""Questions about one release: its gates with everything kept at them, its components, and whether it may go out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from daybreak.core.supply.gates import may_leave_out, may_publish, may_sign, may_work, needs_work
from daybreak.core.supply.kinds import OTHER, kind_of
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.products.component_list import component_lines
from daybreak.products.gates import is_out, standings_of, unapproved
from daybreak.program.versions import policy_in_force
from daybreak.records.models import GateRecord, Release
from daybreak.vault.data_keys import opened
from daybreak.vault.files import read
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.core.supply.gates import Standing
    from daybreak.core.verdict import Reason, Verdict
    from daybreak.products.component_list import ComponentLine


@dataclass(frozen=True)
class Kept:
    """One record at a gate: done, signed or left_out; by whom, when, in which words; its file's name and key."""

    what: str
    by: str
    at: datetime
    words: str
    worst: str
    file: str
    file_key: str


@dataclass(frozen=True)
class GateLine:
    """A gate with its records; `can` says which deeds the viewer may do now: work, sign, leave_out."""

    standing: Standing
    kept: tuple[Kept, ...]
    needs_work: bool
    can: frozenset[str]
    why_not_signed: Reason | None


@dataclass(frozen=True)
class ReleasePage:
    """A release; `kind` is the policy's word or `other`; `why_not` says what still keeps it from going out."""

    product: str
    product_name: Text
    key: str
    version: str
    kind: str
    out: bool
    published_at: datetime | None
    released_on: date | None
    registered_at: datetime
    gates: tuple[GateLine, ...]
    components: tuple[ComponentLine, ...]
    unapproved: tuple[str, ...]
    earlier: tuple[str, ...]
    why_not: Reason | None


@dataclass(frozen=True)
class ResultRead:
    """A kept result, opened piece by piece."""

    name: str
    size: int
    chunks: Iterator[bytes]


def release_row(product: str, key: str) -> Release | None:
    """Give the row of a release, for deeds."""
    return Release.objects.select_related("product").filter(product__key=product, key=key).first()


def release_page(viewer: Viewer, now: datetime, product: str, key: str) -> ReleasePage | None:
    """Give one release with its gates and components; None for whoever is not of the house, or where there is none."""
    row = release_row(product, key) if viewer.kind == "person" else None
    if row is None:
        return None
    policy, out = policy_in_force(now), is_out(row, now)
    stands = standings_of(row, policy) if row.published_at or not out else ()
    missing = unapproved(row)
    verdict = may_publish(policy, stands, missing, viewer.roles)
    return ReleasePage(
        product=product,
        product_name=Text(dict(row.product.name)),
        key=row.key,
        version=row.version,
        kind=kind_of(row.version, policy.releases.kinds) if policy.releases else OTHER,
        out=out,
        published_at=row.published_at,
        released_on=row.released_on,
        registered_at=row.registered_at,
        gates=tuple(_gate_lines(viewer, policy, row, stands, out=out)),
        components=_contents(viewer, now, row),
        unapproved=tuple(missing),
        earlier=tuple(_earlier(row)),
        why_not=_reason(verdict),
    )


def _contents(viewer: Viewer, now: datetime, row: Release) -> tuple[ComponentLine, ...]:
    name = f"{row.product.key}:{row.key}"
    return tuple(line for line in component_lines(viewer, now) if name in line.releases)


def _earlier(row: Release) -> Iterator[str]:
    """Name the other releases of the product that have a list, newest first."""
    others = row.product.releases.exclude(id=row.id).filter(contents__isnull=False).distinct()
    yield from others.order_by("-registered_at").values_list("key", flat=True)


def _gate_lines(
    viewer: Viewer, policy: Policy, row: Release, stands: tuple[Standing, ...], *, out: bool
) -> Iterator[GateLine]:
    kept: dict[str, list[Kept]] = {}
    for record in row.gate_records.select_related("person", "data_key", "file__data_key"):
        kept.setdefault(record.gate, []).append(_kept(record))
    for one in stands:
        verdicts = {
            "work": may_work(policy, one, viewer.roles),
            "sign": may_sign(policy, one, viewer.roles),
            "leave_out": may_leave_out(policy, one, viewer.roles),
        }
        allowed = frozenset(name for name, verdict in verdicts.items() if not isinstance(verdict, Refused))
        why_not = None if one.ended or out else _reason(verdicts["sign"])
        yield GateLine(
            one, tuple(kept.get(one.gate.id, ())), needs_work(one.gate), frozenset() if out else allowed, why_not
        )


def _kept(record: GateRecord) -> Kept:
    return Kept(
        what=record.what,
        by=str(record.person),
        at=record.recorded_at,
        words=open_text(record, "words_sealed"),
        worst=record.worst,
        file=open_text(record.file, "name_sealed") if record.file else "",
        file_key=str(record.id) if record.file else "",
    )


def result_of(viewer: Viewer, _now: datetime, release: Release, key: str) -> ResultRead | None:
    """Open the file kept at a gate of this release; None for whoever is not of the house, or where there is none."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    records = GateRecord.objects.select_related("file__data_key").filter(release=release, id=wanted)
    record = records.exclude(file=None).first() if viewer.kind == "person" else None
    if record is None or record.file is None:
        return None
    name = open_text(record.file, "name_sealed")
    return ResultRead(name, record.file.size, read(opened(record.file.data_key), record.file.id))


def _reason(verdict: Verdict) -> Reason | None:
    return verdict.reason if isinstance(verdict, Refused) else None
