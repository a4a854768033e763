"""Supplier, Component, Evaluation, ReleaseComponent, GateRecord: what releases are made of, and who answers for it."""

import uuid
from typing import ClassVar

from django.db import models

from daybreak.records.models.conversation import StoredFile
from daybreak.records.models.keys import DataKey
from daybreak.records.models.people import Person
from daybreak.records.models.product import Release


class Supplier(models.Model):
    """Whoever makes or delivers components to us; how to reach them is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200, unique=True)
    language = models.CharField(max_length=8, default="en")
    contact_sealed = models.BinaryField(null=True)
    registered_at = models.DateTimeField()

    class Meta:
        """By name."""

        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        """Name the supplier."""
        return self.name


class Component(models.Model):
    """One version of something others made; it may sit inside another one that a supplier delivers."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    version = models.CharField(max_length=100)
    kind = models.CharField(max_length=64)
    licence = models.CharField(max_length=200, blank=True)
    purl = models.CharField(max_length=400, blank=True)
    supplier = models.ForeignKey(Supplier, on_delete=models.PROTECT, null=True, related_name="components")
    inside = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="parts")
    registered_at = models.DateTimeField()

    class Meta:
        """By name and version; the same version may sit inside several deliveries, once in each."""

        ordering: ClassVar = ["name", "version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "version", "inside"], name="one_component_per_delivery"),
            models.UniqueConstraint(
                fields=["name", "version"], condition=models.Q(inside=None), name="one_component_by_itself"
            ),
        ]

    def __str__(self) -> str:
        """Name it with its version."""
        return f"{self.name} {self.version}"


class Evaluation(models.Model):
    """One word about a component before it is used: evaluated, approved or refused; the newest verdict counts."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="evaluations")
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    verdict = models.CharField(max_length=16)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        """In the order they were written."""

        ordering: ClassVar = ["written_at"]

    def __str__(self) -> str:
        """Say what was decided."""
        return f"{self.verdict} {self.component_id}"


class ReleaseComponent(models.Model):
    """A release contains a component."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="contents")
    component = models.ForeignKey(Component, on_delete=models.PROTECT, related_name="contained_in")
    added_at = models.DateTimeField()

    class Meta:
        """Each component once per release."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["release", "component"], name="one_component_per_release")
        ]

    def __str__(self) -> str:
        """Say what is in what."""
        return f"{self.component_id} in {self.release_id}"


class GateRecord(models.Model):
    """One word at a gate of a release: work done with its result, the owner's signature, or left out with a reason.

    A word about an earlier list of the release is kept as `was_done`, `was_signed` or `was_left_out`.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="gate_records")
    gate = models.CharField(max_length=64)
    what = models.CharField(max_length=16)
    worst = models.CharField(max_length=32, blank=True)
    data_key = models.ForeignKey(DataKey, on_delete=models.PROTECT, related_name="+")
    words_sealed = models.BinaryField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        """In the order they were written; a gate ends once."""

        ordering: ClassVar = ["recorded_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["release", "gate"],
                condition=models.Q(what__in=["signed", "left_out"]),
                name="one_end_per_gate",
            )
        ]

    def __str__(self) -> str:
        """Name gate and word."""
        return f"{self.gate} {self.what}"
