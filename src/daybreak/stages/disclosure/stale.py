"""An advisory that people gave their word for, beside its case as it stands now: which facts it states otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.advisory.differing import differing
from daybreak.stages.disclosure.content import content_from_case, opened_content

if TYPE_CHECKING:
    from daybreak.core.advisory.differing import Differing, Topic
    from daybreak.core.advisory.vulnerability import Vulnerability as Told
    from daybreak.core.policy.model import Policy
    from daybreak.core.words import Text
    from daybreak.records.models import Revision


@dataclass(frozen=True)
class Stale:
    """One vulnerability of which the advisory says otherwise: what differs, and of which products by name."""

    flaw: Told
    topics: tuple[Topic, ...]
    products: tuple[str | Text, ...]


def facts_differ(revision: Revision, policy: Policy) -> tuple[Stale, ...]:
    """List what a revision states otherwise than its case, once somebody approved or released this content.

    A draft that nobody has approved, and what was held or withdrawn, has its gates and needs no such word.
    """
    if revision.withdrawn_at is not None or not _given(revision):
        return ()
    told = opened_content(revision)
    known = content_from_case(revision.advisory, policy, told)
    names = {one.product_id: one.name for tree in (told, known) for one in tree.product_tree.products()}
    return tuple(_named(one, names) for one in differing(told, known))


def _given(revision: Revision) -> bool:
    """Tell whether somebody's word stands for this very content."""
    if revision.released_at is not None:
        return revision.held_at is None
    approved = {one.content_hash for one in revision.approvals.all()}
    return revision.content_hash in approved | {one.content_hash for one in revision.votes.all()}


def _named(one: Differing, names: dict[str, str | Text]) -> Stale:
    return Stale(one.flaw, one.topics, tuple(names.get(key, key) for key in one.products))
