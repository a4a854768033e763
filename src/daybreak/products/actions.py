"""Deeds about the catalogue: register products and releases; keys never change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.supply.gates import gates_before
from daybreak.core.supply.kinds import OTHER, kind_of
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.products.gates import is_out
from daybreak.products.refusals import GoesThroughGates
from daybreak.program.versions import NoPolicyInForce, policy_in_force, version_in_force
from daybreak.records.models import Product

if TYPE_CHECKING:
    from datetime import date, datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_supply import Gate
    from daybreak.records.models import Release


class CatalogueRefused(Refusal):
    """A product or release could not be registered; the message says why."""

    sentence = "%(reason)s"


@dataclass(frozen=True)
class NewRelease:
    """A release to register: version, immutable key (the version, if none is given), the days it came out and ends.

    `history` marks one of the policy's own catalogue, which may name a day though releases pass gates now.
    """

    version: str
    key: str = ""
    released_on: date | None = None
    support_end: date | None = None
    history: bool = False


def register_catalogue(*, actor: Actor, now: datetime, policy: Policy) -> int:
    """Register what the policy's own catalogue names and the site does not know yet; give how many were new."""
    known = set(Product.objects.values_list("key", flat=True))
    fresh = [entry for entry in policy.products if entry.key not in known]
    for entry in fresh:
        with deed(actor=actor, now=now) as note:
            product = Product.objects.create(
                key=entry.key,
                name=dict(entry.name.root),
                surface=entry.surface,
                division=entry.division or "",
                support_end=entry.support_end,
                registered_at=now,
            )
            note("product.registered", {"product": product.id}, codes={"product": product.key})
            for one in entry.releases:
                listed = NewRelease(one.version, one.key, one.date, one.support_end, history=True)
                register_release(actor=actor, now=now, product=product, release=listed)
    return len(fresh)


def register_release(*, actor: Actor, now: datetime, product: Product, release: NewRelease) -> Release:
    """Register a release of a product. Journals `release.registered`.

    A release that passes gates goes out on its own page, and names no day here; only one from before the policy was
    in force does, or one of the policy's own catalogue. Raises CatalogueRefused, GoesThroughGates.
    """
    version, key = release.version.strip(), (release.key or release.version).strip()
    if not key or not all(mark.isalnum() or mark in "._+-" for mark in key):
        raise CatalogueRefused(reason=phrase(_("A version is written with letters, digits and . _ + - only.")))
    if product.releases.filter(key=key).exists():
        words = _("%(product)s has a release %(release)s already.")
        raise CatalogueRefused(reason=phrase(words, product=product.key, release=key))
    gates, day = _gates(product, version, now), release.released_on
    if gates and day and not release.history and day >= version_in_force(now).in_force_from.date():
        raise GoesThroughGates
    with deed(actor=actor, now=now) as note:
        row = product.releases.create(
            key=key, version=version, released_on=day, support_end=release.support_end, registered_at=now
        )
        codes = {"product": product.key, "release": key, "surface": product.surface}
        if gates and not is_out(row, now):
            codes["release_kind"] = _kind(version, now)
        note("release.registered", {"release": row.id, "product": product.id}, codes=codes)
    return row


def _gates(product: Product, version: str, now: datetime) -> tuple[Gate, ...]:
    try:
        return gates_before(policy_in_force(now), version, product.surface)
    except NoPolicyInForce:
        return ()


def _kind(version: str, now: datetime) -> str:
    releases = policy_in_force(now).releases
    return kind_of(version, releases.kinds) if releases else OTHER
