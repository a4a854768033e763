"""What has happened in a case and may come to be known better: the anchors whose instant people can state anew."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from daybreak.core.facts import utc_code
from daybreak.core.lifecycle.joining import KIND_SET
from daybreak.core.phrase import phrase
from daybreak.core.policy.anchors import DERIVED
from daybreak.core.policy.model_values import KEPT
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.stages.cases.queries import case_for
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.timeline import timeline
from daybreak.stages.cases.vulnerabilities import WORLD_EVENTS
from daybreak.stages.cases.words import prose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from daybreak.core.access import Actor, Viewer
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case

THINGS = ("affect", "remedy", "vulnerability", "division", "component", "report", "party")
"""What a fact may be about within a case, the narrowest first."""
ALWAYS = (*(f"vulnerability.{event}" for event in WORLD_EVENTS), "severity.assessed")
"""Facts of the world that bind whether or not a duty starts from them."""
OURS = ("advisory.", "case.closed", "erasure.", "key.", "digest.", "policy.", "emergency.")
"""What is so because this house recorded it: there is no better knowledge of when."""


class Stated(NamedTuple):
    """Something that was stated: the kind of fact, the thing of the case it was about, if any, and when it was so."""

    kind: str
    scope: str = ""
    key: str = ""
    name: str = ""
    at: datetime | None = None


def restate_anchor(*, actor: Actor, now: datetime, case: Case, what: Stated, at: datetime, reason: str) -> None:
    """State anew when something was so; the old value stays in the journal. Journals `anchor.restated`.

    Where `what` names a thing, it was so of that one alone; without it every one of the case is meant.
    """
    things = {what.scope: what.key} if what.scope else {}
    told = (fact.subjects.items() for fact in facts_of_case(case.id) if fact.kind == what.kind)
    if not any(things.items() <= subjects for subjects in told):
        unstated = phrase(_("This has not been stated yet, so there is nothing to restate."))
        raise WordsRefused(reason=unstated, place="kind")
    if at > now:
        raise WordsRefused(reason=phrase(_("It cannot have happened in the future.")), place="at")
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"reason": prose(reason, "reason", required=True)})
        subjects = {**things, "case": case.id}
        note("anchor.restated", subjects, codes={"kind": what.kind, "at": utc_code(at)}, sealed=sealed)


def restatable(viewer: Viewer, now: datetime, number: str) -> tuple[Stated, ...]:
    """Give what may be stated anew, in the order in which it came: whatever a duty's clock starts from.

    Raises NotVisible.
    """
    case = case_for(viewer, now, number)
    policy = policy_of(case.policy)
    anchors, kinds = frozenset(_anchors(policy)), _kinds(policy)
    every = (one for one in reversed(timeline(viewer, now, number)) if one.kind in anchors)
    told = (one for one in every if one.kind != KIND_SET or not kinds or one.codes.get("kind") in kinds)
    found: dict[tuple[str, str], Stated] = {}
    for one in told:
        scope = next((scope for scope in THINGS if one.subjects.get(scope)), "")
        key = one.subjects.get(scope, "")
        found.setdefault((one.kind, key), Stated(one.kind, scope, key, one.names.get(scope, ""), one.at))
    return tuple(found.values())


def _kinds(policy: Policy) -> frozenset[str]:
    """Give the kinds of case from whose statement a clock starts; none where any kind starts one."""
    wanted = [rule.when.kind for rule in policy.owed if KIND_SET in rule.starts]
    return frozenset[str]().union(*wanted) if all(wanted) else frozenset()


def _anchors(policy: Policy) -> Iterator[str]:
    yield from ALWAYS
    for rule in policy.owed:
        for kind in rule.starts:
            if not kind.startswith((KEPT, *OURS)):
                yield from DERIVED[kind][0] if kind in DERIVED else (kind,)
