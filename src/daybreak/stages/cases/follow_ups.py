"""What was learnt and what follows from it: lessons of a case, who follows them up by when, and what was done (C8)."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.facts import utc_code
from daybreak.core.lifecycle.embargo import instant_code
from daybreak.core.phrase import phrase
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import fact_of, words_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry, Person
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import NotVisible, case_for
from daybreak.stages.cases.refusals import FollowUpDone, FollowUpMissing, WordsRefused
from daybreak.stages.cases.words import line, prose

if TYPE_CHECKING:
    from datetime import date

    from daybreak.core.access import Actor, Viewer
    from daybreak.records.models import Case

KINDS = ("follow_up.planned", "follow_up.done")


@dataclass(frozen=True)
class Planned:
    """A step that follows from a lesson: what, by whom (a person's key), until the end of which day."""

    what: str
    person: str
    until: date


@dataclass(frozen=True)
class FollowUp:
    """A follow-up as it stands; `done_at` is None while it is open."""

    key: str
    what: str
    who: str
    until: datetime | None
    done_at: datetime | None
    note: str


def record_lesson(*, actor: Actor, now: datetime, case: Case, lesson: str, follow_up: Planned | None = None) -> None:
    """Write down what was learnt, and the first step that follows from it (C8).

    Journals `case.lesson_recorded` and `follow_up.planned`. Raises FollowUpMissing where the policy asks for a step.
    """
    if follow_up is None and owes_a_step(case):
        raise FollowUpMissing
    with deed(actor=actor, now=now) as note:
        words = {"lesson": prose(lesson, "lesson", required=True)}
        note("case.lesson_recorded", {"case": case.id}, sealed=(case.data_key, words))
        if follow_up is not None:
            plan_follow_up(actor=actor, now=now, case=case, planned=follow_up)


def owes_a_step(case: Case) -> bool:
    """Tell whether the policy asks for a step that follows from a lesson, and the case has none yet."""
    rules = (rule for rule in policy_of(case.policy).duties if "case.lesson_recorded" in rule.fulfilled_by())
    return any(rule.follow_up == "required" for rule in rules) and not follow_ups_of(case)


def plan_follow_up(*, actor: Actor, now: datetime, case: Case, planned: Planned) -> None:
    """Say who follows a lesson up by which day; they are let into the case. Journals `follow_up.planned`."""
    zone = zone_of(policy_of(case.policy).organisation.time_zone)
    until = datetime.combine(planned.until, time(23, 59, 59), zone).astimezone(UTC)
    if until <= now:
        raise WordsRefused(reason=phrase(_("This lies in the past. Name a later day.")), place="until")
    person = _person(planned.person)
    if person is None:
        raise WordsRefused(reason=phrase(_("Say who does it.")), place="person")
    with deed(actor=actor, now=now) as note:
        let_in(actor=actor, now=now, case=case, person=person, role="", basis="follow_up")
        subjects = {"case": case.id, "follow_up": uuid.uuid4()}
        sealed = (case.data_key, {"what": line(planned.what, "what")})
        note("follow_up.planned", subjects, codes={"person": str(person.id), "until": utc_code(until)}, sealed=sealed)


def _person(key: str) -> Person | None:
    try:
        return Person.objects.filter(id=uuid.UUID(key), is_active=True).first()
    except ValueError:
        return None


def follow_up_done(*, actor: Actor, now: datetime, case: Case, key: str, words: str) -> None:
    """Say what was done to follow a lesson up. Journals `follow_up.done`. Raises NotVisible, FollowUpDone."""
    known = next((one for one in follow_ups_of(case) if one.key == key), None)
    if known is None:
        raise NotVisible
    if known.done_at is not None:
        raise FollowUpDone
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"note": prose(words, "words", required=True)})
        note("follow_up.done", {"case": case.id, "follow_up": key}, sealed=sealed)


def follow_ups(viewer: Viewer, now: datetime, number: str) -> tuple[FollowUp, ...]:
    """List what follows from the lessons of a case, the open ones first. Raises NotVisible."""
    found = follow_ups_of(case_for(viewer, now, number))
    return tuple(sorted(found, key=lambda one: (one.done_at is not None, one.until is None, one.until)))


def follow_ups_of(case: Case) -> tuple[FollowUp, ...]:
    """Give every follow-up of a case that was already seen, in the order they were planned."""
    entries = JournalEntry.objects.filter(case=case, kind__in=KINDS).select_related("data_key").order_by("position")
    told = [(fact_of(entry.body), words_of(entry)) for entry in entries]
    done = {fact.subjects["follow_up"]: (fact, words) for fact, words in told if fact.kind == "follow_up.done"}
    names = names_of(f"person:{fact.codes.get('person')}" for fact, _words in told if fact.codes.get("person"))
    found = []
    for fact, words in told:
        if fact.kind != "follow_up.planned":
            continue
        key = fact.subjects["follow_up"]
        ended, said = done.get(key, (None, {}))
        found.append(
            FollowUp(
                key=key,
                what=str(words.get("what", "")),
                who=names[f"person:{fact.codes['person']}"],
                until=instant_code(fact, "until"),
                done_at=ended.happened_at if ended else None,
                note=str(said.get("note", "")),
            )
        )
    return tuple(found)
