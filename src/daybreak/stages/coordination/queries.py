"""What a case owes to others and hears from them: letters, divisions, coordinators, suppliers, CVE records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.lifecycle.embargo import embargo_from
from daybreak.journal.facts import fact_of, facts_of_case, words_of
from daybreak.notices.queries import content_left
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry, Notice
from daybreak.stages.cases.duty_board import case_duties
from daybreak.stages.cases.earshot import earshot_in
from daybreak.stages.cases.queries import NotVisible, case_for, one_of
from daybreak.stages.coordination.about import about_which
from daybreak.stages.coordination.divisions import may_speak_for, standings
from daybreak.stages.coordination.heard import (
    Coordinator,
    CveLine,
    Heard,
    Supplied,
    coordinators_of,
    cve_lines,
    heard_of,
    suppliers_of,
)
from daybreak.stages.coordination.letter_rows import LetterDuty, Written, letter_duties, written_letters
from daybreak.stages.coordination.letters import demanded, letter_for, values_for, without_detail
from daybreak.stages.coordination.participants import Participant, participants_of
from daybreak.stages.coordination.refusals import LetterAboutWhich, NotADutyToSend

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.earshot import Earshot
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.notices.letter import Row
    from daybreak.records.models import Case
    from daybreak.stages.cases.duty_board import DutyLine


@dataclass(frozen=True)
class Draft:
    """A letter as it would go now: its words, what it still must say, and what a person may write in it.

    `fields` begin with what is missing and mandatory. `rows` are those of a portal's sheet in its own order.
    """

    rule: str
    party: str
    must_say: tuple[str, ...]
    missing: tuple[str, ...]
    fields: dict[str, str]
    subject: str
    body: str
    language: str
    by_hand: bool
    second_person: bool
    rows: tuple[Row, ...]
    read: str


@dataclass(frozen=True)
class Asked:
    """A division that was asked whether its products are affected; `answer` holds the last words it said.

    `duty` is the clock of its answer, if the policy sets one; `may_answer` says whether the viewer may speak for it;
    without `readable` the words are another division's, and empty here.
    """

    division: str
    question: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    passed_to: str
    duty: DutyLine | None
    may_answer: bool
    readable: bool


@dataclass(frozen=True)
class Outside:
    """Everything about others: duties that send, letters, divisions asked, coordinators, suppliers, CVE records.

    `rules` are all duties of the policy that send something; `letters` those that this case has; `written` every
    letter to a party, newest first; `silent` says that an embargo is in force.
    """

    rules: tuple[DutyRule, ...]
    letters: tuple[LetterDuty, ...]
    written: tuple[Written, ...]
    asked: tuple[Asked, ...]
    heard: tuple[Heard, ...]
    coordinators: tuple[Coordinator, ...]
    suppliers: tuple[Supplied, ...]
    cves: tuple[CveLine, ...]
    participants: tuple[Participant, ...]
    silent: bool


@dataclass(frozen=True)
class Sheet:
    """A sheet to enter at a portal: the letter it is, the portal's address, what is mandatory in it.

    `read` says how surely the order of the portal's fields is known.
    """

    letter: Written
    portal: str
    must_say: frozenset[str]
    read: str


@dataclass(frozen=True)
class LetterText:
    """A letter that was written, as one text to keep: to whom, subject, words."""

    name: str
    text: str
    language: str


GIVEN = frozenset({"organisation", "party", "number"})
"""Fields of a letter that nobody writes by hand."""


def outside(viewer: Viewer, now: datetime, number: str) -> Outside:
    """Give what a case owes to others and has heard from them. Raises NotVisible."""
    case = case_for(viewer, now, number)
    facts, policy = facts_of_case(case.id), policy_of(case.policy)
    written, heard, duties = written_letters(case, viewer), heard_of(case), case_duties(viewer, now, number)
    return Outside(
        rules=tuple(
            rule for rule in policy.duties if rule.send and rule.to in policy.parties and rule.scope != "policy"
        ),
        letters=letter_duties(case, duties, written),
        written=written,
        asked=_asked(case, viewer, now, duties),
        heard=heard,
        coordinators=coordinators_of(case, facts, heard),
        suppliers=suppliers_of(case, heard),
        cves=cve_lines(case, facts),
        participants=participants_of(case, facts, now),
        silent=embargo_from(facts, now).in_force,
    )


def draft(
    viewer: Viewer,
    now: datetime,
    number: str,
    asked: tuple[str, str],
    words: Mapping[str, str] | None = None,
    *,
    brief: bool = False,
) -> Draft:
    """Write the letter of a duty as far as case and `words` can; `asked` is the rule and the key of its subject.

    `brief` is its variant without detail. Raises NotVisible, NoWayToWrite, NoVariantWithoutDetail.
    """
    rule_id, subject = asked
    case = case_for(viewer, now, number)
    policy = policy_of(case.policy)
    try:
        rule, party = demanded(policy, rule_id)
        about = about_which(case, rule, subject, now)
    except (NotADutyToSend, LetterAboutWhich):
        raise NotVisible from None
    letter, missing = letter_for(case, rule_id, words or {}, about, brief=brief)
    rule = without_detail(rule) if brief else rule
    send, known = rule.send, values_for(case, rule, party, about)
    must_say = send.must_say if send else ()
    fields = [field for _label, field, _said in letter.rows] or must_say
    wanted = dict.fromkeys((*missing, *fields, *must_say, *sorted(policy.templates[letter.template].fields)))
    return Draft(
        rule=rule_id,
        party=letter.party,
        must_say=tuple(must_say),
        missing=missing,
        fields={name: known.get(name, "") for name in wanted if name not in GIVEN},
        subject=letter.subject,
        body=next((said for *_, said in letter.attachments if isinstance(said, str)), letter.body),
        language=letter.language,
        by_hand=letter.channel == "hand",
        second_person=letter.second_person,
        rows=letter.rows,
        read=policy.templates[letter.template].read,
    )


def sheet(viewer: Viewer, now: datetime, number: str, key: str) -> Sheet:
    """Give a sheet as it was frozen, for whoever enters it at the portal. Raises NotVisible."""
    case = case_for(viewer, now, number)
    written = next((one for one in written_letters(case, viewer) if one.key == key and one.rows), None)
    if written is None:
        raise NotVisible
    policy = policy_of(case.policy)
    rule = next((one for one in policy.duties if one.id == written.duty), None)
    must_say = frozenset(rule.send.must_say) if rule and rule.send else frozenset()
    template = policy.templates.get(letter_of(case, key).template)
    return Sheet(
        written, policy.parties[written.party].portal or "", must_say, template.read if template else "inferred"
    )


def letter_of(case: Case, key: str) -> Notice:
    """Give a letter of a case to a party. Raises NotVisible."""
    return one_of(Notice.objects.filter(case=case).exclude(party="").select_related("case", "data_key"), key)


def letter_text(viewer: Viewer, now: datetime, number: str, key: str) -> LetterText:
    """Give a letter as one text, for whoever carries it. Raises NotVisible."""
    case = case_for(viewer, now, number)
    row = letter_of(case, key)
    content = content_left(row)
    parts = (
        f"To: {content.to}",
        f"Subject: {content.subject}",
        "",
        content.body,
        *(f"\n{said}" for *_, said in content.attachments if isinstance(said, str)),
    )
    return LetterText(f"{case.number}-{row.duty or row.template}.txt", "\n".join(parts) + "\n", content.language)


def _asked(case: Case, viewer: Viewer, now: datetime, duties: Iterable[DutyLine]) -> tuple[Asked, ...]:
    """Give each division that was asked, with its latest words and its clock (B3)."""
    earshot = earshot_in(case, viewer, now)
    questions, answers = _words_by_division(case, earshot)
    clocks = {
        line.duty.subject: line
        for line in duties
        if line.duty.scope == "division" and "division.answered" in line.duty.deeds
    }
    policy = policy_of(case.policy)
    return tuple(
        Asked(
            division=division,
            question=questions.get(division, ""),
            asked_at=one.asked_at,
            answer=answers.get(division, ""),
            answered_at=one.answered_at,
            passed_to=one.passed_to,
            duty=clocks.get(division),
            may_answer=may_speak_for(policy, viewer.actor, division, now),
            readable=earshot.of(division),
        )
        for division, one in standings(facts_of_case(case.id)).items()
    )


def _words_by_division(case: Case, earshot: Earshot) -> tuple[dict[str, str], dict[str, str]]:
    """Give each division's last question, and what it said last, as far as they are the viewer's to read."""
    questions: dict[str, str] = {}
    answers: dict[str, str] = {}
    entries = JournalEntry.objects.filter(case=case, kind__startswith="division.").select_related("data_key")
    for entry in entries.order_by("position"):
        fact = fact_of(entry.body)
        division, words = fact.subjects.get("division", ""), words_of(entry) if earshot.words(fact) else {}
        if entry.kind == "division.asked":
            questions[division] = str(words.get("question", ""))
            answers.pop(division, None)
        else:
            answers[division] = str(words.get("words", ""))
    return questions, answers
