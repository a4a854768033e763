"""Notice and ReactionCursor: what leaves the house, and how far the reactions have read."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.report import Report


class Notice(models.Model):
    """One thing to be told to one receiver, frozen in the deed that wrote it; at least once outside, once in here.

    `names` are the reports of the finders whom it names; its words then have a key of their own, destroyed with any.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="notices")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="notices")
    names = models.ManyToManyField(Report, related_name="named_in")
    channel = models.CharField(max_length=32, default="mail")
    template = models.CharField(max_length=64)
    duty = models.CharField(max_length=64, blank=True)
    party = models.CharField(max_length=64, blank=True)
    scope = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    once_key = models.CharField(max_length=160, unique=True, null=True)
    content_sealed = models.BinaryField()
    message_id = models.CharField(max_length=200, unique=True)
    written_by = models.CharField(max_length=80, blank=True)
    awaits_second = models.BooleanField(default=False)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    fence = models.PositiveIntegerField(default=0)
    leased_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    bounced_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)
    receipt_sealed = models.BinaryField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-queued_at"]

    def __str__(self) -> str:
        """Name the notice by its template."""
        return f"{self.template} notice {self.id}"


class ReactionCursor(models.Model):
    """How far one reaction has read the journal."""

    reaction = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        """Name the cursor by its reaction."""
        return f"{self.reaction} at {self.position}"
