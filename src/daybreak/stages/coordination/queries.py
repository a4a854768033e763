"""What a case owes to others and hears from them: letters that duties demand, asked divisions, coordinators."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.journal.facts import facts_of_case, words_of
from daybreak.notices.actions import content_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry, Notice
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.queries import NotVisible, case_for, one_of
from daybreak.stages.coordination.actions import letter_for
from daybreak.stages.coordination.refusals import NoWayToWrite
from daybreak.stages.coordination.report import known_values

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Case


@dataclass(frozen=True)
class Written:
    """A letter that was written: to which party, how it goes, how far it got.

    `own` says that the viewer wrote it, so that somebody else must let it go.
    """

    key: str
    duty: str
    party: str
    subject: str
    channel: str
    who: str
    own: bool
    queued_at: datetime
    awaits_second: bool
    sent_at: datetime | None
    confirmed_at: datetime | None
    bounced_at: datetime | None


@dataclass(frozen=True)
class Draft:
    """A letter as it would go now: its words, what it still must say, and what a person may write in it."""

    rule: str
    party: str
    must_say: tuple[str, ...]
    fields: dict[str, str]
    subject: str
    body: str
    by_hand: bool
    second_person: bool


@dataclass(frozen=True)
class Asked:
    """A division that was asked whether its products are affected; `answer` is "" while it has not answered."""

    division: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    passed_to: str


@dataclass(frozen=True)
class Heard:
    """What was noted of a coordinator: the kind of fact, the party, the instant it is about, the words."""

    kind: str
    party: str
    at: datetime
    public_at: str
    words: str


@dataclass(frozen=True)
class Outside:
    """Everything about others: the duties that send, letters written, divisions asked, coordinators heard."""

    rules: tuple[DutyRule, ...]
    written: tuple[Written, ...]
    asked: tuple[Asked, ...]
    heard: tuple[Heard, ...]


GIVEN = frozenset({"organisation", "party", "number"})
"""Fields of a letter that nobody writes by hand."""


def outside(viewer: Viewer, now: datetime, number: str) -> Outside:
    """Give what a case owes to others. Raises NotVisible."""
    case = case_for(viewer, now, number)
    policy = policy_of(case.policy)
    rules = tuple(rule for rule in policy.duties if rule.send and rule.to and rule.scope != "policy")
    return Outside(rules, _written(case, viewer), _asked(case), _heard(case))


def draft(viewer: Viewer, now: datetime, number: str, rule_id: str) -> Draft:
    """Write the letter of a duty as far as the case itself can. Raises NotVisible, NotADutyToSend, NoWayToWrite."""
    case = case_for(viewer, now, number)
    policy = policy_of(case.policy)
    rule = next((one for one in policy.duties if one.id == rule_id and one.send and one.to), None)
    if rule is None or rule.send is None or rule.to is None:
        raise NotVisible
    letter, _missing = letter_for(case, rule_id, {})
    known = known_values(case, policy.parties[rule.to], letter.language)
    wanted = dict.fromkeys((*rule.send.must_say, *sorted(policy.templates[rule.send.template].fields)))
    return Draft(
        rule=rule_id,
        party=rule.to,
        must_say=tuple(rule.send.must_say),
        fields={name: known.get(name, "") for name in wanted if name not in GIVEN},
        subject=letter.subject,
        body=letter.attachments[0][2] if letter.attachments else letter.body,
        by_hand=letter.channel == "hand",
        second_person=letter.second_person,
    )


def can_be_written(case: Case, rule_id: str) -> bool:
    """Tell whether the policy names a way to write the letter of a duty."""
    try:
        letter_for(case, rule_id, {})
    except NoWayToWrite:
        return False
    return True


def letter_of(case: Case, key: str) -> Notice:
    """Give a notice of a case. Raises NotVisible."""
    return one_of(Notice.objects.filter(case=case).select_related("case", "data_key"), key)


def _written(case: Case, viewer: Viewer) -> tuple[Written, ...]:
    rows = list(case.notices.exclude(party="").select_related("data_key").order_by("-queued_at"))
    names = names_of(row.written_by for row in rows)
    return tuple(
        Written(
            key=str(row.id),
            duty=row.duty,
            party=row.party,
            subject=content_of(row).subject,
            channel=row.channel,
            who=names[row.written_by],
            own=row.written_by == str(viewer.actor),
            queued_at=row.queued_at,
            awaits_second=row.awaits_second,
            sent_at=row.sent_at,
            confirmed_at=row.confirmed_at,
            bounced_at=row.bounced_at,
        )
        for row in rows
    )


def _asked(case: Case) -> tuple[Asked, ...]:
    """Give each division that was asked, with its latest answer (B3)."""
    told: dict[str, Asked] = {}
    facts = {fact.position: fact for fact in facts_of_case(case.id)}
    entries = JournalEntry.objects.filter(case=case, kind__startswith="division.").select_related("data_key")
    for entry in entries.order_by("position"):
        division, words = facts[entry.position].subjects.get("division", ""), words_of(entry)
        before = told.get(division)
        if entry.kind == "division.asked" or before is None:
            told[division] = Asked(division, words.get("question", ""), entry.happened_at, "", None, "")
        elif entry.kind == "division.answered":
            said = words.get("words", "")
            told[division] = Asked(division, before.question, before.asked_at, said, entry.happened_at, "")
        elif entry.kind == "division.passed_on":
            to, said = str(facts[entry.position].codes.get("to") or ""), words.get("words", "")
            told[division] = Asked(division, before.question, before.asked_at, said, None, to)
            told.setdefault(to, Asked(to, before.question, before.asked_at, "", None, ""))
    return tuple(told.values())


def _heard(case: Case) -> tuple[Heard, ...]:
    facts = {fact.position: fact for fact in facts_of_case(case.id)}
    entries = JournalEntry.objects.filter(case=case, kind__startswith="coordinator.").select_related("data_key")
    return tuple(
        Heard(
            kind=entry.kind,
            party=facts[entry.position].subjects.get("party", ""),
            at=entry.happened_at,
            public_at=str(facts[entry.position].codes.get("public_at") or ""),
            words=words_of(entry).get("words", ""),
        )
        for entry in entries.order_by("position")
    )
