"""Deeds of the embargo: propose, accept, reject, end. Its state follows from the journal alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from daybreak.core.lifecycle import embargo as law
from daybreak.core.verdict import Refused
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.stages.cases.refusals import EmbargoRefused
from daybreak.stages.cases.words import prose, still_open

if TYPE_CHECKING:
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case


def propose_embargo(*, actor: Actor, now: datetime, case: Case, until: datetime) -> None:
    """Propose the exact instant at which silence ends. Journals `embargo.proposed`. Raises EmbargoRefused."""
    _do(actor, now, case, "embargo.proposed", until=until)


def accept_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Accept the proposed end. Journals `embargo.accepted`."""
    _do(actor, now, case, "embargo.accepted")


def reject_embargo(*, actor: Actor, now: datetime, case: Case) -> None:
    """Reject the proposal. Journals `embargo.rejected`."""
    _do(actor, now, case, "embargo.rejected")


def end_embargo(*, actor: Actor, now: datetime, case: Case, reason: str) -> None:
    """End the embargo now, with the reason; by itself this publishes nothing. Journals `embargo.ended`."""
    _do(actor, now, case, "embargo.ended", reason=prose(reason, "reason", required=True))


def _do(actor: Actor, now: datetime, case: Case, kind: str, *, until: datetime | None = None, reason: str = "") -> None:
    still_open(case)
    verdict = law.may(law.embargo_from(facts_of_case(case.id), now), kind, until, now)
    if isinstance(verdict, Refused):
        raise EmbargoRefused(reason=verdict.reason)
    with deed(actor=actor, now=now) as note:
        codes = {"until": until.isoformat()} if until else {}
        sealed = (case.data_key, {"reason": reason}) if reason else None
        note(kind, {"case": case.id}, codes=codes, sealed=sealed)
