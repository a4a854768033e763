"""Drill: an invented incident that is played by a fast clock; nothing of it counts, leaves or is told outside."""

import uuid
from typing import ClassVar

from django.db import models


class Drill(models.Model):
    """One drill. `speed` is how many of its seconds go in one; `told` counts the beats of its story played so far."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.CharField(max_length=32, unique=True)
    story = models.CharField(max_length=64)
    language = models.CharField(max_length=8)
    speed = models.PositiveIntegerField()
    told = models.PositiveIntegerField(default=0)
    started_by = models.CharField(max_length=80)
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-started_at"]

    def __str__(self) -> str:
        """Name the drill by its number."""
        return self.number
