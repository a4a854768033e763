"""Deeds about the catalogue: register products and releases; keys never change."""

from __future__ import annotations

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
from daybreak.records.models import Product, Release

if TYPE_CHECKING:
    from datetime import date, datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_supply import Gate


class CatalogueRefused(Refusal):
    """A product or release could not be registered; the message says why."""

    sentence = "%(reason)s"


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
            for release in entry.releases:
                register_release(
                    actor=actor,
                    now=now,
                    product=product,
                    version=release.version,
                    key=release.key,
                    released_on=release.date,
                    history=True,
                )
    return len(fresh)


def register_release(  # noqa: PLR0913 - what is known of a release
    *,
    actor: Actor,
    now: datetime,
    product: Product,
    version: str,
    key: str = "",
    released_on: date | None = None,
    history: bool = False,
) -> Release:
    """Register a release of a product; its key is immutable. Journals `release.registered`.

    A release that passes gates goes out on its own page, and names no day here; only one from before the policy was
    in force does (or from the policy's own catalogue: `history`). Raises CatalogueRefused, GoesThroughGates.
    """
    key = (key or version).strip()
    if not key or not all(mark.isalnum() or mark in "._+-" for mark in key):
        raise CatalogueRefused(reason=phrase(_("A version is written with letters, digits and . _ + - only.")))
    if product.releases.filter(key=key).exists():
        words = _("%(product)s has a release %(release)s already.")
        raise CatalogueRefused(reason=phrase(words, product=product.key, release=key))
    gates = _gates(product, version, now)
    if gates and released_on and not history and released_on >= version_in_force(now).in_force_from.date():
        raise GoesThroughGates
    with deed(actor=actor, now=now) as note:
        release = Release.objects.create(
            product=product, key=key, version=version.strip(), released_on=released_on, registered_at=now
        )
        codes = {"product": product.key, "release": key, "surface": product.surface}
        if gates and not is_out(release, now):
            codes["release_kind"] = _kind(version, now)
        note("release.registered", {"release": release.id, "product": product.id}, codes=codes)
    return release


def _gates(product: Product, version: str, now: datetime) -> tuple[Gate, ...]:
    try:
        return gates_before(policy_in_force(now), version, product.surface)
    except NoPolicyInForce:
        return ()


def _kind(version: str, now: datetime) -> str:
    releases = policy_in_force(now).releases
    return kind_of(version, releases.kinds) if releases else OTHER
