"""Product and Release: the catalogue that every affected product is chosen from."""

import uuid
from typing import ClassVar

from django.db import models


class Product(models.Model):
    """Something we ship and answer for; its key is immutable and stands in CSAF product ids."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=64, unique=True)
    name = models.JSONField()
    surface = models.CharField(max_length=64)
    division = models.CharField(max_length=64, blank=True)
    support_end = models.DateField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        """Listed by key."""

        ordering: ClassVar = ["key"]

    def __str__(self) -> str:
        """Name the product by its key."""
        return self.key


class Release(models.Model):
    """One shipped version of a product; `product.key:release.key` is its CSAF product id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="releases")
    key = models.CharField(max_length=64)
    version = models.CharField(max_length=64)
    released_on = models.DateField(null=True)
    support_end = models.DateField(null=True)
    registered_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        """A product names each release once."""

        ordering: ClassVar = ["product", "key"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["product", "key"], name="one_release_per_key")]

    def __str__(self) -> str:
        """Name the release as CSAF does."""
        return f"{self.product_id}:{self.key}"
