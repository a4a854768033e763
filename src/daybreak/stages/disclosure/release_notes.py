"""Release notes: which numbers they name, ready to be copied, and the deed that says that one came out (A9a, A9b)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daybreak.core.facts import latest_statuses
from daybreak.core.policy.anchors import NO_ANSWER
from daybreak.core.policy.release_note import Flaw, named_in_note
from daybreak.core.verdict import Refused
from daybreak.core.words import Text
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.records.models import Release, Revision
from daybreak.stages.cases.affected import row_words
from daybreak.stages.cases.words import still_open
from daybreak.stages.disclosure.refusals import (
    NoReleaseNotes,
    NotBeforeTheAdvisory,
    NothingLeavesADrill,
    NotShippedThere,
)
from daybreak.stages.disclosure.release import page_address

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Reason
    from daybreak.records.models import Advisory, Case, Vulnerability

NOTED = "release.noted"
_WORDS = {
    "en": "Security update: {numbers}.{more}",
    "ja": "セキュリティ更新：{numbers}。{more}",
}
_MORE = {"en": " Details: {address}", "ja": "詳細：{address}"}
_OPENING = frozenset({"vulnerability.public", "cve.published"})


@dataclass(frozen=True)
class NoteWords:
    """One line for the release notes, in each language of the policy; or why there is none yet."""

    about: str
    words: Mapping[str, str]
    why_not: Reason | None = None


@dataclass(frozen=True)
class ReleaseNotes:
    """What is known of an advisory's release notes.

    `releases` maps the keys of releases its remedies shipped in to their names; `named` are (release, instant) of the
    notes that came out; `early` says that the number then answers on the bulletin before the advisory is public.
    """

    wanted: bool
    releases: Mapping[str, str]
    named: tuple[tuple[str, datetime], ...]
    early: bool


def note_in_release(*, actor: Actor, now: datetime, advisory: Advisory, release: Release) -> None:
    """Say that a release note naming this advisory's number came out with a release (A9a).

    Before the advisory is public only where the policy lets a fix ship first; what the note says is then the one thing
    the public may know (P4). Journals `release.noted`. Raises NoReleaseNotes, NotShippedThere, NotBeforeTheAdvisory.
    """
    case, policy = advisory.case, policy_of(advisory.case.policy)
    still_open(case)
    if case.drill_id is not None:
        raise NothingLeavesADrill
    if "release_notes" not in policy.publication.channels:
        raise NoReleaseNotes
    if str(release.id) not in shipped_releases(case):
        raise NotShippedThere(release=row_words(release.product, release, policy.language))
    if not policy.disclosure.fix_may_ship_first and not was_public(advisory.id, now):
        raise NotBeforeTheAdvisory
    key = f"{release.product.key}:{release.key}"
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "advisory": advisory.id, "release": release.id}
        note(NOTED, subjects, codes={"number": advisory.number, "release": key})


def was_public(advisory: UUID, now: datetime) -> bool:
    """Tell whether readers have seen any revision of an advisory."""
    seen = Revision.objects.filter(advisory_id=advisory, released_at__isnull=False, public_at__lte=now)
    return any(one.held_at is None or (one.public_at and one.held_at >= one.public_at) for one in seen)


def shipped_releases(case: Case) -> dict[str, str]:
    """Map the key of each release in which a remedy of the case ships to its name."""
    language = policy_of(case.policy).language
    return _named(case.remedies.exclude(shipped_in=None).values("shipped_in"), language)


def _named(releases: Any, language: str) -> dict[str, str]:
    rows = Release.objects.filter(id__in=releases).select_related("product")
    return {str(row.id): row_words(row.product, row, language) for row in rows}


def release_notes_of(advisory: Advisory, now: datetime) -> ReleaseNotes:
    """Tell how an advisory, whose case was already seen, stands with its release notes."""
    policy, shipped = policy_of(advisory.case.policy), shipped_releases(advisory.case)
    noted = [fact for fact in facts_of_case(advisory.case_id) if fact.kind == NOTED]
    mine = [fact for fact in noted if fact.subjects.get("advisory") == str(advisory.id)]
    names = _named([fact.subjects["release"] for fact in mine], policy.language)
    return ReleaseNotes(
        wanted="release_notes" in policy.publication.channels,
        releases=shipped,
        named=tuple((names.get(fact.subjects["release"], ""), fact.happened_at) for fact in mine),
        early=policy.disclosure.number_answers_early and not was_public(advisory.id, now),
    )


def note_words(case: Case, now: datetime) -> tuple[NoteWords, ...]:
    """Write the line for each vulnerability of a case that was already seen; none where the policy has no notes."""
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    if "release_notes" not in policy.publication.channels:
        return ()
    return tuple(_line(one, policy, facts, now) for one in case.vulnerabilities.order_by("added_at"))


def _line(row: Vulnerability, policy: Policy, facts: tuple[Fact, ...], now: datetime) -> NoteWords:
    advisory = row.advisories.order_by("drafted_at").first()
    flaw = Flaw(
        number=advisory.number if advisory else "",
        cve=row.cve_id or "",
        public=bool(advisory and was_public(advisory.id, now)) or _opened(row, facts),
        components=_components(row, facts),
    )
    named, about = named_in_note(policy, flaw), row.cve_id or flaw.number
    if isinstance(named, Refused):
        return NoteWords(about, {}, named.reason)
    return NoteWords(about, _in_words(policy, named, flaw.number))


def _in_words(policy: Policy, named: tuple[str, ...], number: str) -> dict[str, str]:
    words, more = Text(_WORDS), Text(_MORE)
    found = {}
    for language in policy.languages:
        address = more.in_(language, "en").format(address=page_address(number, language)) if number in named else ""
        joint = "、" if language == "ja" else ", "
        found[language] = words.in_(language, "en").format(numbers=joint.join(named), more=address)
    return found


def _opened(row: Vulnerability, facts: tuple[Fact, ...]) -> bool:
    return any(fact.kind in _OPENING and fact.subjects.get("vulnerability") == str(row.id) for fact in facts)


def _components(row: Vulnerability, facts: tuple[Fact, ...]) -> frozenset[str]:
    stated = latest_statuses(fact for fact in facts if fact.kind == "affect.stated")
    mine = (fact for fact in stated if fact.subjects.get("vulnerability") == str(row.id))
    return frozenset(
        str(fact.codes["component"])
        for fact in mine
        if fact.codes.get("component") and fact.codes.get("status") not in NO_ANSWER
    )
