"""What makes an advisory public, held against the journal: content, instant, release, hold and withdrawal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import instant_code
from daybreak.journal.facts import fact_of
from daybreak.records.models import JournalEntry, Revision

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from daybreak.core.facts import Fact

RELEASED, HELD, WITHDRAWN = KINDS = ("advisory.released", "advisory.held", "advisory.withdrawn")


def release_faults() -> Iterator[str]:
    """Give a sentence for every released revision that readers would see otherwise than the journal tells (P6, P7)."""
    told = _told()
    for revisions in _by_advisory():
        facts = told.get(str(revisions[0].advisory_id), [])
        accounted = {one.held_at for one in revisions}
        for revision in revisions:
            if revision.released_at is not None or revision.held_at is not None:
                yield from _faults(revision, facts, accounted)


def _told() -> dict[str, list[Fact]]:
    told: dict[str, list[Fact]] = {}
    for body in JournalEntry.objects.filter(kind__in=KINDS).order_by("position").values_list("body", flat=True):
        fact = fact_of(body)
        told.setdefault(str(fact.subjects.get("advisory")), []).append(fact)
    return told


def _by_advisory() -> Iterator[list[Revision]]:
    found: dict[object, list[Revision]] = {}
    for revision in Revision.objects.defer("content_sealed", "note_sealed").order_by("advisory_id", "number"):
        found.setdefault(revision.advisory_id, []).append(revision)
    yield from found.values()


def _faults(revision: Revision, facts: Sequence[Fact], accounted: set[datetime | None]) -> Iterator[str]:
    name = f"Revision {revision.number} of advisory {revision.advisory_id}"
    releases = [one for one in facts if one.kind == RELEASED and one.codes.get("content") == revision.content_hash]
    said = releases[-1] if releases else None
    if said is None:
        yield f"{name} is released, which no entry tells of this content."
        return
    if (revision.released_at, revision.public_at) != (said.happened_at, instant_code(said, "public_at")):
        yield f"{name} was released, or becomes public, at another instant than entry {said.position} says."
    for kind, noted in ((HELD, revision.held_at), (WITHDRAWN, revision.withdrawn_at)):
        if noted is not None and noted not in {one.happened_at for one in facts if one.kind == kind}:
            yield f"{name} bears an instant that no entry of {kind} tells."
    later = [one for one in facts if one.kind == HELD and one.position > said.position]
    if revision.held_at is None and any(one.happened_at not in accounted for one in later):
        yield f"{name} is on hold, as entry {later[-1].position} says, but goes out."
