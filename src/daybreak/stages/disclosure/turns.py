"""Whose turn it is to approve: asked, passed on from one approver to the next, sent back; each has their own clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.facts import Fact
from daybreak.core.policy.gate import Situation
from daybreak.core.policy.gate_approvals import sent_back, steps
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.versions import policy_of
from daybreak.stages.disclosure.content import opened_content
from daybreak.stages.disclosure.refusals import AlreadyReleased, AskedAlready, NobodyToAsk

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Revision

ASKED, STANDS, BACK = "advisory.approval_asked", "advisory.step_approved", "advisory.sent_back"


def ask_approval(*, actor: Actor, now: datetime, revision: Revision) -> None:
    """Say that the content is ready: the approver whose turn it is has the policy's time from now on.

    Journals `advisory.approval_asked`. Raises AlreadyReleased, NobodyToAsk, AskedAlready.
    """
    if revision.released_at is not None and revision.held_at is None:
        raise AlreadyReleased(number=revision.number)
    facts = facts_of_case(revision.advisory.case_id)
    role = turn_of(revision, facts, now)
    if role is None:
        raise NobodyToAsk
    if _noted(facts, revision, ASKED, role):
        raise AskedAlready
    with deed(actor=actor, now=now) as note:
        _note(note, revision, ASKED, role)


def turn_of(revision: Revision, facts: Sequence[Fact], now: datetime) -> str | None:
    """Give the role whose approval of this content is the next to come; None where all stand or none is asked."""
    return next((role for role, stands in _steps(revision, facts, now) if not stands), None)


def asked(revision: Revision, facts: Sequence[Fact], role: str) -> bool:
    """Tell whether this role was asked to approve exactly this content."""
    return _noted(facts, revision, ASKED, role)


def pass_on_turn(*, note: Deed, revision: Revision, approval: Fact) -> None:
    """Note, within the deed that approves, which steps stand by it, and whose turn comes next.

    A role that sent this content back is asked anew by a person alone, not by another division's approval.
    """
    facts = (*facts_of_case(revision.advisory.case_id), approval)
    for role, stands in _steps(revision, facts, approval.happened_at):
        if stands and not _noted(facts, revision, STANDS, role):
            _note(note, revision, STANDS, role)
        elif not stands:
            if not (_noted(facts, revision, ASKED, role) or _sent_back(facts, revision, role)):
                _note(note, revision, ASKED, role)
            return


def _steps(revision: Revision, facts: Sequence[Fact], now: datetime) -> tuple[tuple[str, bool], ...]:
    return steps(situation_of_turns(revision, facts, now))


def situation_of_turns(revision: Revision, facts: Sequence[Fact], now: datetime) -> Situation:
    """Gather what approvals look at; no plan, since none of them asks for one."""
    return Situation(policy_of(revision.advisory.case.policy), opened_content(revision), facts, now)


def is_sent_back(
    revision: Revision, facts: Sequence[Fact], now: datetime, role: str, division: str = ""
) -> Fact | None:
    """Give the fact by which this step sent this content back, while that stands."""
    return sent_back(situation_of_turns(revision, facts, now), role, division)


def key_of(revision: Revision, role: str) -> str:
    """Give the key of one role's approval of an advisory."""
    return f"{revision.advisory_id}:{role}"


def _note(note: Deed, revision: Revision, kind: str, role: str) -> None:
    subjects = {
        "case": revision.advisory.case_id,
        "advisory": revision.advisory_id,
        "approval": key_of(revision, role),
    }
    codes: dict[str, Code] = {"role": role, "content": revision.content_hash}
    note(kind, subjects, codes=codes)


def _noted(facts: Sequence[Fact], revision: Revision, kind: str, role: str) -> bool:
    wanted = (key_of(revision, role), revision.content_hash)
    since = max((fact.position for fact in facts if _voids(fact, revision, role)), default=0)
    return any(
        fact.kind == kind
        and fact.position > since
        and (fact.subjects.get("approval"), fact.codes.get("content")) == wanted
        for fact in facts
    )


def _voids(fact: Fact, revision: Revision, role: str) -> bool:
    changed = fact.kind == "advisory.changed" and fact.subjects.get("advisory") == str(revision.advisory_id)
    return changed or (fact.kind == BACK and fact.subjects.get("approval") == key_of(revision, role))


def _sent_back(facts: Sequence[Fact], revision: Revision, role: str) -> bool:
    wanted = (BACK, key_of(revision, role), revision.content_hash)
    return any((fact.kind, fact.subjects.get("approval"), fact.codes.get("content")) == wanted for fact in facts)
