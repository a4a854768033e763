"""What deeds through the API take and give: instants with a zone, words that are required, keys of things."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, Field

from daybreak.core.written import LONGEST_TEXT
from daybreak.doors.api.shapes import Line, MaybeLine, Prose, Taken

FIRST_YEAR, LAST_YEAR = 1990, 2199
LONGEST_POLICY = 256 * 1024
"""Signs: ten times the longest example, as at the desk."""


def _within_reach(instant: AwareDatetime) -> AwareDatetime:
    if not FIRST_YEAR <= instant.year <= LAST_YEAR:
        message = f"write a year between {FIRST_YEAR} and {LAST_YEAR}"
        raise ValueError(message)
    return instant


Instant = Annotated[AwareDatetime, AfterValidator(_within_reach)]
"""An instant with its zone: 2026-11-24T10:00+09:00."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Ids = Annotated[list[Id], Field(max_length=100)]
Keys = Annotated[list[UUID], Field(max_length=500)]
PolicyText = Annotated[str, Field(max_length=LONGEST_POLICY)]


class DoneTold(Schema):
    """What a deed did: the number it concerns, the key of what it made, and whether it counts already.

    `settled` is false where a second, different person must still say the same.
    """

    number: str = ""
    key: str = ""
    settled: bool = True


class WordsSaid(Taken):
    """Words that the record keeps for those who ask why."""

    words: Prose


class ReasonSaid(Taken):
    """Why; the record keeps it."""

    reason: Prose


class ExtensionSaid(Taken):
    """A later limit, for one of the policy's reasons (its id)."""

    until: Instant
    reason: Id
    words: Prose


class MergeSaid(Taken):
    """The number of the case that comes into this one, and why they are one."""

    other: Line
    reason: Prose


class SplitSaid(Taken):
    """What leaves (keys of vulnerabilities and reports), the new case's title, and why they are two."""

    vulnerabilities: Annotated[Keys, Field(min_length=1)]
    reports: Annotated[Keys, Field(default_factory=list)]
    title: Line
    reason: Prose


class HandOverSaid(Taken):
    """The team that takes the case (the id of a role), and why."""

    to: Id
    reason: Prose


class LeaveSaid(Taken):
    """What they who asked for the embargo answered, and in which words; `owner` says who, where several asked."""

    given: bool
    words: Prose
    owner: str = ""


class DecisionSaid(Taken):
    """Tell them with detail although the embargo forbids it, or keep silent although the duty will be late."""

    decision: Literal["tell", "keep_silent"]
    reason: Prose


class BriefSaid(Taken):
    """What the letter without detail says, by field; `subject` is the key of the one thing the duty is about."""

    words: Annotated[dict[Id, Annotated[str, Field(max_length=LONGEST_TEXT)]], Field(max_length=60)]
    subject: Annotated[str, Field(max_length=200)] = ""


class LetterSaid(BriefSaid):
    """The letter of a duty (`rule`), by field; `subject` is the key of the one thing the duty is about."""

    rule: Id


class ReferenceSaid(Taken):
    """The receiver's reference: their number, or who confirmed it how."""

    reference: Line


class UpstreamSaid(Taken):
    """What a supplier was told or did about a vulnerability (its key), in words."""

    vulnerability: UUID
    event: Literal["notified", "answered", "fixed", "declined"]
    words: Prose


class MeetingWhen(Taken):
    """When a meeting begins, how many minutes it lasts, where; the place goes out in plain mail."""

    starts_at: Instant
    lasts: Annotated[int, Field(ge=1, le=1440)] = 60
    place: MaybeLine = ""


class MeetingSaid(MeetingWhen):
    """A meeting and the roles (ids) that are called to it."""

    roles: Annotated[Ids, Field(min_length=1)]


class MinutesSaid(Taken):
    """The minutes and the proposal for the fix, planned at once for `affects` (keys of `GET /cases/{number}`).

    `kind` is what is planned, `due_on` the day it is due: 2026-12-01. `began_at` says when people met, where it was
    another time than convened.
    """

    minutes: Prose
    proposal: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""
    affects: Annotated[Keys, Field(default_factory=list)]
    kind: Literal["fix", "procedure", "workaround", "mitigation", "none_planned"] = "fix"
    due_on: Annotated[date, Field(ge=date(FIRST_YEAR, 1, 1), le=date(LAST_YEAR, 12, 31))] | None = None
    began_at: Instant | None = None


class DraftSaid(Taken):
    """The vulnerabilities (keys) an advisory is about; `reason`, where another advisory names one of them already."""

    vulnerabilities: Annotated[Keys, Field(min_length=1)]
    reason: Annotated[str, Field(max_length=LONGEST_TEXT)] = ""


class DrillSaid(Taken):
    """Which story is played, how many times as fast as a real clock (144: a day in ten minutes), in which language."""

    story: Id
    speed: Annotated[int, Field(ge=1, le=100_000)] = 144
    language: Annotated[str, Field(max_length=8)] = ""


class PolicySaid(Taken):
    """The words of a policy file; its overlays come with Daybreak."""

    text: PolicyText


class TrialSaid(PolicySaid):
    """A policy to try on the past cases that one may see: closed ones alone, or open ones as far as they have come."""

    closed_only: bool = True
    since: Instant | None = None


class AdoptionSaid(PolicySaid):
    """A policy, and from when on it is in force."""

    in_force_from: Instant
