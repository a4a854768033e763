"""Person, RoleGrant, ApiToken: who signs in, as what, and with which machine key."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class PersonManager(BaseUserManager["Person"]):
    """Finds people by their folded e-mail address."""

    def get_by_natural_key(self, username: str | None) -> "Person":
        """Fetch by e-mail, whatever its case."""
        return self.get(email=(username or "").casefold())


class Person(AbstractBaseUser):
    """Somebody of the house who signs in by e-mail; what they may do comes from role grants and memberships."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=8, default="en")
    is_active = models.BooleanField(default=True)
    registered_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[PersonManager] = PersonManager()

    def __str__(self) -> str:
        """Show the person as colleagues know them."""
        return self.name or self.email


class RoleGrant(models.Model):
    """A role of the policy, held by a person from one instant until another or for good."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="role_grants")
    role = models.CharField(max_length=64)
    division = models.CharField(max_length=64, blank=True)
    valid_from = models.DateTimeField()
    until = models.DateTimeField(null=True)
    granted_by = models.CharField(max_length=80)

    class Meta:
        """A person holds a role once per division at a time."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "role", "division"], condition=models.Q(until=None), name="one_live_grant"
            )
        ]

    def __str__(self) -> str:
        """Say who is what."""
        return f"{self.person_id} as {self.role}"


class ApiToken(models.Model):
    """A machine key of one person: hashed, scoped, and always with an end."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="api_tokens")
    label = models.CharField(max_length=100)
    token_hash = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        """Name the token by its label."""
        return self.label
