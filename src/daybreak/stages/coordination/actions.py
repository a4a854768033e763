"""Deeds of coordination: letters that duties demand, questions to divisions, what coordinators and suppliers say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.words import Text
from daybreak.journal.deed import deed
from daybreak.notices.actions import confirm, queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import holders
from daybreak.program.versions import policy_of
from daybreak.stages.cases.membership import let_in
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.refusals import (
    DivisionUnknown,
    LetterIncomplete,
    NotADutyToSend,
    NoWayToWrite,
    PartyUnknown,
)
from daybreak.stages.coordination.report import known_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Code
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Case, Notice

COORDINATOR_DEEDS = ("notified_us", "draft_checked", "number_given", "entry_seen")
CARRIED = frozenset({"by_hand", "pgp", "encrypted_attachment"})
"""Ways of writing in which a person carries the letter: nothing with embargoed detail leaves this house in plain."""
UPSTREAM_DEEDS = ("notified", "answered", "fixed", "declined")


def letter_for(case: Case, rule_id: str, words: Mapping[str, str]) -> tuple[Letter, tuple[str, ...]]:
    """Write the letter a duty demands, from the case and the given words; and name what it still must say (A7a).

    Raises NotADutyToSend, NoWayToWrite.
    """
    policy = policy_of(case.policy)
    rule = next((one for one in policy.duties if one.id == rule_id), None)
    if rule is None or rule.send is None or rule.to is None or rule.send.template not in policy.templates:
        raise NotADutyToSend(rule=rule_id)
    party = policy.parties[rule.to]
    language = party.language or policy.language
    by_hand = rule.send.by == "hand" or party.written_to in CARRIED
    if party.written_to is None or not (party.mail or party.portal):
        raise NoWayToWrite(party=party.name.in_(policy.language))
    given = {key: value for key, value in words.items() if value.strip()}
    values = {**known_values(case, party, language), **given}
    missing = tuple(field for field in rule.send.must_say if not values.get(field, "").strip())
    template = policy.templates[rule.send.template]
    blank = dict.fromkeys(template.fields, "—")
    subject, body = template.filled(language, {**blank, **{k: v or "—" for k, v in values.items()}}, policy.language)
    return _letter(policy, rule, language, subject, body, by_hand=by_hand), missing


def _letter(
    policy: Policy, rule: DutyRule, language: str, subject: str, body: str, *, by_hand: bool
) -> Letter:
    party = policy.parties[rule.to or ""]
    attached = bool(rule.send and rule.send.attached)
    with override(language):
        covering = _("The report is attached.") if attached else body
    return Letter(
        template=rule.send.template if rule.send else "",
        to=party.mail or party.portal or "",
        subject=subject,
        body=covering,
        language=language,
        attachments=(("report.txt", "text/plain", body),) if attached else (),
        duty=rule.id,
        party=rule.to or "",
        second_person=party.written_to == "agreed_plain",
        channel="hand" if by_hand else "mail",
    )


def send_letter(*, actor: Actor, now: datetime, case: Case, rule_id: str, words: Mapping[str, str]) -> Notice:
    """Queue the letter a duty demands. Where the policy has agreed plain writing, a second person lets it go.

    Journals `notice.queued`. Raises LetterIncomplete with what it still must say.
    """
    still_open(case)
    letter, missing = letter_for(case, rule_id, words)
    if missing:
        raise LetterIncomplete(missing=", ".join(missing))
    return queue(actor=actor, now=now, letter=letter, case=case)


def record_by_hand(*, actor: Actor, now: datetime, notice: Notice, reference: str) -> None:
    """Record that a person carried a sheet to a platform without interface, and the number it gave (CRA).

    Journals `notice.sent` and `notice.confirmed`.
    """
    words = prose(reference, "reference", required=True)
    with deed(actor=actor, now=now) as note:
        if notice.sent_at is None:
            notice.sent_at = now
            notice.save(update_fields=["sent_at"])
            codes: dict[str, Code] = {"duty": notice.duty, "party": notice.party, "template": notice.template}
            note("notice.sent", {"notice": notice.id, "case": notice.case_id, "party": notice.party}, codes=codes)
        confirm(actor=actor, now=now, notice=notice, reference=words)


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
        once = f"division|{case.id}|{division}|{person.id}"
        letter = Letter("division", person.email, subject, body % {"link": link}, person.language, once_key=once)
        queue(actor=actor, now=now, letter=letter, case=case)


def answer_for_division(*, actor: Actor, now: datetime, case: Case, division: str, words: str) -> None:
    """Answer for a division; its products' statuses are stated beside. Journals `division.answered`."""
    _division_deed(actor, now, case, division, "division.answered", words)


def pass_on(*, actor: Actor, now: datetime, case: Case, division: str, to: str, words: str) -> None:
    """Pass the question on to another division; its clock keeps running (B3). Journals `division.passed_on`."""
    policy = policy_of(case.policy)
    if to not in policy.organisation.divisions:
        raise DivisionUnknown
    with deed(actor=actor, now=now):
        _division_deed(actor, now, case, division, "division.passed_on", words, to=to)
        _call_desk(actor, now, case, policy, to)


def _division_deed(  # noqa: PLR0913 - one deed of one division
    actor: Actor, now: datetime, case: Case, division: str, kind: str, words: str, *, to: str = ""
) -> None:
    still_open(case)
    if division not in policy_of(case.policy).organisation.divisions:
        raise DivisionUnknown
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words", required=True)})
        codes: dict[str, Code] = {"to": to} if to else {}
        note(kind, {"case": case.id, "division": division}, codes=codes, sealed=sealed)


def note_coordinator(*, actor: Actor, now: datetime, case: Case, party: str, event: str, words: str = "") -> None:
    """Note what a coordinator did: notified us, draft checked, number given, entry seen. Journals it."""
    still_open(case)
    if event not in COORDINATOR_DEEDS or party not in policy_of(case.policy).parties:
        raise PartyUnknown
    with deed(actor=actor, now=now) as note:
        sealed = (case.data_key, {"words": prose(words, "words")})
        note(f"coordinator.{event}", {"case": case.id, "party": party}, codes={"party": party}, sealed=sealed)


def agree_date(
    *, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime, confirmed: bool
) -> None:
    """Note the one instant agreed with a coordinator, or that they moved it (B4c). Journals `coordinator.date_*`."""
    still_open(case)
    if party not in policy_of(case.policy).parties:
        raise PartyUnknown
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": public_at.isoformat(), "confirmed": confirmed}
        note("coordinator.date_agreed", {"case": case.id, "party": party}, codes=codes)


def move_date(*, actor: Actor, now: datetime, case: Case, party: str, public_at: datetime) -> None:
    """Note that a coordinator moved the agreed date. Journals `coordinator.date_moved`."""
    still_open(case)
    with deed(actor=actor, now=now) as note:
        codes: dict[str, Code] = {"party": party, "public_at": public_at.isoformat()}
        note("coordinator.date_moved", {"case": case.id, "party": party}, codes=codes)


def division_name(policy: Policy, division: str, language: str) -> str:
    """Give a division's name."""
    known = policy.organisation.divisions.get(division)
    return (known.name if known else Text({language: division})).in_(language, policy.language)
