"""Deeds about a conflict between a duty and an embargo: ask leave, note the answer, decide by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.clocks.speech import absolute
from daybreak.core.policy.conflicts import DECISIONS, FINDER
from daybreak.core.policy.reading import own_address
from daybreak.core.words import gettext_noop
from daybreak.journal.deed import deed
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.program.versions import policy_of
from daybreak.stages.cases.conflicting import conflicts_of
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.letters import CARRIED
from daybreak.stages.coordination.refusals import (
    ConflictDecided,
    ConflictOver,
    ConflictSecondPerson,
    DecisionUnknown,
    LeaveAskedAlready,
    NobodyToAsk,
)
from daybreak.stages.intake.conversation import answer_finder

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_people import Party
    from daybreak.records.models import Case, Notice

TEMPLATE = "leave_to_tell"
"""What the letter that asks for leave is called among the notices; its words are ours, not the policy's."""
BODY = gettext_noop(
    "To %(owner)s\n\n"
    "Number: %(number)s\n"
    "You asked for silence about this case until %(until)s, and we keep it.\n"
    "Our duty “%(duty)s” obliges us to tell %(party)s by %(limit)s.\n\n"
    "%(words)s\n\n"
    "May we tell them, and how much? Until you answer, nothing with detail leaves us.\n"
    "Contact: %(contact)s\n"
)


def ask_leave(*, actor: Actor, now: datetime, case: Case, rule_id: str, words: str) -> Notice | None:
    """Ask everybody who asked for the silence for leave to keep a duty; letters are queued.

    Journals `conflict.leave_asked`, once each.

    The finder is asked in the conversation; a party without a way of writing is asked by other means, in which case
    the words say how, and None is given. Raises ConflictOver, LeaveAskedAlready, NobodyToAsk.
    """
    conflict = _conflict(case, now, rule_id)
    owners = [owner for owner in conflict.silence.owners if owner]
    if conflict.settling.standing == "asked":
        raise LeaveAskedAlready
    if not owners:
        raise NobodyToAsk
    said = prose(words, "words", required=True)
    written: list[Notice] = []
    with deed(actor=actor, now=now) as note:
        for owner in owners:
            codes: dict[str, Code] = {"duty": rule_id, "owner": owner}
            note("conflict.leave_asked", _subjects(case, owner), codes=codes, sealed=(case.data_key, {"words": said}))
            if owner == FINDER:
                _ask_finders(actor, now, case, said)
                continue
            letter = _letter(case, conflict, owner, said)
            written += [queue(actor=actor, now=now, letter=letter, case=case)] if letter else []
    return written[0] if written else None


def note_leave(  # noqa: PLR0913 - one answer: whose, about which duty, what, in which words
    *, actor: Actor, now: datetime, case: Case, rule_id: str, given: bool, words: str, owner: str = ""
) -> None:
    """Note what an owner of the embargo answered. Journals `conflict.leave_given` or `conflict.leave_refused`.

    `owner` is needed where several asked for the silence. Raises ConflictOver.
    """
    owners = _conflict(case, now, rule_id).silence.owners
    if len(owners) > 1 and owner not in owners:
        raise ConflictOver
    owner = owner if owner in owners else owners[0]
    kind = "conflict.leave_given" if given else "conflict.leave_refused"
    sealed = (case.data_key, {"words": prose(words, "words", required=True)})
    with deed(actor=actor, now=now) as note:
        note(kind, _subjects(case, owner), codes={"duty": rule_id, "owner": owner}, sealed=sealed)


def decide_conflict(*, actor: Actor, now: datetime, case: Case, rule_id: str, decision: str, reason: str) -> bool:
    """Decide between duty and embargo, with a reason: the first person proposes, a second agrees; True once decided.

    `decision` is `tell` or `keep_silent`. Journals `conflict.decision_asked`, then `conflict.decided`. Raises
    ConflictOver, DecisionUnknown, ConflictDecided, ConflictSecondPerson if the same person says it twice.
    """
    if decision not in DECISIONS:
        raise DecisionUnknown
    settling = _conflict(case, now, rule_id).settling
    if settling.standing == decision:
        raise ConflictDecided
    proposed = settling.standing == {"tell": "tell_proposed", "keep_silent": "silence_proposed"}[decision]
    if proposed and settling.actor == str(actor):
        raise ConflictSecondPerson
    sealed = (case.data_key, {"reason": prose(reason, "reason", required=True)})
    kind = "conflict.decided" if proposed else "conflict.decision_asked"
    with deed(actor=actor, now=now) as note:
        note(kind, {"case": case.id}, codes={"duty": rule_id, "decision": decision}, sealed=sealed)
    return proposed


def _conflict(case: Case, now: datetime, rule_id: str) -> Conflict:
    still_open(case)
    found = next((one for one in conflicts_of(case, now) if one.rule.id == rule_id), None)
    if found is None:
        raise ConflictOver
    return found


def _subjects(case: Case, owner: str) -> dict[str, object]:
    return {"case": case.id, "party": owner if owner != FINDER else None}


def _ask_finders(actor: Actor, now: datetime, case: Case, said: str) -> None:
    reports = list(case.reports.order_by("received_at"))
    if not reports:
        raise NobodyToAsk
    for report in reports:
        answer_finder(actor=actor, now=now, report=report, body=said, asks=True)


def _letter(case: Case, conflict: Conflict, key: str, said: str) -> Letter | None:
    policy = policy_of(case.policy)
    owner = policy.parties.get(key)
    if owner is None or owner.written_to is None or not (owner.mail or owner.portal):
        return None
    language = owner.language or policy.language
    by_hand = owner.written_to in CARRIED
    with override(language):
        names = _names(policy, case, conflict, owner, language)
        subject = _("%(number)s: may we tell %(party)s?") % names
        body = _(BODY) % {**names, "words": said}
    return Letter(
        template=TEMPLATE,
        to=owner.portal if by_hand and owner.portal else owner.mail or "",
        subject=subject,
        body=body,
        language=language,
        party=key,
        second_person=owner.written_to == "agreed_plain",
        channel="hand" if by_hand else "mail",
    )


def _names(policy: Policy, case: Case, conflict: Conflict, owner: Party, language: str) -> dict[str, str]:
    zone, first = policy.organisation.time_zone, policy.language
    until, limit = conflict.silence.until, conflict.limit
    return {
        "number": case.number,
        "owner": owner.name.in_(language, first),
        "party": policy.parties[conflict.party].name.in_(language, first),
        "duty": conflict.rule.name.in_(language, first),
        "until": absolute(until, zone, language) if until else "—",
        "limit": absolute(limit, zone, language) if limit else "—",
        "contact": own_address(policy, "security"),
    }
