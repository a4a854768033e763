"""Answer, AnswerRevision: what we say publicly about one CVE where there is no advisory (C9)."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.people import Person


class Answer(models.Model):
    """An answer about one CVE; drafted in a case, or without one. Of several about one CVE a single one is released."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    cve_id = models.CharField(max_length=24)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="answers")
    drafted_at = models.DateTimeField()

    class Meta:
        """By CVE ID; one answer in each case, and one in none."""

        ordering: ClassVar = ["cve_id", "drafted_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["cve_id", "case"], name="one_answer_per_cve_and_case"),
            models.UniqueConstraint(
                fields=["cve_id"], condition=models.Q(case=None), name="one_answer_per_cve_and_no_case"
            ),
        ]

    def __str__(self) -> str:
        """Name the answer by its CVE ID."""
        return self.cve_id


class AnswerRevision(models.Model):
    """One content of an answer; public once two different people have given their word for it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="revisions")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content_sealed = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    edited_at = models.DateTimeField()
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    released_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        """In order; nothing is public by one person's word."""

        ordering: ClassVar = ["answer", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "number"], name="one_answer_revision_per_number"),
            models.CheckConstraint(
                condition=models.Q(released_at=None)
                | (models.Q(approved_by__isnull=False) & models.Q(released_by__isnull=False)),
                name="answer_released_by_two",
            ),
            models.CheckConstraint(
                condition=models.Q(released_by=None) | ~models.Q(released_by=models.F("approved_by")),
                name="answer_released_by_another",
            ),
        ]

    def __str__(self) -> str:
        """Name the revision by number."""
        return f"revision {self.number} of {self.answer_id}"
