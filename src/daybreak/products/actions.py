"""Deeds about the catalogue: register products and releases; keys never change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase
from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.records.models import Product, Release

if TYPE_CHECKING:
    from datetime import date, datetime

    from daybreak.core.access import Actor
    from daybreak.core.policy.model import Policy


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
                )
    return len(fresh)


def register_release(
    *, actor: Actor, now: datetime, product: Product, version: str, key: str = "", released_on: date | None = None
) -> Release:
    """Register a release of a product; its key is immutable. Journals `release.registered`. Raises CatalogueRefused."""
    key = (key or version).strip()
    if not key or not all(mark.isalnum() or mark in "._+-" for mark in key):
        raise CatalogueRefused(reason=phrase(_("A version is written with letters, digits and . _ + - only.")))
    if product.releases.filter(key=key).exists():
        words = _("%(product)s has a release %(release)s already.")
        raise CatalogueRefused(reason=phrase(words, product=product.key, release=key))
    with deed(actor=actor, now=now) as note:
        release = Release.objects.create(
            product=product, key=key, version=version.strip(), released_on=released_on, registered_at=now
        )
        codes = {"product": product.key, "release": key}
        note("release.registered", {"release": release.id, "product": product.id}, codes=codes)
    return release
