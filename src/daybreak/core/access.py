"""Who acts and who looks: the smallest values that deeds and queries take."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["person", "finder", "public", "worker", "operator"]


@dataclass(frozen=True)
class Actor:
    """Who does a deed: a person, a finder (id is their report's key), the worker, or an operator at a terminal."""

    kind: Kind
    id: str = ""

    def __str__(self) -> str:
        """Write the actor as the journal stores it: `person:<key>`."""
        return f"{self.kind}:{self.id}" if self.id else self.kind


@dataclass(frozen=True)
class Viewer:
    """Who looks. A person sees by live memberships and by the triage roles they hold; a finder sees one report."""

    kind: Kind
    id: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)

    @property
    def actor(self) -> Actor:
        """The same one, as the doer of a deed."""
        return Actor(self.kind, self.id)


PUBLIC = Viewer("public")
WORKER = Actor("worker")
