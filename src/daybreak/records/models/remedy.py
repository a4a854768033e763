"""Remedy and RemedyNote: what is done about it, and what reviewer and quality engineer wrote."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.people import Person
from daybreak.records.models.product import Release
from daybreak.records.models.vulnerability import Affect


class Remedy(models.Model):
    """A fix, procedure, workaround or mitigation for some of the case's affected products."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="remedies")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    plan_sealed = models.BinaryField()
    author = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    affects = models.ManyToManyField(Affect, related_name="remedies")
    planned_at = models.DateTimeField()
    due_on = models.DateField(null=True)
    shipped_in = models.ForeignKey(Release, on_delete=models.PROTECT, null=True, related_name="remedies")

    class Meta:
        """In the order they were planned."""

        ordering: ClassVar = ["planned_at"]
        verbose_name_plural = "remedies"

    def __str__(self) -> str:
        """Name the remedy by its kind."""
        return f"{self.kind} of {self.case_id}"


class RemedyNote(models.Model):
    """What a peer reviewer or a quality engineer found; never the remedy's author."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    remedy = models.ForeignKey(Remedy, on_delete=models.PROTECT, related_name="notes")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    note_sealed = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["written_at"]

    def __str__(self) -> str:
        """Name the note by its kind."""
        return f"{self.kind} of {self.remedy_id}"
