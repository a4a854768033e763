"""The public policy page, written from the policy in force: contacts, tables, disclosure, revisions (B11, B12)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from daybreak.core.policy.show_duties import when_words
from daybreak.core.policy.show_grid import grid, has_grid
from daybreak.core.policy.show_notes import note_words
from daybreak.core.policy.show_words import fact_words, word
from daybreak.program.versions import policy_in_force
from daybreak.stages.disclosure.spoken import Reader, Said
from daybreak.stages.intake.keys import keys_published
from daybreak.stages.publication.answers import any_answered
from daybreak.stages.publication.component_lists import any_component_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_intake import KeyRule, Privacy
    from daybreak.stages.intake.keys import KeyLine

TOP = Decimal("10.0")
STEP = Decimal("0.1")
OUTSIDE_DOORS = ("web", "mail")
RECEIVED, ANSWERED = "report.received", "report.answered"


@dataclass(frozen=True)
class Contact:
    """A way to reach us: `kind` is web or mail, `address` empty for the form, `encryption` the word on it."""

    kind: str
    mailbox: str
    purpose: str
    address: str
    encryption: str


@dataclass(frozen=True)
class Asked:
    """One thing a report should contain (B6)."""

    label: Said
    hint: Said
    required: bool


@dataclass(frozen=True)
class Band:
    """A severity band with the scores it holds (A5, C5)."""

    id: str
    name: Said
    lowest: Decimal
    highest: Decimal


@dataclass(frozen=True)
class Deadlines:
    """The times of one duty by severity (rows) and surface or support (columns; one where all are alike), (A6t, C6).

    Each row is its name and its cells as (column, words). `supported_only`: past the end of support there
    is no such promise, or `best_effort`; `reasons`: for what, if for anything, the time may be extended (A13).
    """

    name: Said
    supported_only: bool
    best_effort: bool
    reasons: tuple[Said, ...]
    rows_are: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]


@dataclass(frozen=True)
class Changed:
    """One dated change of the policy, naming the section (B11)."""

    date: dt.date
    section: str
    note: Said


@dataclass(frozen=True)
class PolicyPage:
    """Everything the page shows to one reader; `parts` says which sections, in the policy's order.

    `answers` are the promises to whoever reports, as (what, by when); `binding` is the language whose text rules, if
    the policy says one.
    """

    introduction: Said
    binding: str
    answers: tuple[tuple[Said, str], ...]
    scorecard: bool
    parts: tuple[str, ...]
    prose: dict[str, Said]
    further: tuple[Said, ...]
    contacts: tuple[Contact, ...]
    asked: tuple[Asked, ...]
    roles: tuple[Said, ...]
    bands: tuple[Band, ...]
    deadlines: tuple[Deadlines, ...]
    components: tuple[tuple[Said, str], ...]
    component_lists: bool
    answered: bool
    disclosure: tuple[str, ...]
    privacy: Privacy | None
    privacy_statement: Said
    privacy_covers: str
    retention: tuple[tuple[str, str], ...]
    key: KeyRule | None
    keys: tuple[KeyLine, ...]
    key_life: str
    safe_harbour: Said
    disclaimer: Said
    references: tuple[tuple[str, Said], ...]
    revisions: tuple[Changed, ...]


def policy_page(now: datetime, language: str) -> PolicyPage:
    """Write the page of the policy in force for one reader. Raises NoPolicyInForce."""
    policy = policy_in_force(now)
    reader, page, intake = Reader(language, policy.language), policy.page, policy.intake
    prose = {key: reader.hears(words) for key, words in page.prose.items()}
    return PolicyPage(
        introduction=reader.hears(page.introduction),
        binding=word(policy.organisation.binding_language or "", language),
        scorecard=page.scorecard is not None,
        answers=tuple((reader.hears(rule.name), when_words(policy, rule, language)) for rule in answering(policy)),
        parts=page.show,
        prose=prose,
        further=tuple(words for key, words in prose.items() if key not in page.show),
        contacts=tuple(_contacts(policy, language)),
        asked=tuple(Asked(reader.hears(one.label), reader.hears(one.hint), one.required) for one in intake.ask),
        roles=tuple(reader.hears(role.name) for role in policy.roles.values() if not role.everyone),
        bands=_bands(policy, reader),
        deadlines=tuple(_table(policy, rule, reader) for rule in policy.duties if has_grid(rule)),
        components=_components(policy, reader),
        component_lists=any_component_list(now),
        answered=any_answered(now),
        disclosure=tuple(_disclosure(policy, reader)),
        privacy=intake.privacy,
        privacy_statement=reader.hears(intake.privacy.statement if intake.privacy else None),
        privacy_covers=_covers(intake.privacy, reader.language),
        retention=_retention(policy, language),
        key=intake.key,
        keys=keys_published(now),
        key_life=intake.key.life.spoken(language) if intake.key else "",
        safe_harbour=reader.hears(page.safe_harbour),
        disclaimer=reader.hears(page.disclaimer),
        references=tuple((one.url, reader.hears(one.title)) for one in page.references),
        revisions=tuple(
            Changed(one.date, one.section or "", reader.hears(one.note))
            for one in sorted(policy.revisions, key=lambda note: note.date, reverse=True)
            if one.date <= now.date()
        ),
    )


def answering(policy: Policy) -> tuple[DutyRule, ...]:
    """Give the duties by which a person answers a report, with one time for every severity (A1)."""
    return tuple(
        rule
        for rule in policy.duties
        if ANSWERED in rule.fulfilled_by() and rule.starts == (RECEIVED,) and rule.within and rule.within.span
    )


def _contacts(policy: Policy, language: str) -> Iterator[Contact]:
    """List the ways from outside; `components` mailboxes are nobody's address."""
    for door in policy.intake.doors:
        if door.door in OUTSIDE_DOORS and door.for_ != "components":
            yield Contact(door.door, door.for_, word(door.for_, language), door.address or "", door.encryption)


