"""Expiry: a projection of the instant at which the time for one kind of a report's data ends."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.report import Report


class Expiry(models.Model):
    """One kind of a report's data that is to be erased; rebuilt from policy and journal at any time (B8)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="expiries")
    kind = models.CharField(max_length=32)
    ends_at = models.DateTimeField(db_index=True)
    held = models.BooleanField(default=False)

    class Meta:
        """One instant per report and kind, the nearest first."""

        ordering: ClassVar = ["ends_at"]
        verbose_name_plural = "expiries"
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "kind"], name="one_expiry_per_kind")]

    def __str__(self) -> str:
        """Say what ends."""
        return f"{self.kind} of {self.report_id}"
