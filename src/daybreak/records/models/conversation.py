"""Thread, Message, StoredFile: what was said to whom, and the sealed files that came along."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.case import Case
from daybreak.records.models.keys import DataKey
from daybreak.records.models.report import Report


class Thread(models.Model):
    """A conversation of a report or a case with one audience."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="threads")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="threads")
    audience = models.CharField(max_length=32)

    class Meta:
        """One thread per report, or case, and audience."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["report", "audience"], name="one_thread_per_report_audience"),
            models.UniqueConstraint(fields=["case", "audience"], name="one_thread_per_case_audience"),
        ]

    def __str__(self) -> str:
        """Name the thread by its audience."""
        return f"thread with {self.audience}"


class Message(models.Model):
    """One message in a thread; `author` is the journal's actor string."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    thread = models.ForeignKey(Thread, on_delete=models.PROTECT, related_name="messages")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    author = models.CharField(max_length=80)
    body_sealed = models.BinaryField()
    customers_data = models.BooleanField(default=False, db_default=False)
    written_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["written_at"]

    def __str__(self) -> str:
        """Name the message by its key."""
        return f"message {self.id}"


class StoredFile(models.Model):
    """A sealed file under `DAYBREAK_HOME/files`; its name is sealed too, its bytes never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="files")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="files")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, null=True, related_name="files")
    name_sealed = models.BinaryField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    customers_data = models.BooleanField(default=False, db_default=False)
    stored_at = models.DateTimeField()

    class Meta:
        """Oldest first."""

        ordering: ClassVar = ["stored_at"]

    def __str__(self) -> str:
        """Name the file by its key."""
        return f"file {self.id}"
