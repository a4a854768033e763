"""Deeds that decide about a finder's data: a wish for erasure and its answer, two people's word to erase or unmask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.phrase import phrase, why_not
from daybreak.core.privacy.retention import held
from daybreak.core.privacy.two_people import second_word, word_given
from daybreak.core.verdict import Refused
from daybreak.core.words import gettext_noop as _
from daybreak.core.written import clean_text
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_report
from daybreak.stages.intake.consent import withdraw_thanks
from daybreak.stages.intake.conversation import LONGEST_MESSAGE, answer_finder, still_there, write_as_finder
from daybreak.stages.intake.privacy.erasing import erase
from daybreak.stages.intake.privacy.masking import is_masked
from daybreak.stages.intake.refusals import (
    ErasureAskedAlready,
    HeldByLaw,
    NoErasureAsked,
    NotMasked,
    SecondWordNeeded,
    WordsUnreadable,
)
from daybreak.vault.data_keys import new_data_key

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.records.models import DataKey, Report

ERASURE_SETTLED = ("erasure.declined", "finder.erased")


def ask_for_erasure(*, actor: Actor, now: datetime, report: Report, words: str, thanks: bool) -> None:
    """Record that the finder wants their data erased; with `thanks` they withdraw the consent to be thanked, too.

    Journals `erasure.requested`; words become a message of the conversation. Raises ErasureAskedAlready, ReportErased,
    WordsUnreadable.
    """
    still_there(report)
    if wish_of(facts_of_report(report.id)) is not None:
        raise ErasureAskedAlready
    with deed(actor=actor, now=now) as note:
        if words.strip():
            write_as_finder(actor=actor, now=now, report=report, body=words)
        if thanks:
            withdraw_thanks(actor=actor, now=now, report=report)
        note("erasure.requested", subjects_of(report))


def wish_of(facts: tuple[Fact, ...]) -> Fact | None:
    """Give the finder's wish for erasure that waits for an answer; None if there is none."""
    waiting: Fact | None = None
    for fact in facts:
        if fact.kind == "erasure.requested":
            waiting = fact
        elif fact.kind in ERASURE_SETTLED:
            waiting = None
    return waiting


def decline_erasure(*, actor: Actor, now: datetime, report: Report, words: str) -> None:
    """Decline the finder's wish, with reasons that they read in their mailbox. Journals `erasure.declined`.

    Raises NoErasureAsked, ReportErased, MessageEmpty, WordsUnreadable.
    """
    if wish_of(facts_of_report(report.id)) is None:
        raise NoErasureAsked
    with deed(actor=actor, now=now) as note:
        answer_finder(actor=actor, now=now, report=report, body=words)
        note("erasure.declined", subjects_of(report))


def vote_erasure(*, actor: Actor, now: datetime, report: Report, words: str) -> bool:
    """Give one's word for erasing the whole report now; the word of a second, different person erases it.

    True once it is erased. Journals `erasure.asked`, then `finder.erased`. Raises HeldByLaw, SecondWordNeeded,
    ReportErased, WordsUnreadable.
    """
    still_there(report)
    facts = facts_of_report(report.id)
    if held(facts, str(report.id)):
        raise HeldByLaw
    word = word_given(facts, str(report.id), "erasure.asked", ERASURE_SETTLED, now)
    reason = reason_in(words)
    verdict = second_word(word, str(actor)) if word else None
    if isinstance(verdict, Refused):
        raise SecondWordNeeded(reason=verdict.reason)
    with deed(actor=actor, now=now) as note:
        note("erasure.asked", subjects_of(report), sealed=(_lasting_key(report, now), {"words": reason}))
        if word is None:
            return False
        erase(actor=actor, now=now, report=report, kind="report")
    return True


def vote_unmask(*, actor: Actor, now: datetime, report: Report, words: str) -> bool:
    """Give one's word for seeing who the finder is; the word of a second person shows it to both, for a day.

    True once it is shown. Journals `restricted.unmask_asked`, then `restricted.unmasked`. Raises NotMasked,
    SecondWordNeeded, ReportErased, WordsUnreadable.
    """
    still_there(report)
    if not is_masked(report):
        raise NotMasked
    word = word_given(
        facts_of_report(report.id), str(report.id), "restricted.unmask_asked", ("restricted.unmasked",), now
    )
    sealed = (report.data_key, {"words": reason_in(words)})
    with deed(actor=actor, now=now) as note:
        if word is None:
            note("restricted.unmask_asked", subjects_of(report), sealed=sealed)
            return False
        verdict = second_word(word, str(actor))
        if isinstance(verdict, Refused):
            raise SecondWordNeeded(reason=verdict.reason)
        note("restricted.unmasked", subjects_of(report), codes={"first": word.actor}, sealed=sealed)
    return True


def _lasting_key(report: Report, now: datetime) -> DataKey:
    """Seal a reason for erasing so that it outlives the report: under its case's key, or one of its own."""
    if report.case:
        return report.case.data_key
    own = new_data_key(now)
    own.save(force_insert=True)
    return own


def reason_in(words: str) -> str:
    """Read the reason that somebody must give."""
    try:
        reason = clean_text(words, LONGEST_MESSAGE).strip()
    except ValueError as fault:
        raise WordsUnreadable(reason=why_not(fault), place="words") from None
    if not reason:
        raise WordsUnreadable(reason=phrase(_("Say why. The journal keeps the reason.")), place="words")
    return reason


def subjects_of(report: Report) -> dict[str, object]:
    """Name the report, and its case where it has one."""
    return {"report": report.id, "case": report.case_id}
