"""The policy looked at again: each point of the standards it names, what is amiss, what follows (C8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.checklists import OUTCOMES, points_of, standards_of
from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of, words_of
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_of, version_in_force
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.words import prose
from daybreak.stages.improvement.refusals import FindingsMissing, NotWriter, PointsOpen
from daybreak.vault.data_keys import new_data_key

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.facts import Code


@dataclass(frozen=True)
class Review:
    """A review that was held: when, by whom, of which version, against what; its outcomes by point, its findings."""

    at: datetime
    by: str
    version: str
    standards: str
    met: int
    gaps: int
    outcomes: Mapping[str, str]
    findings: str


def review_policy(*, actor: Actor, now: datetime, outcomes: Mapping[str, str], findings: str) -> None:
    """Keep a review of the policy in force: met, gap or not applicable at every point, and what was found (C8).

    Journals `policy.reviewed`. Raises NotWriter, PointsOpen, FindingsMissing, WordsRefused.
    """
    version = version_in_force(now)
    policy = policy_of(version)
    verdict = may_do(policy, "policy.reviewed", roles_of(actor, now))
    if isinstance(verdict, Refused):
        raise NotWriter(reason=verdict.reason)
    wanted = [key for key, *_point in points_of(policy)]
    told = {key: outcomes[key] for key in wanted if outcomes.get(key) in OUTCOMES}
    if len(told) < len(wanted):
        raise PointsOpen(count=len(wanted) - len(told))
    said, gaps = prose(findings, "findings"), sum(one == "gap" for one in told.values())
    if gaps and not said:
        raise FindingsMissing
    with deed(actor=actor, now=now) as note:
        key = new_data_key(now)
        key.save(force_insert=True)
        standards = ", ".join(standards_of(policy))
        codes: dict[str, Code] = {
            "version": version.sha256[:12],
            "standards": standards,
            "points": len(told),
            "gaps": gaps,
        }
        sealed = (key, {"outcomes": told, "findings": said})
        note("policy.reviewed", {"policy": version.id}, codes=codes, sealed=sealed)


def reviews(viewer: Viewer, _now: datetime) -> tuple[Review, ...]:
    """List the reviews of the policy, newest first, to everybody of the house who holds a role."""
    if viewer.kind != "person" or not viewer.roles:
        return ()
    entries = list(JournalEntry.objects.filter(kind="policy.reviewed").select_related("data_key").order_by("-position"))
    names = names_of(entry.actor for entry in entries)
    return tuple(_review(entry, names[entry.actor]) for entry in entries)


def _review(entry: JournalEntry, by: str) -> Review:
    codes, words = fact_of(entry.body).codes, words_of(entry)
    outcomes = dict(words.get("outcomes", {}))
    return Review(
        at=entry.happened_at,
        by=by,
        version=str(codes.get("version", "")),
        standards=str(codes.get("standards", "")),
        met=sum(one == "met" for one in outcomes.values()),
        gaps=int(codes.get("gaps") or 0),
        outcomes=outcomes,
        findings=str(words.get("findings", "")),
    )
