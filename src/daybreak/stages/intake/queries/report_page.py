"""One report as the desk reads it: answers with their labels, finder, files, conversation, journal, likeness."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from daybreak.core.formats.mail_checks import METHODS, proven
from daybreak.core.lifecycle.finder import question_open
from daybreak.core.policy.model_page import FIELD
from daybreak.core.policy.own_part import for_another
from daybreak.core.policy.reading import door_kind
from daybreak.core.privacy.retention import erased_at
from daybreak.journal.facts import facts_of_report
from daybreak.people.queries import person_named
from daybreak.program.versions import policy_of
from daybreak.stages.intake.letters import box_address
from daybreak.stages.intake.opening import still_shut
from daybreak.stages.intake.privacy.masking import finder_seen_by
from daybreak.stages.intake.queries.answers import labelled
from daybreak.stages.intake.queries.conversation import conversation_of, files_of, opened_of
from daybreak.stages.intake.queries.likeness import likely_duplicates, words_of
from daybreak.stages.intake.queries.reports import report_for, state_of, title_of
from daybreak.stages.intake.submission import Finder
from daybreak.vault.sealed import open_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Code, Fact
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Report
    from daybreak.stages.intake.queries.answers import Answer
    from daybreak.stages.intake.queries.conversation import FileLine, Opened, Said
    from daybreak.stages.intake.queries.likeness import Like
    from daybreak.stages.intake.queries.reports import State


@dataclass(frozen=True)
class Happening:
    """One line of the report's journal, with its particulars."""

    at: datetime
    kind: str
    who: str
    codes: Mapping[str, Code]


@dataclass(frozen=True)
class InvalidHit:
    """A pattern of the policy that this report matches, the words it was recognised by, and the answer it suggests."""

    id: str
    name: str
    words: tuple[str, ...]
    answer: str


@dataclass(frozen=True)
class AnswerChoice:
    """An answer of triage: `body` is in the finder's language, filled as far as known; `{reason}` and such stay."""

    id: str
    outcome: str
    name: str
    body: str


@dataclass(frozen=True)
class SenderChecked:
    """What is known about the sender of a mail (B13): results by method, whether From's domain is proven by them.

    `party` is the name of the policy's party that has the address it says it comes from.
    """

    results: tuple[tuple[str, str], ...]
    proven: bool
    party: str


@dataclass(frozen=True)
class ReportPage:
    """Everything the desk shows of one report; erased ones have an empty finder and no answers, files or words.

    `opened` is what came encrypted and our key opened, `shut` why each thing that is encrypted is not open (B7);
    `masked` says that the policy hides from this viewer who reported; `asked_at` is when the finder was asked what they
    have not answered yet, `contact_erased` when who reported was erased.
    """

    number: str
    title: str
    state: State
    outcome: str
    case_number: str
    door: str
    mailbox: str
    language: str
    received_at: datetime
    raw_sha256: str
    raw_size: int
    erased: bool
    drill: str = ""
    answers: tuple[Answer, ...] = ()
    finder: Finder = field(default_factory=Finder)
    masked: bool = False
    files: tuple[FileLine, ...] = ()
    conversation: tuple[Said, ...] = ()
    happenings: tuple[Happening, ...] = ()
    duplicates: tuple[Like, ...] = ()
    known_invalid: tuple[InvalidHit, ...] = ()
    templates: tuple[AnswerChoice, ...] = ()
    sender: SenderChecked | None = None
    opened: tuple[Opened, ...] = ()
    shut: tuple[str, ...] = ()
    asked_at: datetime | None = None
    contact_erased: datetime | None = None


def report_page(viewer: Viewer, now: datetime, number: str) -> ReportPage | None:
    """Open one visible report whole; None if there is none to see."""
    report = report_for(viewer, now, number)
    if report is None:
        return None
    policy, language = policy_of(report.policy), get_language() or "en"
    erased = report.data_key.destroyed_at is not None
    opened = {} if erased else _opened(viewer, now, report, policy)
    facts = facts_of_report(report.id)
    return ReportPage(
        number=report.number,
        title=title_of(report),
        state=state_of(report),
        outcome=report.outcome,
        case_number=report.case.number if report.case else "",
        door=door_kind(policy, report.door),
        mailbox=report.mailbox,
        language=report.language,
        received_at=report.received_at,
        raw_sha256=report.raw_sha256,
        raw_size=report.raw_size,
        erased=erased,
        drill=report.drill.number if report.drill else "",
        happenings=_happenings(fact for fact in facts if not for_another(fact, str(report.case_id))),
        asked_at=question_open(facts),
        contact_erased=erased_at(facts, str(report.id), "contact_data"),
        sender=_sender(facts, report, policy, language),
        templates=_templates(policy, report, language),
        **opened,
    )


def _opened(viewer: Viewer, now: datetime, report: Report, policy: Policy) -> dict[str, Any]:
    language = get_language() or "en"
    finder, masked = finder_seen_by(viewer, now, report)
    return {
        "answers": labelled(policy, open_json(report, "answers_sealed") or {}, language),
        "finder": finder,
        "masked": masked,
        "files": files_of(report),
        "opened": opened_of(report),
        "shut": still_shut(report),
        "conversation": conversation_of(report),
        "duplicates": likely_duplicates(viewer, now, report),
        "known_invalid": _known_invalid(policy, report, language),
    }


def _sender(facts: Iterable[Fact], report: Report, policy: Policy, language: str) -> SenderChecked | None:
    """Give what was found out about a mail's sender; None for what came in otherwise."""
    received = next((fact for fact in facts if fact.kind == "report.received"), None)
    if received is None or door_kind(policy, report.door) not in {"mail", "coordinator"}:
        return None
    results = tuple((method, str(received.codes[method])) for method in METHODS if received.codes.get(method))
    party = policy.parties.get(str(received.codes.get("party") or ""))
    return SenderChecked(results, proven(received.codes), party.name.in_(language, policy.language) if party else "")


def _happenings(facts: Iterable[Fact]) -> tuple[Happening, ...]:
    return tuple(Happening(fact.happened_at, fact.kind, _who(fact.actor), fact.codes) for fact in facts)


def _who(actor: str) -> str:
    person = person_named(actor)
    if person is not None:
        return str(person)
    return {"finder": _("Finder"), "public": _("Finder")}.get(actor.partition(":")[0], "Daybreak")


def _known_invalid(policy: Policy, report: Report, language: str) -> tuple[InvalidHit, ...]:
    said = words_of(report).casefold()
    found = []
    for pattern in policy.intake.known_invalid:
        met = tuple(words for words in pattern.words if words.casefold() in said)
        if met:
            found.append(InvalidHit(pattern.id, pattern.name.in_(language, policy.language), met, pattern.answer))
    return tuple(found)


def _templates(policy: Policy, report: Report, language: str) -> tuple[AnswerChoice, ...]:
    values = {
        "number": report.number,
        "organisation": policy.organisation.name.in_(report.language, policy.language),
        "box": box_address(report.language),
    }
    return tuple(
        AnswerChoice(
            entry.id,
            entry.outcome,
            entry.name.in_(language, policy.language),
            FIELD.sub(lambda hit: values.get(hit[1], hit[0]), entry.body.in_(report.language, policy.language)),
        )
        for entry in policy.intake.answers
    )
