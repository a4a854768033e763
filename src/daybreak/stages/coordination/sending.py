"""Deeds about letters that duties demand: written, let go, taken back, carried, confirmed, come back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.journal.deed import deed
from daybreak.notices.actions import (
    ConfirmedAlready,
    bounced,
    codes_of,
    confirm,
    content_of,
    let_go,
    note_left,
    queue,
    subjects_of,
)
from daybreak.program.versions import policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import DutyRow
from daybreak.stages.cases.conflicting import not_in_conflict
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.about import about_which
from daybreak.stages.coordination.finders_named import named_with_consent
from daybreak.stages.coordination.letters import demanded, letter_for, letters_of
from daybreak.stages.coordination.refusals import GoesByMail, LetterIncomplete, LetterNotWaiting, LetterUnderWay
from daybreak.vault.sealed import readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case, Notice


def send_letter(  # noqa: PLR0913 - one letter: of which duty, about what, in which words, with detail or without
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    rule_id: str,
    words: Mapping[str, str],
    subject: str = "",
    brief: bool = False,
) -> Notice:
    """Queue the letter a duty demands. Where the policy has agreed plain writing, a second person lets it go.

    `subject` is the key of the one thing the duty is about, needed where it exists for several; `brief` is the variant
    without detail. Journals `notice.queued`. Raises LetterIncomplete with what it still must say, LetterUnderWay,
    LetterAboutWhich, NotADutyToSend, NoWayToWrite, NoVariantWithoutDetail, ConflictUndecided, FinderNotToBeNamed.
    """
    _may_be_written(case, rule_id, subject)
    said = {field: prose(text, field) for field, text in words.items()}
    rule, party = demanded(policy_of(case.policy), rule_id)
    about = about_which(case, rule, subject, now)
    letter, missing = letter_for(case, rule_id, said, about, brief=brief)
    named = named_with_consent(case, party, letter)
    not_in_conflict(case, now, rule_id, letter.template)
    if missing:
        raise LetterIncomplete(missing=", ".join(missing))
    if letters_of(case, rule_id, about).filter(sent_at=None, given_up_at=None).exists():
        raise LetterUnderWay
    return queue(actor=actor, now=now, letter=letter, case=case, naming=named)


def _may_be_written(case: Case, rule_id: str, subject: str) -> None:
    """Raise CaseClosed for a closed case, unless a duty that the closing did not end demands the letter."""
    if case.closed_at is None or case.drill_id is not None:
        return still_open(case)
    ids = [rule.id for rule in policy_of(case.policy).owed if rule.letter == rule_id]
    rows = DutyRow.objects.filter(of_case(case.id), rule__in=ids, start__isnull=False, kept=None, waived=None)
    return None if (rows.filter(subject=subject) if subject else rows).exists() else still_open(case)


def let_letter_go(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Let a letter go as the second person who read it. Journals `notice.released`.

    Raises LetterNotWaiting, SecondPersonMissing for whoever wrote it, ConflictUndecided, FinderNotToBeNamed.
    """
    if not notice.awaits_second or notice.given_up_at is not None or not readable(notice):
        raise LetterNotWaiting
    if notice.case is not None and notice.duty:
        not_in_conflict(notice.case, now, notice.duty, notice.template)
    party = policy_of(notice.case.policy).parties.get(notice.party) if notice.case else None
    if notice.case is not None and party is not None:
        named_with_consent(notice.case, party, content_of(notice))
    let_go(actor=actor, now=now, notice=notice)


def take_back(*, actor: Actor, now: datetime, notice: Notice) -> None:
    """Give up a letter that waits for a second person or for its bearer. Journals `notice.failed`, given up.

    Raises LetterNotWaiting once it has left, or where the worker may be sending it.
    """
    waits = notice.awaits_second or notice.channel == "hand"
    if notice.sent_at is not None or notice.given_up_at is not None or not waits:
        raise LetterNotWaiting
    with deed(actor=actor, now=now) as note:
        notice.given_up_at = now
        notice.save(update_fields=["given_up_at"])
        note("notice.failed", subjects_of(notice), codes={**codes_of(notice), "given_up": True})


def record_by_hand(*, actor: Actor, now: datetime, notice: Notice, reference: str) -> None:
    """Record that a person carried a sheet to a platform without interface, and the number it gave (CRA).

    Journals `notice.sent` and `notice.confirmed`. Raises GoesByMail, ConfirmedAlready, LetterNotWaiting.
    """
    words = prose(reference, "reference", required=True)
    if notice.channel != "hand":
        raise GoesByMail
    if notice.confirmed_at is not None:
        raise ConfirmedAlready
    if notice.given_up_at is not None:
        raise LetterNotWaiting
    with deed(actor=actor, now=now) as note:
        if notice.sent_at is None:
            notice.sent_at = now
            notice.save(update_fields=["sent_at"])
            note_left(note, notice)
        confirm(actor=actor, now=now, notice=notice, reference=words)


def receipt_confirmed(*, actor: Actor, now: datetime, notice: Notice, reference: str) -> None:
    """Record the receiver's confirmation of a letter that went by mail. Journals `notice.confirmed`.

    Raises NoticeNotSent, ConfirmedAlready.
    """
    words = prose(reference, "reference", required=True)
    confirm(actor=actor, now=now, notice=notice, reference=words)


def letter_came_back(*, actor: Actor, now: datetime, notice: Notice, reason: str) -> None:
    """Record that a letter came back; the duty it kept is open again (A7a). Journals `notice.bounced`.

    Raises NoticeNotSent.
    """
    words = prose(reason, "reason", required=True)
    bounced(actor=actor, now=now, notice=notice, reason=words)
