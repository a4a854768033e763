"""Parties who take part in a case: invited with its embargo first, told once they have joined (reference, 1.4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.drill.pace import answer_window
from daybreak.core.lifecycle.participant import PARTICIPANT, Standing, standing_of
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.words import prose, still_open
from daybreak.stages.coordination.refusals import ParticipantRefused, PartyUnknown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case

EVENTS = tuple(kind.partition(".")[2] for kind in PARTICIPANT.deeds)


@dataclass(frozen=True)
class Participant:
    """One party of the policy and how it stands with it in a case; `may` are the events that can be noted now."""

    party: str
    standing: Standing
    may: tuple[str, ...]


def note_participant(  # noqa: PLR0913 - one deed: whose, what, in which words, when
    *, actor: Actor, now: datetime, case: Case, party: str, event: str, words: str = "", at: datetime | None = None
) -> None:
    """Note that a party was invited, joined, declined, stated its products or was removed; `at` if it was earlier.

    The words are sealed. Journals `participant.<event>`. Raises PartyUnknown, ParticipantRefused.
    """
    still_open(case)
    if party not in invitable(policy_of(case.policy)) or event not in EVENTS:
        raise PartyUnknown
    facts, kind = facts_of_case(case.id), f"participant.{event}"
    verdict = PARTICIPANT.may(_standing(case, facts, now, party).state, kind)
    if isinstance(verdict, Refused):
        raise ParticipantRefused(reason=verdict.reason)
    with deed(actor=actor, now=now) as note:
        note(
            kind,
            {"case": case.id, "participant": _key(case, party), "party": party},
            codes={"party": party},
            sealed=(case.data_key, {"words": prose(words, "words")}),
            at=min(at, now) if at else now,
        )


def participants_of(case: Case, facts: Sequence[Fact], now: datetime) -> tuple[Participant, ...]:
    """Give how it stands with every party that could take part, in the policy's order."""
    return tuple(_participant(case, facts, now, party) for party in invitable(policy_of(case.policy)))


def invitable(policy: Policy) -> tuple[str, ...]:
    """List the parties that can take part: those outside of whom there is one."""
    return tuple(key for key, party in policy.parties.items() if not party.inside and not party.many)


def _participant(case: Case, facts: Sequence[Fact], now: datetime, party: str) -> Participant:
    standing = _standing(case, facts, now, party)
    may = tuple(event for event in EVENTS if (standing.state, f"participant.{event}") in PARTICIPANT.arrows)
    return Participant(party, standing, may)


def _standing(case: Case, facts: Sequence[Fact], now: datetime, party: str) -> Standing:
    return standing_of(facts, _key(case, party), now, answer_window(policy_of(case.policy), pace_of(case)))


def _key(case: Case, party: str) -> str:
    return f"{case.id}:{party}"
