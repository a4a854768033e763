"""Subscription: an address that hears of advisories, until its owner says otherwise."""

import uuid

from django.db import models

from daybreak.records.models.keys import DataKey


class Subscription(models.Model):
    """One subscriber. Address and wish are sealed under a key of their own, which ends with the subscription.

    It has ended when that key was destroyed. `address_hash` is a keyed hash, so that one address is one subscription;
    it is empty once the subscription ended. `refused` counts the letters in a row that the receiving side refused for
    good, the last at `refused_at`; counted without the owner's word (`confirmed_at`), the subscription is stopped.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    address_hash = models.CharField(max_length=64, unique=True, null=True)
    reader_sealed = models.BinaryField()
    language = models.CharField(max_length=8)
    letter_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, db_index=True)
    refused = models.PositiveSmallIntegerField(default=0)
    refused_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the subscription by its key: the address is the reader's own."""
        return f"subscription {self.id}"
