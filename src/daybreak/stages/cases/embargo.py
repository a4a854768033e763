"""Deeds of the embargo: propose, accept, reject, end. Its state follows from the journal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.drill.pace import last_end
from daybreak.core.facts import utc_code
from daybreak.core.lifecycle import embargo as law
from daybreak.core.policy.conflicts import FINDER
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.stages.cases.refusals import AskerUnknown, EmbargoRefused
from daybreak.stages.cases.words import prose, still_open

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case


def propose_embargo(*, actor: Actor, now: datetime, case: Case, until: datetime, asked_by: str = "") -> None:
    """Propose the exact instant at which silence ends. Journals `embargo.proposed`.

    `asked_by` is the party of the policy that asked for it, `finder`, or "" for ourselves: it may bind us towards
    others, so that a duty to tell them becomes a conflict. Raises EmbargoRefused (also beyond the longest one the
    policy agrees to), AskerUnknown.
    """
    if asked_by and asked_by != FINDER and asked_by not in policy_of(case.policy).parties:
        raise AskerUnknown
    _do(actor, now, case, "embargo.proposed", until=until, asked_by=asked_by)


def accept_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Accept the proposed end. Journals `embargo.accepted`."""
    _do(actor, now, case, "embargo.accepted")


def reject_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Reject the proposal. Journals `embargo.rejected`."""
    _do(actor, now, case, "embargo.rejected")


def end_embargo(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """End the embargo now, with the reason; by itself this publishes nothing. Journals `embargo.ended`."""
    _do(actor, now, case, "embargo.ended", reason=prose(reason, "reason", required=True))


def _do(  # noqa: PLR0913 - one deed of the embargo with what it may name
    actor: Actor,
    now: datetime,
    case: Case,
    kind: str,
    *,
    until: datetime | None = None,
    reason: str = "",
    asked_by: str = "",
) -> None:
    still_open(case)
    facts = facts_of_case(case.id)
    embargo = law.embargo_from(facts, now)
    latest = last_end(policy_of(case.policy), facts, asked_by or embargo.asked_by, pace_of(case))
    verdict = law.may(embargo, kind, until, now, latest)
    if isinstance(verdict, Refused):
        raise EmbargoRefused(reason=verdict.reason)
    with deed(actor=actor, now=now) as note:
        codes = {"until": utc_code(until)} if until else {}
        codes |= {"by": asked_by} if asked_by else {}
        sealed = (case.data_key, {"reason": reason}) if reason else None
        note(kind, {"case": case.id}, codes=codes, sealed=sealed)
