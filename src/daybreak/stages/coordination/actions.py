"""Deeds of coordination: letters that duties demand, questions to divisions, what coordinators and suppliers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.words import Text
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.notices.actions import (
    ConfirmedAlready,
    bounced,
    codes_of,
    confirm,
    content_of,
    let_go,
    queue,
    subjects_of,
)
from daybreak.notices.letter import Letter
from daybreak.people.queries import holders
from daybreak.program.versions import policy_of
from daybreak.stages.cases.conflicting import not_in_conflict
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.vulnerabilities import component_key
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.about import about_which
from daybreak.stages.coordination.divisions import answered_with, may_speak_for, question_to, standings
from daybreak.stages.coordination.finders_named import named_with_consent
from daybreak.stages.coordination.letters import demanded, letter_for, letters_of
from daybreak.stages.coordination.refusals import (
    DivisionHasAnswered,
    DivisionNotAsked,
    DivisionUnknown,
    GoesByMail,
    InstantNotAhead,
    LetterIncomplete,
    LetterNotWaiting,
    LetterUnderWay,
    NoInstantAgreed,
    NotASuppliersComponent,
    NumberMissing,
    PartyUnknown,
    SpeaksForOthers,
    UpstreamNotTold,
    UpstreamUnknown,
)
from daybreak.vault.sealed import readable

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Notice, Vulnerability
from daybreak.stages.coordination.divisions import Standing

COORDINATOR_DEEDS = ("notified_us", "draft_checked", "number_given", "entry_seen")
AFTERWARDS = frozenset({"number_given", "entry_seen"})
"""What a coordinator may still do once the case is closed."""
UPSTREAM_DEEDS = ("notified", "answered", "fixed", "declined")


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
    still_open(case)
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
    return queue(actor=actor, now=now, letter=letter, case=case, naming=next(iter(named), None))


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
            note("notice.sent", subjects_of(notice), codes=codes_of(notice))
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


def inform_users(
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    vulnerability: Vulnerability | None,
    words: str,
    at: datetime | None = None,
) -> None:
    """Record how the users concerned were told, of one vulnerability or of the whole case; `at` if it was earlier.

    Journals `users.informed`; the words are sealed.
    """
    sealed = (case.data_key, {"words": prose(words, "words", required=True)})
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "vulnerability": vulnerability.id if vulnerability else None}
        note("users.informed", subjects, sealed=sealed, at=min(at, now) if at else now)


def ask_divisions(*, actor: Actor, now: datetime, case: Case, divisions: Sequence[str], question: str) -> None:
    """Put one question to many divisions; their desks are let into the case (B3). Journals `division.asked` each."""
    still_open(case)
    policy = policy_of(case.policy)
    unknown = set(divisions) - set(policy.organisation.divisions)
    if unknown or not divisions:
        raise DivisionUnknown
    words = prose(question, "question", required=True)
    with deed(actor=actor, now=now) as note:
        for division in divisions:
            sealed = (case.data_key, {"question": words})
            note("division.asked", {"case": case.id, "division": division}, sealed=sealed)
            _call_desk(actor, now, case, policy, division)


def _call_desk(actor: Actor, now: datetime, case: Case, policy: Policy, division: str) -> None:
    role = policy.desks.get(division, "")
    for person in holders({role}, now):
        if not person.role_grants.filter(role=role, division__in=("", division), until=None).exists():
            continue
        let_in(actor=actor, now=now, case=case, person=person, role=role, basis=f"division:{division}")
        with override(person.language):
            subject = _("A question to your division: %(number)s") % {"number": case.number}
            body = _("A vulnerability may concern your division's products.\n\nRead and answer:\n%(link)s\n")
        link = f"{settings.BASE_URL}/desk/cases/{case.number}/"
        once = f"division|{case.id}|{division}|{person.id}|{now.isoformat()}"
        letter = Letter("division", person.email, subject, body % {"link": link}, person.language, once_key=once)
        queue(actor=actor, now=now, letter=letter, case=case)


def answer_for_division(*, actor: Actor, now: datetime, case: Case, division: str, words: str) -> None:
    """Answer for a division and for all that passed their question on to it; products are stated beside (B3).

    Journals `division.answered` for each. Raises DivisionUnknown, DivisionNotAsked, SpeaksForOthers.
    """
    told = _standing_open(actor, now, case, division)
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        for settled in answered_with(told, division):
            codes: dict[str, Code] = {} if settled == division else {"by": division}
            note("division.answered", {"case": case.id, "division": settled}, codes=codes, sealed=sealed)


def pass_on(*, actor: Actor, now: datetime, case: Case, division: str, to: str, words: str) -> None:
    """Pass the question on to another division; both clocks run from when the first was asked (B3).

    Journals `division.passed_on` and, at the instant of the first question, `division.asked`. Raises DivisionUnknown,
    DivisionNotAsked, DivisionHasAnswered, SpeaksForOthers.
    """
    policy = policy_of(case.policy)
    if to not in policy.organisation.divisions or to == division:
        raise DivisionUnknown
    told = _standing_open(actor, now, case, division)
    known = told.get(to)
    if known is not None and not known.open:
        raise DivisionHasAnswered(division=division_name(policy, to, policy.language))
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        subjects = {"case": case.id, "division": division}
        note("division.passed_on", subjects, codes={"to": to}, sealed=sealed)
        question = (case.data_key, {"question": question_to(case, division)})
        note("division.asked", {"case": case.id, "division": to}, sealed=question, at=told[division].asked_at)
        _call_desk(actor, now, case, policy, to)


def _standing_open(actor: Actor, now: datetime, case: Case, division: str) -> dict[str, Standing]:
    """Give how it stands with all divisions, if this one owes an answer and the actor may give it."""
    still_open(case)
    policy = policy_of(case.policy)
    if division not in policy.organisation.divisions:
        raise DivisionUnknown
    told = standings(facts_of_case(case.id))
    if division not in told or not told[division].open:
        raise DivisionNotAsked
    if not may_speak_for(policy, actor, division, now):
        raise SpeaksForOthers(division=division_name(policy, division, policy.language))
    return told


def note_coordinator(  # noqa: PLR0913 - one deed: whose, what, in which words, when
    *,
    actor: Actor,
    now: datetime,
    case: Case,
    party: str,
    event: str,
    words: str = "",
    at: datetime | None = None,
) -> None:
    """Note what a coordinator did: notified us, draft checked, number given, entry seen; `at` if it was earlier.

    The words (the number they gave, for example) are sealed. Journals `coordinator.<event>`. Raises PartyUnknown,
    NumberMissing.
    """
    if event not in AFTERWARDS:
        still_open(case)
    _must_be_party(case, party)
    if event not in COORDINATOR_DEEDS:
        raise PartyUnknown
    said = prose(words, "words")
    if event == "number_given" and not said:
        raise NumberMissing
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "party": party}
        happened = min(at, now) if at else now
        note(
            f"coordinator.{event}",
            subjects,
            codes={"party": party},
            sealed=(case.data_key, {"words": said}),
            at=happened,
        )


def agree_date(*, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime, confirmed: bool) -> None:
    """Note the one instant agreed with a coordinator, and whether they have confirmed it (B4c).

    Journals `coordinator.date_agreed` and, once they have, `coordinator.date_confirmed`. Raises PartyUnknown,
    InstantNotAhead.
    """
    still_open(case)
    _must_be_party(case, party)
    _must_be_ahead(public_at, now)
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": public_at.isoformat(), "confirmed": confirmed}
        note("coordinator.date_agreed", {"case": case.id, "party": party}, codes=codes)
        if confirmed:
            note("coordinator.date_confirmed", {"case": case.id, "party": party}, codes=codes)


def move_date(*, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime) -> None:
    """Note that a coordinator moved the agreed instant. Journals `coordinator.date_moved`.

    Raises PartyUnknown, InstantNotAhead, NoInstantAgreed.
    """
    still_open(case)
    policy = _must_be_party(case, party)
    _must_be_ahead(public_at, now)
    agreed = (fact for fact in facts_of_case(case.id) if fact.kind == "coordinator.date_agreed")
    if not any(fact.subjects.get("party") == party for fact in agreed):
        raise NoInstantAgreed(party=policy.parties[party].name.in_(policy.language))
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": public_at.isoformat()}
        note("coordinator.date_moved", {"case": case.id, "party": party}, codes=codes)


def _must_be_party(case: Case, party: str) -> Policy:
    policy = policy_of(case.policy)
    if party not in policy.parties:
        raise PartyUnknown
    return policy


def _must_be_ahead(public_at: datetime, now: datetime) -> None:
    if public_at.tzinfo is None or public_at <= now:
        raise InstantNotAhead


def note_upstream(*, actor: Actor, now: datetime, vulnerability: Vulnerability, event: str, words: str) -> None:
    """Note what a supplier was told or did about its component: notified, answered, fixed, declined (C7).

    The words say who, how and what; they are sealed. Journals `upstream.<event>`. Raises NotASuppliersComponent,
    UpstreamUnknown, UpstreamNotTold.
    """
    case = vulnerability.case
    still_open(case)
    if not is_suppliers(policy_of(case.policy), vulnerability.component):
        raise NotASuppliersComponent
    if event not in UPSTREAM_DEEDS:
        raise UpstreamUnknown
    said = prose(words, "words", required=True)
    about = str(vulnerability.id)
    told = any(
        fact.kind == "upstream.notified" and fact.subjects.get("vulnerability") == about
        for fact in facts_of_case(case.id)
    )
    if event in {"answered", "declined"} and not told:
        raise UpstreamNotTold
    with deed(actor=actor, now=now) as note:
        subjects = {"case": case.id, "vulnerability": vulnerability.id, "component": component_key(vulnerability)}
        codes: dict[str, Code] = {"component": vulnerability.component}
        note(f"upstream.{event}", subjects, codes=codes, sealed=(case.data_key, {"words": said}))


def is_suppliers(policy: Policy, component: str) -> bool:
    """Tell whether the policy promises to work with a supplier for this kind of component (C7)."""
    kind = policy.components.kinds.get(component) if policy.components else None
    return kind is not None and kind.promise == "communicate"


def division_name(policy: Policy, division: str, language: str) -> str:
    """Give a division's name."""
    known = policy.organisation.divisions.get(division)
    return (known.name if known else Text({language: division})).in_(language, policy.language)
