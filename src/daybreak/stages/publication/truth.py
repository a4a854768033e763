"""What is public: released, not held, not withdrawn, and its instant has come by the database's clock."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import F

from daybreak.core.advisory.content import Advisory as Content
from daybreak.core.advisory.issued import HistoryEntry, Issued
from daybreak.core.advisory.thanks import with_thanks
from daybreak.core.formats.csaf import document_languages
from daybreak.program.pace import PREFIX
from daybreak.program.versions import policy_of
from daybreak.records.models import Case, PolicyVersion, Revision
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.disclosure.actions import content_of
from daybreak.stages.disclosure.release import HELD, note_of, page_address, site_of
from daybreak.stages.publication.kept import Kept
from daybreak.stages.publication.wishes import Wish, names_now, wishes_in

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
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
    `wishes` are what finders chose about their thanks after it was released.
    """

    id: UUID
    public_at: datetime
    content_hash: str
    held: bool = False
    wishes: tuple[Wish, ...] = ()

    def content(self) -> Content:
        """Open the content, without thanks that their finders have taken back. Raises GoneMeanwhile."""
        return with_thanks(_content(self), names_now(self.wishes))


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
        return self.current.content()

    def history(self) -> tuple[tuple[PublicRevision, Content | None], ...]:
        """Open every revision, oldest first; no content of what was held. Raises GoneMeanwhile."""
        return tuple((one, None if one.held else one.content()) for one in self.revisions)

    def tongue(self, language: str) -> str:
        """Give the language of the document for a reader of `language`: that one, else the first it is told in."""
        told = self.tongues()
        return language if language in told else told[0]

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
    """Give every revision that is public at `now`, an instant of the database's clock.

    A drill's advisory is told by its number: the public may not look at the case.
    """
    out = Revision.objects.filter(
        released_at__isnull=False, held_at=None, withdrawn_at=None, public_at__isnull=False, public_at__lte=now
    )
    return out.exclude(advisory__number__startswith=f"{PREFIX}-")


class Row(NamedTuple):
    """A revision that has been public, as the tables say it."""

    advisory: UUID
    number: str
    case: UUID
    policy: UUID
    revision: UUID
    public_at: datetime
    released_at: datetime
    content_hash: str
    held_at: datetime | None


def told_of(now: datetime, number: str | None = None) -> tuple[tuple[Row, ...], tuple[Wish, ...]]:
    """Give all that the public pages of the advisories follow from: the same told again, the same pages.

    One row for each revision that has been public, by advisory and number, and what finders wished after the first
    of them was released; no rows for an advisory that is not public at `now`.
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
    owner = ("advisory_id", "advisory__number", "advisory__case_id")
    found = tuple(told.values_list(*owner, "id", "public_at", "released_at", "content_hash", "held_at"))
    if not found:
        return (), ()
    cases = {row[2] for row in found}
    with as_the_house():  # the policy stands in the case, which the public does not see
        pinned = dict(Case.objects.filter(id__in=cases).values_list("id", "policy_id"))
    rows = tuple(Row(advisory, name, case, pinned[case], *rest) for advisory, name, case, *rest in found)
    return rows, wishes_in(cases, min(row.released_at for row in rows))


def whats_public(now: datetime, number: str | None = None) -> tuple[PublicAdvisory, ...]:
    """List the advisories that are public at `now`, or the one of this number; newest change first."""
    rows, wishes = told_of(now, number)
    policies = _policies({row.policy for row in rows})
    public = (
        _public(list(group), policies, wishes) for _advisory, group in groupby(rows, key=lambda row: row.advisory)
    )
    return tuple(sorted(public, key=lambda one: (one.current.public_at, one.number), reverse=True))


def _public(rows: list[Row], policies: Mapping[UUID, Policy], wishes: Sequence[Wish]) -> PublicAdvisory:
    """Give one advisory with its revisions until the newest that stands; what was held after it is not told of."""
    while rows[-1].held_at is not None:
        rows.pop()
    case = str(rows[0].case)
    revisions = tuple(
        PublicRevision(
            row.revision,
            row.public_at,
            row.content_hash,
            held=row.held_at is not None,
            wishes=tuple(wish for wish in wishes if wish.case == case and wish.at > row.released_at),
        )
        for row in rows
    )
    return PublicAdvisory(rows[0].number, policies[rows[0].policy], revisions)


def _policies(keys: set[UUID]) -> dict[UUID, Policy]:
    return {version.id: policy_of(version) for version in PolicyVersion.objects.filter(id__in=keys)}
