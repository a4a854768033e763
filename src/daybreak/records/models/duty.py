"""DutyRow: a projection of a duty's instants, never of its state; rebuilt from the journal at any time."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from daybreak.records.models.case import Case
from daybreak.records.models.report import Report

ASKED = ("case", "start", "limit", "aim", "paused", "paused_until", "kept", "waived")
"""What a board asks of each row. `kept` and `waived` are empty in its index, but without them SQLite reads the row."""


class DutyRow(models.Model):
    """One duty of one subject, with the instants the policy and the journal give it.

    `paused` is when the last pause began; from `paused_until` on the clock runs again by itself, and it is empty while
    nothing bounds the pause. `next_step` is when somebody may next have to be reminded: the first step at a deed, moved
    on by the worker.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    rule = models.CharField(max_length=64)
    scope = models.CharField(max_length=32)
    subject = models.CharField(max_length=80)
    report = models.ForeignKey(Report, on_delete=models.PROTECT, null=True, related_name="duties")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="duties")
    who = models.JSONField(default=list)
    strength = models.CharField(max_length=32)
    start = models.DateTimeField(null=True)
    aim = models.DateTimeField(null=True)
    limit = models.DateTimeField(null=True)
    warn = models.DateTimeField(null=True)
    paused = models.DateTimeField(null=True)
    paused_until = models.DateTimeField(null=True)
    waived = models.DateTimeField(null=True)
    kept = models.DateTimeField(null=True)
    kept_by = models.BigIntegerField(null=True)
    next_step = models.DateTimeField(null=True)

    class Meta:
        """One row per rule and subject; a division may be asked in several cases."""

        ordering: ClassVar = ["limit", "rule"]
        indexes: ClassVar = [
            models.Index(
                fields=["paused_until"],
                condition=models.Q(kept=None, waived=None, paused__isnull=False),
                name="duty_waiting",
            ),
            models.Index(fields=["next_step"], name="duty_next_step"),
            models.Index(
                fields=[*ASKED, "strength", "rule", "who", "id"],
                condition=models.Q(kept=None, waived=None, start__isnull=False),
                name="duty_running_of_case",
            ),
            models.Index(
                Coalesce("limit", "aim"),
                models.F("start"),
                models.F("rule"),
                models.F("id"),
                condition=models.Q(kept=None, waived=None, start__isnull=False),
                name="duty_running_by_end",
            ),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["case", "rule", "scope", "subject"],
                condition=models.Q(case__isnull=False),
                name="one_row_per_duty_of_a_case",
            ),
            models.UniqueConstraint(
                fields=["rule", "scope", "subject"],
                condition=models.Q(case=None),
                name="one_row_per_duty_outside_cases",
            ),
        ]

    def __str__(self) -> str:
        """Name the duty by rule and subject."""
        return f"{self.rule} of {self.scope} {self.subject}"
