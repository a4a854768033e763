"""The remedies of a case: plan, author, state, notes, and which steps its life allows now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.remedy import REMEDY, may_be_done_by
from daybreak.core.policy.handover import acting_roles
from daybreak.core.policy.reading import may_do
from daybreak.core.verdict import Refused
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.records.models import Affect, Release, Remedy
from daybreak.stages.cases.affected import row_words
from daybreak.stages.cases.queries import case_for, one_of
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date, datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.verdict import Reason, Verdict
    from daybreak.records.models import Case, RemedyNote

STEPS = (
    "remedy.staffed",
    "remedy.started",
    "remedy.reviewed",
    "remedy.merged",
    "remedy.verified",
    "remedy.shipped",
    "remedy.offered_to_all",
    "remedy.delivered",
    "remedy.rollout_paused",
    "remedy.rolled_back",
    "remedy.dropped",
    "remedy.planned",
)


@dataclass(frozen=True)
class NoteView:
    """What a reviewer or a quality engineer wrote: kind is reviewed or verified."""

    kind: str
    who: str
    words: str
    at: datetime


@dataclass(frozen=True)
class RemedyView:
    """One remedy: `affects` and `shipped_in` in words, `share` of devices in per cent.

    `why_not` maps each step that its life does not allow now to the sentence; `reserved` holds the steps that the
    policy gives to roles the viewer does not hold; the other steps are possible.
    """

    key: str
    kind: str
    words: str
    author: str
    author_key: str
    due_on: date | None
    planned_at: datetime
    state: str
    affects: tuple[str, ...]
    shipped_in: str
    share: int | None
    notes: tuple[NoteView, ...]
    why_not: Mapping[str, Reason]
    reserved: frozenset[str]


def remedies(viewer: Viewer, now: datetime, number: str) -> tuple[RemedyView, ...]:
    """Give the remedies of a case in the order they were planned. Raises NotVisible."""
    case = case_for(viewer, now, number)
    facts, policy = facts_of_case(case.id), policy_of(case.policy)
    rows = case.remedies.select_related("author", "data_key", "shipped_in__product")
    rows = rows.prefetch_related("affects__product", "affects__release", "notes__person", "notes__data_key")
    return tuple(_view(row, facts, policy, viewer) for row in rows)


def remedy_of(case: Case, key: str) -> Remedy:
    """Give a remedy of a case that was already seen. Raises NotVisible."""
    return one_of(Remedy.objects.filter(case=case).select_related("case__policy", "data_key", "author"), key)


def affects_named(case: Case, keys: Sequence[str]) -> tuple[Affect, ...]:
    """Give the affects of a case by key. Raises NotVisible for any other key."""
    mine = Affect.objects.filter(vulnerability__case=case).select_related("vulnerability", "product", "release")
    return tuple(one_of(mine, key) for key in keys)


def releases_for(case: Case) -> dict[str, str]:
    """Map the key of each release of a product that the case concerns to its name in words, newest last."""
    mine = Release.objects.filter(product__affects__vulnerability__case=case).select_related("product").distinct()
    first = policy_of(case.policy).language
    listed = mine.order_by("product__key", "registered_at")
    return {str(release.id): row_words(release.product, release, first) for release in listed}


def own_releases(remedy: Remedy) -> frozenset[str]:
    """Give the keys of the releases of the products that a remedy covers: it ships in one of these."""
    mine = Release.objects.filter(product__affects__remedies=remedy).values_list("id", flat=True)
    return frozenset(map(str, mine))


def products_of(remedy: Remedy) -> dict[str, str]:
    """Map the key of each product that a remedy covers to its name in words."""
    first = policy_of(remedy.case.policy).language
    return {one.product.key: row_words(one.product, None, first) for one in remedy.affects.select_related("product")}


def release_named(case: Case, key: str) -> Release:
    """Give a release of a product that the case concerns. Raises NotVisible."""
    mine = Release.objects.filter(product__affects__vulnerability__case=case).select_related("product").distinct()
    return one_of(mine, key)


def _view(row: Remedy, facts: Sequence[Fact], policy: Policy, viewer: Viewer) -> RemedyView:
    mine = [fact for fact in facts if fact.subjects.get("remedy") == str(row.id)]
    state = REMEDY.state_from(mine)
    roles = acting_roles(policy, facts, viewer.roles)
    back = max((fact.position for fact in mine if fact.kind == "remedy.rolled_back"), default=0)
    shares = [fact.codes["share"] for fact in mine if fact.kind == "remedy.delivered" and fact.position > back]
    return RemedyView(
        key=str(row.id),
        kind=row.kind,
        words=open_text(row, "plan_sealed"),
        author=str(row.author) if row.author else "",
        author_key=str(row.author_id or ""),
        due_on=row.due_on,
        planned_at=row.planned_at,
        state=state,
        affects=tuple(row_words(one.product, one.release, policy.language) for one in row.affects.all()),
        shipped_in=row_words(row.shipped_in.product, row.shipped_in, policy.language) if row.shipped_in else "",
        share=int(shares[-1] or 0) if shares else None,
        notes=tuple(_note(note) for note in row.notes.all()),
        why_not=dict(_refused(row, state, viewer)),
        reserved=frozenset(step for step in STEPS if isinstance(may_do(policy, step, roles), Refused)),
    )


def _refused(row: Remedy, state: str, viewer: Viewer) -> Iterable[tuple[str, Reason]]:
    author = f"person:{row.author_id}" if row.author_id else ""
    for step in STEPS:
        verdicts: tuple[Verdict, ...] = (
            REMEDY.may(state, step),
            may_be_done_by(step, author, str(viewer.actor)),
        )
        first = next((verdict for verdict in verdicts if isinstance(verdict, Refused)), None)
        if first is not None:
            yield step, first.reason


def _note(note: RemedyNote) -> NoteView:
    return NoteView(note.kind, str(note.person), open_text(note, "note_sealed"), note.written_at)
