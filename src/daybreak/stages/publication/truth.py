"""What is public: released, not held, not withdrawn, and its instant has come by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import F

from daybreak.core.advisory.content import Advisory as Content
from daybreak.core.advisory.issued import HistoryEntry, Issued
from daybreak.core.formats.csaf import document_languages
from daybreak.program.versions import policy_of
from daybreak.records.models import PolicyVersion, Revision
from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.release import HELD, note_of, page_address, site_of
from daybreak.stages.publication.kept import Kept

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.policy.model import Policy

KEPT = 2000


class GoneMeanwhile(Exception):
    """The revision was held between being found and being opened; it is no longer public."""


@dataclass(frozen=True)
class PublicRevision:
    """A revision that has been public: its key, its instant and the hash of its content.

    `held` says that it was held after its instant: it keeps its place in the history, and its words are shown no more.
    """

    id: UUID
    public_at: datetime
    content_hash: str
    held: bool = False


@dataclass(frozen=True)
class PublicAdvisory:
    """An advisory as the public knows it at one instant; `revisions` are oldest first, the last one is in force."""

    number: str
    policy: Policy
    revisions: tuple[PublicRevision, ...]

    @property
    def current(self) -> PublicRevision:
        """The revision in force."""
        return self.revisions[-1]

    @property
    def first_at(self) -> datetime:
        """When the advisory first became public."""
        return self.revisions[0].public_at

    def content(self) -> Content:
        """Open the content of the revision in force. Raises GoneMeanwhile."""
        return _content(self.current)

    def history(self) -> tuple[tuple[PublicRevision, Content | None], ...]:
        """Open every revision, oldest first; no content of what was held. Raises GoneMeanwhile."""
        return tuple((one, None if one.held else _content(one)) for one in self.revisions)

    def tongue(self, language: str) -> str:
        """Give the language of the document for a reader of `language`: that one, else the policy's first."""
        return language if language in self.tongues() else self.policy.language

    def tongues(self) -> tuple[str, ...]:
        """List the languages in which the advisory has a document."""
        return document_languages(self.content(), self.policy.languages)

    def issued(self, language: str) -> Issued:
        """Give the publication of the revision in force, as its prepared documents state it."""
        spoken = self.tongue(language)
        entries = tuple(
            HistoryEntry(place, one.public_at, note_of(content) if content else HELD)
            for place, (one, content) in enumerate(self.history(), start=1)
        )
        return Issued(
            number=len(entries),
            released_at=self.first_at,
            current_at=self.current.public_at,
            history=entries,
            base_url=site_of(),
            language=spoken,
            languages=self.policy.languages,
            generator_version="",
            page_url=page_address(self.number, language),
        )


def _open(revision: PublicRevision) -> Content:
    row = (
        Revision.objects.filter(id=revision.id, content_hash=revision.content_hash, held_at=None)
        .exclude(released_at=None)
        .select_related("data_key")
        .first()
    )
    if row is None:
        raise GoneMeanwhile
    return content_of(row)


_contents: Kept[Content] = Kept(KEPT)
"""Contents that are public, opened once per process; keyed by their hash, so that no other content can answer."""


def _content(revision: PublicRevision) -> Content:
    return _contents.give(revision.content_hash, lambda: _open(revision))


def public_revisions(now: datetime) -> QuerySet[Revision]:
    """Give every revision that is public at `now`, an instant of the database's clock."""
    return Revision.objects.filter(
        released_at__isnull=False, held_at=None, withdrawn_at=None, public_at__isnull=False, public_at__lte=now
    )


def told_of(now: datetime, number: str | None = None) -> tuple[tuple[Any, ...], ...]:
    """Give the rows that all public pages of the advisories follow from: equal rows, equal pages.

    One row for each revision that has been public, by advisory and number; none for one that is not public at `now`.
    """
    shown = public_revisions(now)
    if number is not None:
        shown = shown.filter(advisory__number=number)
    told = (
        Revision.objects.filter(advisory__in=shown.values("advisory_id"), public_at__lte=now, withdrawn_at=None)
        .exclude(released_at=None)
        .exclude(held_at__lt=F("public_at"))
        .order_by("advisory_id", "number")
    )
    return tuple(
        told.values_list(
            "advisory_id", "advisory__number", "advisory__case__policy_id", "id", "public_at", "content_hash", "held_at"
        )
    )


def whats_public(now: datetime, number: str | None = None) -> tuple[PublicAdvisory, ...]:
    """List the advisories that are public at `now`, or the one of this number; newest change first."""
    found = [list(group) for _advisory, group in groupby(told_of(now, number), key=lambda row: row[0])]
    policies = _policies({group[0][2] for group in found})
    public = (
        PublicAdvisory(number=group[0][1], policy=policies[group[0][2]], revisions=_up_to_the_one_in_force(group))
        for group in found
    )
    return tuple(sorted(public, key=lambda one: (one.current.public_at, one.number), reverse=True))


def _up_to_the_one_in_force(group: list[tuple[Any, ...]]) -> tuple[PublicRevision, ...]:
    """Give the revisions of one advisory until the newest that stands; what was held after it is not told of."""
    every = [PublicRevision(key, at, digest, held is not None) for *_head, key, at, digest, held in group]
    while every and every[-1].held:
        every.pop()
    return tuple(every)


def _policies(keys: set[UUID]) -> dict[UUID, Policy]:
    return {version.id: policy_of(version) for version in PolicyVersion.objects.filter(id__in=keys)}
