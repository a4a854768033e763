"""PolicyVersion: the composed policy text that ran from an instant on."""

import uuid
from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """One composed policy, includes resolved, named by the SHA-256 of its text; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    text = models.TextField()
    in_force_from = models.DateTimeField()
    adopted_at = models.DateTimeField()
    adopted_by = models.CharField(max_length=80)

    class Meta:
        """Newest in force last."""

        ordering: ClassVar = ["in_force_from", "adopted_at"]

    def __str__(self) -> str:
        """Name the version by the start of its hash."""
        return f"policy {self.sha256[:12]}"
