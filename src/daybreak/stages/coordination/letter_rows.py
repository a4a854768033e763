"""The letters of a case: for each duty that sends something, what it must say, how it goes, and what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from daybreak.journal.facts import fact_of, words_of
from daybreak.notices.queries import File, content_left, files_of
from daybreak.program.versions import policy_of
from daybreak.records.models import JournalEntry
from daybreak.stages.cases.naming import names_of
from daybreak.stages.coordination.about import WHOLE, About
from daybreak.stages.coordination.letters import carried_by_hand, letter_for
from daybreak.stages.coordination.receivers import lacking, receiver_of
from daybreak.stages.coordination.refusals import NoWayToWrite
from daybreak.vault.sealed import readable

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.duty import Duty
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.core.policy.model_people import Party
    from daybreak.notices.letter import Row
    from daybreak.records.models import Case, Notice
    from daybreak.stages.cases.duty_board import DutyLine
    from daybreak.stages.coordination.receivers import Lack

Way = Literal["two_people", "portal", "carried", "none"]
"""How a letter goes: by mail once a second person lets it go; entered at a portal; carried in cipher; no way named."""


@dataclass(frozen=True)
class Written:
    """A letter that was written: to which party, how it goes, how far it got.

    `about` is the key of the one thing it speaks of, "" for the whole case. `own` says that the viewer wrote it, so
    that somebody else must let it go; `reference` is the receiver's, `reason` what the returned mail said.
    """

    key: str
    duty: str
    about: str
    party: str
    subject: str
    language: str
    channel: str
    who: str
    own: bool
    queued_at: datetime
    awaits_second: bool
    sent_at: datetime | None
    confirmed_at: datetime | None
    bounced_at: datetime | None
    given_up_at: datetime | None
    reference: str
    reason: str
    files: tuple[File, ...]
    rows: tuple[Row, ...]

    @property
    def waits(self) -> bool:
        """Whether it has not left, and somebody or the worker has to do something."""
        return self.sent_at is None and self.given_up_at is None


@dataclass(frozen=True)
class LetterDuty:
    """A duty to send something, with what its letter must say: `answered` by the case, `missing` for a person.

    One for each thing the rule exists for: each has its own clock and its own letters. `receiver` names whom the
    inventory says it goes to ("" where the policy's own party is meant), `lack` what keeps it from naming an address.
    `update_since` is set where what was sent must be sent again. `written` is newest first.
    """

    rule: DutyRule
    about: About
    line: DutyLine
    way: Way
    receiver: str
    lack: Lack | None
    answered: tuple[str, ...]
    missing: tuple[str, ...]
    update_since: datetime | None
    written: tuple[Written, ...]

    @property
    def under_way(self) -> bool:
        """Whether a letter waits here, so that no other is written."""
        return any(one.waits for one in self.written)


def letter_duties(case: Case, duties: Iterable[DutyLine], written: Iterable[Written]) -> tuple[LetterDuty, ...]:
    """Give those of a case's duties that send something, each with its letters."""
    kept = list(written)
    parties = policy_of(case.policy).parties
    return tuple(_duty(case, line, kept) for line in duties if line.duty.rule.send and line.duty.rule.to in parties)


def about_of(duty: Duty) -> About:
    """Say what the letter of a duty is about."""
    return About() if duty.scope in WHOLE else About(duty.scope, duty.subject)


def _way(rule: DutyRule, party: Party) -> Way:
    """Say how the letter of a duty goes to whom it is for."""
    if party.written_to is None or not (party.mail or party.portal):
        return "none"
    if not carried_by_hand(rule, party):
        return "two_people"
    return "portal" if party.portal else "carried"


def written_letters(case: Case, viewer: Viewer) -> tuple[Written, ...]:
    """Give the letters of a case to parties, newest first."""
    rows = list(case.notices.exclude(party="").select_related("data_key").order_by("-queued_at"))
    names = names_of(row.written_by for row in rows)
    said = _said_later(case)
    return tuple(_written(row, names[row.written_by], viewer, said) for row in rows)


def _duty(case: Case, line: DutyLine, written: list[Written]) -> LetterDuty:
    rule, about = line.duty.rule, about_of(line.duty)
    policy = policy_of(case.policy)
    kind = policy.parties[rule.to or ""]
    party = receiver_of(case, kind, about)
    must = rule.send.must_say if rule.send else ()
    try:
        _letter, missing = letter_for(case, rule.id, {}, about)
    except NoWayToWrite:
        missing = tuple(must)
    return LetterDuty(
        rule=rule,
        about=about,
        line=line,
        way="none" if rule.send is None or rule.send.template not in policy.templates else _way(rule, party),
        receiver=party.name.in_(policy.language) if party is not kind else "",
        lack=lacking(case, kind, about),
        answered=tuple(field for field in must if field not in missing),
        missing=missing,
        update_since=line.duty.update_since,
        written=tuple(one for one in written if one.duty == rule.id and one.about == about.subject),
    )


def _said_later(case: Case) -> dict[tuple[str, str], str]:
    """Give the receiver's reference and the returned mail's words, by kind of fact and key of the letter."""
    kinds = {"notice.confirmed": "reference", "notice.bounced": "reason"}
    entries = JournalEntry.objects.filter(case=case, kind__in=kinds).select_related("data_key").order_by("position")
    return {
        (entry.kind, fact_of(entry.body).subjects.get("notice", "")): str(words_of(entry).get(kinds[entry.kind], ""))
        for entry in entries
        if readable(entry)
    }


def _written(row: Notice, who: str, viewer: Viewer, said: dict[tuple[str, str], str]) -> Written:
    content = content_left(row)
    return Written(
        key=str(row.id),
        duty=row.duty,
        about=row.subject,
        party=row.party,
        subject=content.subject,
        language=content.language,
        channel=row.channel,
        who=who,
        own=row.written_by == str(viewer.actor),
        queued_at=row.queued_at,
        awaits_second=row.awaits_second,
        sent_at=row.sent_at,
        confirmed_at=row.confirmed_at,
        bounced_at=row.bounced_at,
        given_up_at=row.given_up_at,
        reference=said.get(("notice.confirmed", str(row.id)), ""),
        reason=said.get(("notice.bounced", str(row.id)), ""),
        files=files_of(content),
        rows=content.rows,
    )
