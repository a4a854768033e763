"""MailKey: an OpenPGP public key that reports may be encrypted to."""

import uuid
from typing import ClassVar

from django.db import models


class MailKey(models.Model):
    """A public key with the data that are published about it (B7); the private half is not here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    fingerprint = models.CharField(max_length=64, unique=True)
    key_id = models.CharField(max_length=16)
    algorithm = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    user_id = models.CharField(max_length=400)
    armored = models.TextField()
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-published_at"]

    def __str__(self) -> str:
        """Name the key by its fingerprint."""
        return self.fingerprint
