"""What the API takes and gives: texts that can be stored, numbers with bounds, instants with a zone."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field

from daybreak.core.written import LONGEST_TEXT, clean_line, clean_text, read_address


def _line(text: str) -> str:
    return clean_line(text)


def _line_or_nothing(text: str) -> str:
    return clean_line(text) if text.strip() else ""


def _address_or_nothing(text: str) -> str:
    return read_address(text) if text.strip() else ""


Line = Annotated[str, Field(max_length=300), AfterValidator(_line)]
"""One line of words."""
MaybeLine = Annotated[str, Field(max_length=300), AfterValidator(_line_or_nothing)]
"""One line of words, or none."""
Prose = Annotated[str, Field(max_length=LONGEST_TEXT), AfterValidator(clean_text)]
"""A text of several lines."""
Address = Annotated[str, Field(max_length=254), AfterValidator(_address_or_nothing)]
"""One mail address, or none."""
QuestionId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Skip = Annotated[int, Field(ge=0, le=100_000)]
Count = Annotated[int, Field(ge=1, le=100)]


class Taken(Schema):
    """A body that is read: words it does not know are refused, so that a typing error is not silence."""

    model_config = ConfigDict(extra="forbid")


class FinderSaid(Taken):
    """Who reports; every part may be left out."""

    name: MaybeLine = ""
    address: Address = ""
    organisation: MaybeLine = ""
    credit: Literal["name", "anonymous", "undecided"] = "undecided"
    credit_name: MaybeLine = ""


class ReportSaid(Taken):
    """A report. `answers` maps ids of the policy's questions to answers; dates are written 2026-11-24."""

    title: Line
    answers: Annotated[dict[QuestionId, Prose], Field(max_length=60, default_factory=dict)]
    language: Annotated[str, Field(max_length=8)] = ""
    finder: FinderSaid = FinderSaid()


class MessageSaid(Taken):
    """A finder's message."""

    body: Annotated[Prose, Field(min_length=1)]


class FileTold(Schema):
    """A file that came with a report or a message; `size` in bytes, `sha256` of the bytes as sent."""

    name: str
    size: int
    sha256: str


class ReceiptTold(Schema):
    r"""The receipt: keep number and tracking code.

    `sha256` is of the JSON's bytes as they came, followed for each file of `files` by `\n<sha256>  <name>`.
    """

    number: str
    tracking_code: str
    received_at: datetime
    sha256: str
    files: list[FileTold] = Field(default_factory=list)


class MessageTold(Schema):
    """One message of the conversation with the finder."""

    at: datetime
    by: Literal["finder", "team"]
    body: str
    files: list[FileTold] = Field(default_factory=list)


class HearingTold(Schema):
    """By when the finder hears next, and what was promised."""

    by: datetime
    promise: str
    late: bool


class SeverityTold(Schema):
    """A judged vulnerability, as the finder is told."""

    band: str
    name: str
    score: str
    vector: str
    cve: str


class BoxTold(Schema):
    """What a finder reads with their tracking code; once the report was erased, its stage and nothing they sent."""

    number: str
    received_at: datetime
    sha256: str
    stage: str
    next: HearingTold | None
    messages: list[MessageTold]
    files: list[FileTold]
    severities: list[SeverityTold]
    cves: list[str]
    outcome: str
    erased_at: datetime | None = None


class LimitTold(Schema):
    """The open duty of a case whose limit comes first."""

    duty: str
    limit: datetime
    paused: bool


class CaseLine(Schema):
    """One case of a list; `score` is 0.0 to 10.0 as text, "" while nothing is judged.

    `drill` is the number of the drill whose case it is, "" for a real one.
    """

    number: str
    title: str
    kind: str
    stage: str
    band: str
    score: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    next_limit: LimitTold | None
    finder_date: datetime | None
    drill: str


class CaseList(Schema):
    """A part of the cases one sees, and how many there are in all."""

    found: int
    cases: list[CaseLine]


class AffectTold(Schema):
    """What is stated of a product or release (its CSAF product id) about a vulnerability; `key` names it for plans."""

    key: str
    product: str
    status: str


class VulnerabilityTold(Schema):
    """A vulnerability of a case with the judgement that counts, and what is stated of products."""

    key: str
    title: str
    cwe: str
    cve: str
    band: str
    score: str
    vector: str
    affects: list[AffectTold]


class DutyTold(Schema):
    """One duty. `name` and `who` are in the asker's language; `state` is overdue, today, week, later or paused."""

    rule: str
    name: str
    strength: str
    clause: str
    who: list[str]
    mine: bool
    scope: str
    number: str
    start: datetime | None
    aim: datetime | None
    limit: datetime | None
    state: str


class DutyList(Schema):
    """A part of the open duties one sees, and how many there are in all."""

    found: int
    overdue: int
    today: int
    week: int
    duties: list[DutyTold]


class CaseTold(Schema):
    """A case; `drill` is the number of the drill whose case it is, "" for a real one."""

    number: str
    title: str
    summary: str
    kind: str
    state: str
    band: str
    score: str
    embargo: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str
    drill: str
    reports: list[str]
    vulnerabilities: list[VulnerabilityTold]


class ReportLine(Schema):
    """One report of a list."""

    number: str
    title: str
    received_at: datetime
    door: str
    mailbox: str
    state: str
    outcome: str
    case: str
    drill: str


class ReportList(Schema):
    """A part of the reports one sees, and how many there are in all."""

    found: int
    reports: list[ReportLine]


class AdvisoryLine(Schema):
    """A public advisory; `csaf` are the addresses of its documents by language."""

    number: str
    title: str
    published_at: datetime
    revised_at: datetime
    cves: list[str]
    csaf: dict[str, str]


class AdvisoryList(Schema):
    """A part of the public advisories, and how many there are in all."""

    found: int
    advisories: list[AdvisoryLine]
