"""Registering a release, from the catalogue's own page and from a case; a refusal is said beside the version."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from daybreak.core.verdict import Refusal
from daybreak.core.words import gettext_noop
from daybreak.products.actions import CatalogueRefused, NewRelease, register_release
from daybreak.products.queries import product_row

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor

RELEASE_HINT = _("As it stands on the product. It becomes part of the product id in advisories and never changes.")


class ReleaseRefused(Refusal):
    """The catalogue does not take this version."""

    sentence = gettext_noop("%(reason)s")
    field = "version"


class ProductGone(Refusal):
    """The catalogue has no such product."""

    sentence = gettext_noop("The catalogue has no such product any more. Choose another.")
    field = "product"


def register(actor: Actor, now: datetime, product_key: str, values: dict[str, Any]) -> None:
    """Register a release of a product of the catalogue. Raises ReleaseRefused, ProductGone."""
    product = product_row(product_key)
    if product is None:
        raise ProductGone
    release = NewRelease(values["version"], released_on=values["released_on"])
    try:
        register_release(actor=actor, now=now, product=product, release=release)
    except CatalogueRefused as refused:
        raise ReleaseRefused(**refused.particulars) from None