def _bands(policy: Policy, reader: Reader) -> tuple[Band, ...]:
    every = policy.severity.bands
    tops = [*(band.from_ - STEP for band in every[1:]), TOP]
    rows = [Band(band.id, reader.hears(band.name), band.from_, top) for band, top in zip(every, tops, strict=True)]
    return tuple(reversed(rows))


def _table(policy: Policy, rule: DutyRule, reader: Reader) -> Deadlines:
    shown = grid(policy, rule, reader.language)
    return Deadlines(
        name=reader.hears(rule.name),
        supported_only=rule.when.support == ("supported",),
        best_effort=rule.otherwise is not None and rule.otherwise.do == "best_effort",
        reasons=tuple(reader.hears(policy.reasons[one].name) for one in rule.extend_for),
        rows_are=shown.rows_are,
        columns=shown.columns,
        rows=tuple((name, tuple(zip(shown.columns, cells, strict=True))) for name, cells in shown.rows),
    )


def _components(policy: Policy, reader: Reader) -> tuple[tuple[Said, str], ...]:
    kinds = policy.components.kinds.values() if policy.components else ()
    return tuple((reader.hears(kind.name), word(kind.promise, reader.language)) for kind in kinds)


def _disclosure(policy: Policy, reader: Reader) -> Iterator[str]:
    """Say when and how we tell the world, a sentence each; who approves inside the house is not said here."""
    rules, language = policy.disclosure, reader.language
    gap = "" if language == "ja" else " "
    for fact, trigger in rules.advise_when.items():
        yield f"{word('advise', language)}{gap}{word(trigger, language)}: {fact_words(fact, language, {})}"
    if rules.together_with:
        names = ", ".join(str(reader.hears(policy.parties[one].name)) for one in rules.together_with)
        yield f"{word('together', language)}: {names}"
    if rules.publish_on:
        days = " ".join(word(day, language) for day in rules.publish_on.days)
        yield f"{word('publish_on', language)}: {days}, {rules.publish_on.at} {policy.organisation.time_zone}"
    yield f"{word('embargo', language)}: {rules.embargo.default.spoken(language)}"
    if rules.emergency:
        yield f"{word('emergency', language)}: {rules.emergency.advise_within.spoken(language)}"
    if rules.credit == "with_consent":
        yield word("credit", language)
    yield from note_words(policy, language)


def _covers(privacy: Privacy | None, language: str) -> str:
    """Name whose data the privacy statement is about (B8)."""
    gap = "、" if language == "ja" else ", "
    return gap.join(word(one, language) for one in privacy.covers) if privacy else ""


def _retention(policy: Policy, language: str) -> tuple[tuple[str, str], ...]:
    """Say how long each kind of data is kept, as (kind's id, words)."""
    kept = policy.intake.privacy.retention if policy.intake.privacy else {}
    said = []
    for kind, rule in kept.items():
        start = fact_words(rule.after, language, {})
        span = rule.keep.spoken(language)
        said.append((kind, f"{start}から{span}" if language == "ja" else f"{span} from {start}"))
    return tuple(said)
