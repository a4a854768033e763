"""A submission: what came through a door, as frozen values, before it is a report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from uuid import UUID

    from daybreak.records.models import DataKey, Drill, Report

Credit = Literal["name", "anonymous", "undecided"]


@dataclass(frozen=True)
class Finder:
    """Who reports, as far as they say; every part may be empty (anonymous is first-class).

    `pass_on` are the receivers (coordinator, partner, supplier) who may learn who they are; `statement_version` is the
    privacy statement they read.
    """

    name: str = ""
    address: str = ""
    organisation: str = ""
    credit: Credit = "undecided"
    credit_name: str = ""
    co_finders: tuple[str, ...] = ()
    pass_on: tuple[str, ...] = ()
    statement_version: str = ""


@dataclass(frozen=True)
class SealedFile:
    """A file that lies sealed already, under `data_key` if named, else the report's; `sha256` is of the plain bytes."""

    file_id: UUID
    name: str
    size: int
    sha256: str
    data_key: DataKey | None = None


@dataclass(frozen=True)
class Submission:
    """One report on its way in. `raw` is stored byte for byte; `repeat` names it: sent twice, it is one report.

    `drill` says that it is invented. `checks` are what our mail server found out about the sender, by method (B13);
    `party` is the policy's party whose address it claims to come from.
    """

    door: str
    mailbox: str
    language: str
    raw: bytes
    title: str
    answers: Mapping[str, str] = field(default_factory=dict)
    finder: Finder = field(default_factory=Finder)
    files: tuple[SealedFile, ...] = ()
    data_key: DataKey | None = None
    repeat: str = ""
    drill: Drill | None = None
    checks: Mapping[str, str] = field(default_factory=dict)
    party: str = ""


@dataclass(frozen=True)
class Receipt:
    """What the sender gets once the report is committed; the tracking code is shown this once."""

    report: Report
    tracking_code: str
    repeated: bool
