"""What a report may be about: the products of the catalogue, by their names."""

from __future__ import annotations

from daybreak.core.words import Text
from daybreak.records.models import Product

OTHER = "other"
"""The answer for a product that the catalogue does not name."""


def product_choices(language: str, first: str) -> tuple[tuple[str, str], ...]:
    """Give (key, name) of every product, names in `language` or else in `first`, in the order of the names."""
    named = ((row.key, product_name(row, language, first)) for row in Product.objects.all())
    return tuple(sorted(named, key=lambda choice: choice[1].casefold()))


def product_name(product: Product, language: str, first: str) -> str:
    """Give a product's name in a language, else in the policy's first."""
    return Text.model_validate(product.name).in_(language, first)
