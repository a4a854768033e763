"""Asking for advisories at work: the list, one advisory with its gates, and what a finder reads before publication."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.emergencies import undeclared
from daybreak.core.severity.cvss import read_vector
from daybreak.journal.facts import facts_of_case
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.models import Advisory, Revision
from daybreak.records.on_behalf import as_the_house
from daybreak.stages.disclosure.actions import content_of, seen_by_readers
from daybreak.stages.disclosure.spoken import Reader, Said
from daybreak.stages.intake.own_part import part_of
from daybreak.vault.data_keys import KeyDestroyed

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.advisory.content import Advisory as Content
    from daybreak.records.models import Case, Report


@dataclass(frozen=True)
class AdvisoryLine:
    """One advisory in the desk's list; `state` is draft, asked, armed, held or public, `revision` the newest one's.

    `standing` is what readers see meanwhile: number and instant of the newest revision that is public, if any.
    """

    number: str
    title: Said
    case: str
    state: str
    revision: int
    public_at: datetime | None
    edited_at: datetime
    standing: tuple[int, datetime] | None


@dataclass(frozen=True)
class DraftForFinder:
    """What the finder sees before publication (promises to finders): number, planned instant, severity and words.

    `public_at` is None while none is planned; `severities` are (vector, score); `words` are summary and descriptions.
    """

    number: str
    title: Said
    public_at: datetime | None
    public: bool
    severities: tuple[tuple[str, str], ...]
    words: tuple[Said, ...]
    thanks: tuple[str, ...]


def covered(advisory: Advisory) -> frozenset[str]:
    """Give the keys of the vulnerabilities that an advisory is about."""
    return frozenset(str(key) for key in advisory.vulnerabilities.values_list("id", flat=True))


def emergency_at_hand(case: Case) -> tuple[str, ...]:
    """Give the kinds of facts for which the policy knows an emergency here, as far as none is declared for them."""
    rule = policy_of(case.policy).disclosure.emergency
    return undeclared(facts_of_case(case.id), rule.when) if rule is not None else ()


def state_of(revision: Revision, now: datetime) -> str:
    """Say where a revision stands at `now`: draft, asked (one word for it), armed, public, held."""
    if revision.held_at is not None:
        return "held"
    if revision.released_at is None or revision.public_at is None:
        asked = any(vote.content_hash == revision.content_hash for vote in revision.votes.all())
        return "asked" if asked else "draft"
    return "public" if revision.public_at <= now else "armed"


def advisories(viewer: Viewer, now: datetime, language: str = "en") -> tuple[AdvisoryLine, ...]:
    """List the advisories of the cases one may see, newest draft first."""
    seen = visible_to(viewer, now).advisories().select_related("case__policy")
    lines = []
    for advisory in seen.prefetch_related("revisions__data_key", "revisions__votes"):
        newest = max(advisory.revisions.all(), key=lambda one: one.number)
        reader = Reader(language, policy_of(advisory.case.policy).language)
        title = reader.hears(content_of(newest).document.title)
        state = state_of(newest, now)
        lines.append(
            AdvisoryLine(
                number=advisory.number,
                title=title,
                case=advisory.case.number,
                state=state,
                revision=newest.number,
                public_at=newest.public_at,
                edited_at=newest.edited_at,
                standing=standing_of(advisory, now),
            )
        )
    return tuple(lines)


def standing_of(advisory: Advisory, now: datetime) -> tuple[int, datetime] | None:
    """Give the revision that readers see at `now`, with the instant it became public; None while there is none."""
    seen = [(one.number, one.public_at) for one in advisory.revisions.all() if state_of(one, now) == "public"]
    return max(((number, at) for number, at in seen if at is not None), default=None)


def advisory_for(viewer: Viewer, now: datetime, number: str) -> Advisory | None:
    """Give the advisory of this number if its case may be seen; None for any other reason."""
    seen = visible_to(viewer, now).advisories().select_related("case__policy", "case__data_key")
    return seen.filter(number=number.upper()).first()


def revision_for(viewer: Viewer, now: datetime, number: str) -> Revision | None:
    """Give the newest revision of an advisory one may see, to act on."""
    advisory = advisory_for(viewer, now, number)
    return newest_of(advisory) if advisory else None


def newest_of(advisory: Advisory) -> Revision:
    """Give the newest revision of an advisory, with all that deeds need of it."""
    wanted = advisory.revisions.order_by("-number").values_list("number", flat=True)[:1]
    return revision_of(advisory, wanted[0])


def revision_of(advisory: Advisory, number: int) -> Revision:
    """Give one revision of an advisory by its number; raises DoesNotExist."""
    every = Revision.objects.select_related("advisory__case__policy", "advisory__case__data_key", "data_key")
    return every.prefetch_related("votes__person", "approvals__person").get(advisory=advisory, number=number)


def earlier_issues(revision: Revision) -> tuple[tuple[int, datetime, Content | None], ...]:
    """List (place, instant, content) of what went out before this revision; no content for what was held late."""
    earlier = revision.advisory.revisions.filter(
        number__lt=revision.number, released_at__isnull=False, public_at__isnull=False, withdrawn_at=None
    ).order_by("number")
    return tuple(
        (place, one.public_at, None if seen_by_readers(one) else content_of(one))
        for place, one in enumerate(earlier, start=1)
        if one.public_at
    )


def finder_draft(viewer: Viewer, now: datetime, language: str = "") -> tuple[DraftForFinder, ...]:
    """Give a finder the drafts of advisories about what they told, in the report's language unless another is given.

    A draft that also tells of another finder's vulnerability is not theirs to read before it is public. Empty for
    anybody who is no finder, and while there is no case or no advisory. The case itself is not theirs to see, so its
    drafts are fetched as the house.
    """
    if viewer.kind != "finder":
        return ()
    report = visible_to(viewer, now).reports().first()
    if report is None or report.case_id is None:
        return ()
    with as_the_house():
        part = part_of(report)
        mine, drafts = part.flaws, Advisory.objects.filter(case__in=[report.case_id, *part.elsewhere])
        found = [
            (covered(one), _for_finder(newest_of(one), _reader(report, one, language), now))
            for one in drafts.select_related("case__policy").order_by("drafted_at")
        ]
    return tuple(draft for about, draft in found if about <= mine or (draft.public and about & mine))


def _reader(report: Report, advisory: Advisory, language: str) -> Reader:
    return Reader(language or report.language, policy_of(advisory.case.policy).language)


def _for_finder(revision: Revision, reader: Reader, now: datetime) -> DraftForFinder:
    try:
        content = content_of(revision)
    except KeyDestroyed:
        return DraftForFinder(revision.advisory.number, Said(), None, public=False, severities=(), words=(), thanks=())
    notes = [*content.document.notes, *(note for told in content.vulnerabilities for note in told.notes)]
    planned = revision.public_at if revision.released_at and not revision.held_at else None
    return DraftForFinder(
        number=revision.advisory.number,
        title=reader.hears(content.document.title),
        public_at=planned,
        public=planned is not None and planned <= now,
        severities=_severities(content),
        words=tuple(reader.hears(note.text) for note in notes if note.category in {"summary", "description"}),
        thanks=tuple(name for one in content.document.acknowledgments for name in one.names),
    )


def _severities(content: Content) -> tuple[tuple[str, str], ...]:
    vectors: Sequence[str] = [score.vector for told in content.vulnerabilities for score in told.scores]
    return tuple((vector, str(read_vector(vector).score)) for vector in vectors if vector.startswith("CVSS:"))
