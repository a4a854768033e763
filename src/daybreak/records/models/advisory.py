"""Advisory, Revision, Approval, ReleaseVote, PreparedFile: what will be published, and who answered for it."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.people import Person
from daybreak.records.models.vulnerability import Vulnerability


class Advisory(models.Model):
    """An advisory of exactly one case; its number exists from the first draft on."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="advisories")
    vulnerabilities = models.ManyToManyField(Vulnerability, related_name="advisories")
    drafted_at = models.DateTimeField()

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-drafted_at"]
        verbose_name_plural = "advisories"

    def __str__(self) -> str:
        """Name the advisory by its number."""
        return self.number


class Revision(models.Model):
    """One content of an advisory. Public when released, not held, and `public_at` has come by the database's clock."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    advisory = models.ForeignKey(Advisory, on_delete=models.PROTECT, related_name="revisions")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    content_sealed = models.BinaryField()
    content_hash = models.CharField(max_length=64)
    note_sealed = models.BinaryField(null=True)
    edited_at = models.DateTimeField()
    public_at = models.DateTimeField(null=True, db_index=True)
    released_at = models.DateTimeField(null=True)
    held_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """In order; numbers count revisions, and only one draft is open at a time."""

        ordering: ClassVar = ["advisory", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["advisory", "number"], name="one_revision_per_number"),
            models.CheckConstraint(
                condition=models.Q(released_at=None) | models.Q(public_at__isnull=False), name="released_has_instant"
            ),
        ]

    def __str__(self) -> str:
        """Name the revision by number."""
        return f"revision {self.number} of {self.advisory_id}"


class Approval(models.Model):
    """A role's yes to exactly one content; it is void as soon as the content's hash differs."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="approvals")
    role = models.CharField(max_length=64)
    division = models.CharField(max_length=64, blank=True)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    approved_at = models.DateTimeField()

    class Meta:
        """One yes per person, role and content."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "role", "division", "person", "content_hash"], name="one_approval_per_content"
            )
        ]

    def __str__(self) -> str:
        """Say which role approved."""
        return f"{self.role} approves {self.revision_id}"


class ReleaseVote(models.Model):
    """One person's word that this content may go out at this instant; two different people release."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    content_hash = models.CharField(max_length=64)
    public_at = models.DateTimeField()
    voted_at = models.DateTimeField()

    class Meta:
        """One vote per person and content."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "person", "content_hash"], name="one_vote_per_content")
        ]

    def __str__(self) -> str:
        """Say who voted."""
        return f"{self.person_id} releases {self.revision_id}"


class PreparedFile(models.Model):
    """A file made at release and kept sealed until its instant: rendered, checked and hashed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="files")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    language = models.CharField(max_length=8)
    sha256 = models.CharField(max_length=64)
    body_sealed = models.BinaryField()

    class Meta:
        """A revision holds each path once."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["revision", "path"], name="one_file_per_path")]

    def __str__(self) -> str:
        """Name the file by its path."""
        return self.path
