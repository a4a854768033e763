"""DataKey: one per report and one per case; destroying it erases what it sealed."""

import uuid

from django.db import models


class DataKey(models.Model):
    """A data key, wrapped by the key-encryption key that lives outside the database."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField(null=True)
    wrapped_by = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the key without showing it."""
        return f"data key {self.id}"
