"""Report: what a finder sent, stored raw before anything else happens to it."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.drill import Drill
from daybreak.records.models.keys import DataKey
from daybreak.records.models.policy import PolicyVersion


class Report(models.Model):
    """One report. Words, names and bytes are sealed under its own key; only codes and instants are open."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="report")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="reports")
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, null=True, related_name="reports")
    door = models.CharField(max_length=32)
    mailbox = models.CharField(max_length=32)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField(db_index=True)
    raw_sealed = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64)
    raw_size = models.PositiveBigIntegerField()
    title_sealed = models.BinaryField()
    answers_sealed = models.BinaryField()
    finder_sealed = models.BinaryField()
    finder_known = models.BooleanField(default=False)
    address_hash = models.CharField(max_length=64, blank=True, db_index=True)
    tracking_hash = models.CharField(max_length=64, unique=True)
    repeat_hash = models.CharField(max_length=64, unique=True, null=True)
    handed_over_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)
    duplicate_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="duplicates")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-received_at"]

    def __str__(self) -> str:
        """Name the report by its number."""
        return self.number
