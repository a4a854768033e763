"""Asking about people's data: one report's as the desk sees it, everything that waits, and the finder's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import get_language

from daybreak.core.privacy.consent import consents
from daybreak.core.privacy.retention import erased_at, held
from daybreak.core.privacy.two_people import word_given
from daybreak.journal.facts import words_of
from daybreak.people.queries import person_named
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_of
from daybreak.records.models import Expiry, JournalEntry
from daybreak.stages.intake.privacy.deciding import ERASURE_SETTLED, wish_of
from daybreak.stages.intake.privacy.keeping import keepings_of, story_of
from daybreak.stages.intake.privacy.masking import is_masked, unmasked_for
from daybreak.stages.intake.queries.conversation import conversation_of, files_of, opened_of
from daybreak.stages.intake.queries.reports import report_for, title_of
from daybreak.vault.data_keys import KeyDestroyed

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.privacy.retention import Keeping
    from daybreak.core.privacy.two_people import Word
    from daybreak.records.models import Report
    from daybreak.stages.intake.queries.conversation import FileLine, Said

SOON = timedelta(days=30)
"""From this long before its erasure on, what is to be erased stands on Today's page of people's data."""
_MATTERS = ("erasure.requested", "erasure.asked", "restricted.unmask_asked", "hold.placed")


@dataclass(frozen=True)
class Statement:
    """The privacy statement that held when a report came, in the reader's language; `version` is its own."""

    version: str
    words: str


@dataclass(frozen=True)
class GivenWord:
    """One person's word that waits for a second: whose, whether the viewer's own, when."""

    who: str
    own: bool
    at: datetime


@dataclass(frozen=True)
class PeoplesData:
    """What the desk sees of the data in one report: consents since when, times, holds, wishes, words that wait."""

    number: str
    title: str
    statement: Statement | None
    consents: dict[str, datetime]
    keepings: tuple[Keeping, ...]
    erased: datetime | None
    held: bool
    hold_reason: str
    wish: datetime | None
    erasure_word: GivenWord | None
    masked: bool
    unmask_word: GivenWord | None
    unmasked_until: datetime | None
    files: tuple[FileLine, ...] = ()
    messages: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Matter:
    """One report in which something about people's data waits: `kind` is wish, erasure, unmask, held or ends.

    `at` is since when, or, of `ends`, when `data` (contact_data, customer_data, report) is erased.
    """

    kind: str
    number: str
    title: str
    at: datetime
    data: str = ""


def statement_of(report: Report) -> Statement | None:
    """Give the privacy statement that this report came under; a later policy changes nothing about it."""
    policy = policy_of(report.policy)
    privacy = policy.intake.privacy
    if privacy is None:
        return None
    return Statement(privacy.version, privacy.statement.in_(get_language() or policy.language, policy.language))


def peoples_data(viewer: Viewer, now: datetime, number: str) -> PeoplesData | None:
    """Give what the desk sees of the data in a visible report; None if there is none to see."""
    report = report_for(viewer, now, number)
    if report is None:
        return None
    key, facts = str(report.id), story_of(report)
    gone = report.data_key.destroyed_at is not None
    wish = wish_of(facts_about(facts, key))
    return PeoplesData(
        number=report.number,
        title=title_of(report),
        statement=statement_of(report),
        consents=consents(facts, key),
        keepings=keepings_of(report),
        erased=erased_at(facts, key, "report"),
        held=held(facts, key),
        hold_reason=_last_words(report, "hold.placed"),
        wish=wish.happened_at if wish else None,
        erasure_word=_word(word_given(facts, key, "erasure.asked", ERASURE_SETTLED, now), viewer),
        masked=is_masked(report),
        unmask_word=_word(word_given(facts, key, "restricted.unmask_asked", ("restricted.unmasked",), now), viewer),
        unmasked_until=unmasked_for(report, viewer, now),
        files=() if gone else files_of(report),
        messages=() if gone else _said(report),
    )


def _said(report: Report) -> tuple[Said, ...]:
    """Give every message that is still there, and what was opened of those that came encrypted."""
    told = (*conversation_of(report), *(one.said for one in opened_of(report)))
    return tuple(one for one in told if not one.erased)


def facts_about(facts: tuple[Fact, ...], report: str) -> tuple[Fact, ...]:
    """Leave out what befell the other reports of the same case."""
    return tuple(fact for fact in facts if fact.subjects.get("report") == report)


def matters(viewer: Viewer, now: datetime) -> tuple[Matter, ...]:
    """List what waits about people's data in the reports one sees: wishes, words, holds, and what is erased soon."""
    found = [
        Matter(kind, report.number, title_of(report), at)
        for report in _concerned(viewer, now)
        for kind, at in _waiting(report, now)
    ]
    ends = _ending(viewer, now).select_related("report__data_key")
    found += [Matter("ends", row.report.number, title_of(row.report), row.ends_at, row.kind) for row in ends]
    return tuple(sorted(found, key=lambda one: (one.kind == "held", one.at)))


def how_many_wait(viewer: Viewer, now: datetime) -> int:
    """Count of it what waits for somebody or ends soon, no title opened; a hold waits for nobody."""
    told = (kind for report in _concerned(viewer, now) for kind, _at in _waiting(report, now))
    return sum(kind != "held" for kind in told) + _ending(viewer, now).count()


def _seen(viewer: Viewer, now: datetime) -> QuerySet[Report]:
    return visible_to(viewer, now).reports().filter(data_key__destroyed_at=None)


def _concerned(viewer: Viewer, now: datetime) -> QuerySet[Report]:
    """Give the visible reports of which something was ever told: found from what was told, which is seldom."""
    told = JournalEntry.objects.filter(kind__in=_MATTERS, report__isnull=False).values("report_id")
    return _seen(viewer, now).filter(id__in=told).select_related("data_key", "policy", "case")


def _ending(viewer: Viewer, now: datetime) -> QuerySet[Expiry]:
    """Give what of visible reports is erased soon: found from what ends, so that not every report is looked at."""
    ends = Expiry.objects.filter(held=False, ends_at__lte=now + SOON)
    seen = _seen(viewer, now).filter(id__in=ends.values("report_id")).values_list("id", flat=True)
    return ends.filter(report__in=list(seen))


def _waiting(report: Report, now: datetime) -> list[tuple[str, datetime]]:
    """Give the kind of each matter of a report, and since when."""
    key, facts = str(report.id), story_of(report)
    wish = wish_of(facts_about(facts, key))
    words = {
        "erasure": word_given(facts, key, "erasure.asked", ERASURE_SETTLED, now),
        "unmask": word_given(facts, key, "restricted.unmask_asked", ("restricted.unmasked",), now),
    }
    found = [("wish", wish.happened_at)] if wish else []
    found += [(kind, word.at) for kind, word in words.items() if word]
    placed = [fact.happened_at for fact in facts_about(facts, key) if fact.kind == "hold.placed"]
    return found + ([("held", placed[-1])] if held(facts, key) else [])


def _word(word: Word | None, viewer: Viewer) -> GivenWord | None:
    if word is None:
        return None
    return GivenWord(str(person_named(word.actor) or ""), word.actor == str(viewer.actor), word.at)


def _last_words(report: Report, kind: str) -> str:
    entry = JournalEntry.objects.filter(report=report, kind=kind).select_related("data_key").last()
    try:
        return str(words_of(entry).get("words", "")) if entry else ""
    except KeyDestroyed:
        return ""
