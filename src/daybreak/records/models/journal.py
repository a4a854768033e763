"""JournalEntry: one thing that happened, chained to the one before, never changed."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.report import Report


class JournalEntry(models.Model):
    """An entry; `body` holds the exact bytes that were hashed, the other columns only help to find it."""

    position = models.BigIntegerField(primary_key=True)
    deed = models.UUIDField(default=uuid.uuid4)
    kind = models.CharField(max_length=64, db_index=True)
    actor = models.CharField(max_length=80)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="entries")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="entries")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, null=True, related_name="+")
    sealed = models.BinaryField(null=True)
    body = models.TextField()
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order they were appended."""

        ordering: ClassVar = ["position"]
        indexes: ClassVar = [models.Index(fields=["report", "kind"], name="journal_report_kind")]
        verbose_name_plural = "journal entries"

    def __str__(self) -> str:
        """Name the entry by position and kind."""
        return f"{self.position} {self.kind}"
