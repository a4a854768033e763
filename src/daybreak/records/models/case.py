"""Case, Membership, Meeting: one handling of one or more vulnerabilities, and who is inside."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.drill import Drill
from daybreak.records.models.keys import DataKey
from daybreak.records.models.people import Person
from daybreak.records.models.policy import PolicyVersion


class Case(models.Model):
    """The case file; its stage is derived from the journal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    data_key = models.OneToOneField(DataKey, on_delete=models.PROTECT, related_name="case")
    policy = models.ForeignKey(PolicyVersion, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=32, default="vulnerability")
    title_sealed = models.BinaryField()
    summary_sealed = models.BinaryField(null=True)
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=32, blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-opened_at"]

    def __str__(self) -> str:
        """Name the case by its number."""
        return self.number


class Membership(models.Model):
    """The only reason to see a case: a person, in a role, on a basis, from an instant until another."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=64)
    basis = models.CharField(max_length=64)
    valid_from = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=80)

    class Meta:
        """A person holds a role in a case once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "case", "role"], name="one_membership_per_role")
        ]

    def __str__(self) -> str:
        """Say who is in which case."""
        return f"{self.person_id} in {self.case_id}"


class Meeting(models.Model):
    """A meeting on a case: whom it calls, when and where, how often it moved, and the minutes with the fix proposal."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="meetings")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    roles = models.JSONField(default=list)
    lasts = models.PositiveSmallIntegerField(default=60)
    sequence = models.PositiveSmallIntegerField(default=0)
    invited = models.JSONField(default=list)
    place_sealed = models.BinaryField(null=True)
    minutes_sealed = models.BinaryField(null=True)
    proposal_sealed = models.BinaryField(null=True)
    convened_by = models.CharField(max_length=80, blank=True)
    convened_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the meeting by its start."""
        return f"meeting at {self.starts_at}"
