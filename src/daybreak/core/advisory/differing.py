"""What an advisory states otherwise than its case does by now: facts alone, never the words that people keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.core.advisory.vulnerability import Vulnerability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.advisory.content import Advisory
    from daybreak.core.advisory.vulnerability import ForProducts

Topic = Literal["named", "cve", "severity", "status", "measure"]
"""Whether it is named at all; its CVE ID; its vectors; what each product is; what users can do."""


@dataclass(frozen=True)
class Differing:
    """One vulnerability of which something differs: what it is, and of which products, by id.

    `of_fixes` says that it is fixed in other releases.
    """

    flaw: Vulnerability
    topics: tuple[Topic, ...]
    products: tuple[str, ...]
    of_fixes: bool = False


def differing(told: Advisory, known: Advisory) -> tuple[Differing, ...]:
    """List what `told` says otherwise than `known`, one entry for each vulnerability; empty where it says the same."""
    before, after = ({flaw.key: flaw for flaw in one.vulnerabilities} for one in (told, known))
    found = (_of(before.get(key), after.get(key)) for key in {**after, **before})
    return tuple(one for one in found if one is not None)


def _of(told: Vulnerability | None, known: Vulnerability | None) -> Differing | None:
    flaw = known or told
    if flaw is None or told is None or known is None:
        return Differing(flaw, ("named",), ()) if flaw else None
    statuses = set(_statuses(told)) ^ set(_statuses(known))
    measures = set(_measures(told)) ^ set(_measures(known))
    topics: dict[Topic, bool] = {
        "cve": told.cve != known.cve,
        "severity": {one.vector for one in told.scores} != {one.vector for one in known.scores},
        "status": bool(statuses),
        "measure": bool(measures),
    }
    products = sorted({product for _what, product in statuses} | {product for _what, product in measures})
    here = tuple(topic for topic, differs in topics.items() if differs)
    fixes = set(told.product_status.all_fixed()) != set(known.product_status.all_fixed())
    return Differing(known, here, tuple(products), fixes) if here else None


def _statuses(flaw: Vulnerability) -> Iterator[tuple[str, str]]:
    for status in type(flaw.product_status).model_fields:
        yield from ((status, product) for product in getattr(flaw.product_status, status))
    for flag in flaw.flags:
        yield from _each(flag.label, flag)


def _measures(flaw: Vulnerability) -> Iterator[tuple[str, str]]:
    for one in flaw.remediations:
        yield from _each(f"{one.category} {one.date.isoformat() if one.date else ''}", one)


def _each(what: str, about: ForProducts) -> Iterator[tuple[str, str]]:
    return ((what, product) for product in about.product_ids)
