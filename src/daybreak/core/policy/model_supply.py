"""What is made and what it is made of: the catalogue, kinds of components, gates before a release."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from daybreak.core.policy.model_values import Id, Ids, Key, Line, Section, underscored
from daybreak.core.words import Text


class CatalogueRelease(Section):
    """A release that exists: its key (never reused), version, day it came out, end of its own support."""

    key: Key
    version: Line
    date: dt.date | None = None
    support_end: dt.date | None = None


class CatalogueProduct(Section):
    """A product that `setup` registers: its key (never changes), name, surface, owning division, end of support."""

    key: Key
    name: Text
    surface: Id
    family: Id | None = None
    division: Id | None = None
    support_end: dt.date | None = None
    markets: tuple[Line, ...] = ()
    releases: tuple[CatalogueRelease, ...] = ()


class ComponentKind(Section):
    """A kind of third-party component and what is promised for it (C7)."""

    name: Text
    promise: Literal["resolve", "communicate"]


class BeforeUse(Section):
    """Who evaluates and who approves a component before it is integrated, and what is asked (C4a)."""

    evaluated_by: Id
    approved_by: Id
    ask: tuple[Literal["licence", "maintained", "known_vulnerabilities", "alternatives"], ...] = ()


class ComponentList(Section):
    """When the list of components is published, with what, and where (C4b)."""

    publish: Literal["every_release"] = "every_release"
    with_: tuple[Literal["name", "version", "licence", "supplier"], ...] = Field(
        default=("name", "version"), alias="with"
    )
    where: Literal["documentation", "bulletin"] = "documentation"


class Components(Section):
    """The promise about third-party components (C4a, C4b, C7)."""

    kinds: Mapping[Id, ComponentKind]
    before_use: BeforeUse | None = None
    unapproved_in_release: Literal["refuse", "warn"] = "refuse"
    list: ComponentList | None = None


class Gate(Section):
    """What must be done before a release, by whom, and who owns (signs) it (C2, C3a, C3b, C3c)."""

    id: Id
    name: Text
    before: Annotated[Ids, BeforeValidator(underscored)]
    surfaces: Ids = ()
    tool: Id | None = None
    keep: Literal["result"] | None = None
    worst_allowed: Id | None = None
    who: Ids = ()
    owner: Id
    evidence: Id | None = None
    may_be_left_out: Literal["with_reason"] | None = None


EVERY_RELEASE = "every_release"


class Releases(Section):
    """The kinds of releases, by the shape of their version (`X.0.0`, `x.Y.0`, `x.y.Z`), and the gates before them.

    `lines`: which number of the version tells one release line from the next, for duties `on_branches`.
    """

    kinds: Mapping[Id, Line] = Field(default_factory=dict)
    lines: Literal["major", "minor"] | None = None
    gates: tuple[Gate, ...] = ()
