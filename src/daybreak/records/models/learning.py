"""Digest: what was learnt, told to everybody employed."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey


class Digest(models.Model):
    """One issue of the internal digest; a draft until `issued_at`. Who has read it stands in the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    title_sealed = models.BinaryField()
    body_sealed = models.BinaryField()
    cases = models.ManyToManyField(Case, related_name="digests")
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=80)
    issued_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-written_at"]

    def __str__(self) -> str:
        """Name the issue by its day."""
        return f"digest of {self.written_at:%Y-%m-%d}"
