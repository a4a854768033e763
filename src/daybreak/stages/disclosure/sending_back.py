"""Sending an advisory back: somebody asked says no to exactly this content, with a reason; whoever writes goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.policy.gate_approvals import approval_gates, awaits_word
from daybreak.core.policy.gates import may_release
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, words_of
from daybreak.people.queries import roles_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry, ReleaseVote
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.words import prose
from daybreak.stages.disclosure.actions import check_approver, take
from daybreak.stages.disclosure.refusals import AlreadyReleased, NoWordAwaited, ReleaseRefused
from daybreak.stages.disclosure.turns import BACK, is_sent_back, key_of, situation_of_turns

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code, Fact
    from daybreak.records.models import Revision


ANEW = frozenset({"advisory.release_asked", "advisory.released"})
"""What clears that a release was sent back."""


@dataclass(frozen=True)
class SentBack:
    """Who sent this content back, when, and why."""

    who: str
    at: datetime
    why: str


def send_back(
    *, actor: Actor, now: datetime, revision: Revision, role: str, division: str = "", reason: str = ""
) -> None:
    """Say no to exactly this content in a role whose turn it is, or as its deputy; the role's asking is void.

    Approvals of earlier steps stand while the content does. Journals `advisory.sent_back`, with the reason sealed.
    Raises NotYourApproval, NotYourDivision, AlreadyReleased, NoWordAwaited, WordsRefused.
    """
    if revision.released_at is not None and revision.held_at is None:
        raise AlreadyReleased(number=revision.number)
    check_approver(revision, actor, now, role, division)
    why = prose(reason, "reason", required=True)
    with deed(actor=actor, now=now) as note:
        take(revision)
        _check_turn(revision, now, role, division)
        case = revision.advisory.case
        subjects = {"case": case.id, "advisory": revision.advisory_id, "approval": key_of(revision, role)}
        codes: dict[str, Code] = {"role": role, "division": division, "content": revision.content_hash}
        note(BACK, subjects, codes=codes, sealed=(case.data_key, {"reason": why}))


def send_release_back(*, actor: Actor, now: datetime, revision: Revision, reason: str = "") -> None:
    """Take the words given for a release away, in a role that releases, one's own word or another's; approvals stand.

    Journals `advisory.sent_back` without a role, with the reason sealed. Raises AlreadyReleased, ReleaseRefused,
    NoWordAwaited, WordsRefused.
    """
    if revision.released_at is not None and revision.held_at is None:
        raise AlreadyReleased(number=revision.number)
    case = revision.advisory.case
    verdict = may_release(policy_of(case.policy), roles_of(actor, now))
    if isinstance(verdict, Refused):
        raise ReleaseRefused(reason=verdict.reason)
    why = prose(reason, "reason", required=True)
    with deed(actor=actor, now=now) as note:
        take(revision)
        given, _each = ReleaseVote.objects.filter(revision=revision, content_hash=revision.content_hash).delete()
        if not given:
            raise NoWordAwaited
        codes: dict[str, Code] = {"role": "", "division": "", "content": revision.content_hash}
        subjects = {"case": case.id, "advisory": revision.advisory_id}
        note(BACK, subjects, codes=codes, sealed=(case.data_key, {"reason": why}))


def _check_turn(revision: Revision, now: datetime, role: str, division: str) -> None:
    situation = situation_of_turns(revision, facts_of_case(revision.advisory.case_id), now)
    name = f"approval:{role}{f'/{division}' if division else ''}"
    if not any(gate.id == name and awaits_word(gate) for gate in approval_gates(situation)):
        raise NoWordAwaited


def sent_back(revision: Revision, facts: Sequence[Fact], now: datetime, role: str, division: str) -> SentBack | None:
    """Give who sent this content back in a step, when and why; None once it was changed or asked for anew."""
    return _told(is_sent_back(revision, facts, now, role, division))


def release_sent_back(revision: Revision, facts: Sequence[Fact]) -> SentBack | None:
    """Give who sent the release of this content back last, until it is another or somebody gives their word anew."""
    of = {("advisory", str(revision.advisory_id)), ("content", revision.content_hash)}
    mine = [fact for fact in facts if of <= {*fact.subjects.items(), *fact.codes.items()}]
    said = [fact for fact in mine if fact.kind in ANEW or (fact.kind == BACK and not fact.codes.get("role"))]
    return _told(said[-1]) if said and said[-1].kind == BACK else None


def _told(fact: Fact | None) -> SentBack | None:
    if fact is None:
        return None
    entry = JournalEntry.objects.select_related("data_key").get(position=fact.position)
    return SentBack(names_of([fact.actor])[fact.actor], fact.happened_at, str(words_of(entry).get("reason", "")))
