"""A finder's consents: to be thanked by name, and to be named to others; given and withdrawn at any time (A11, B8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from daybreak.core.phrase import why_not
from daybreak.core.privacy.consent import RECEIVERS, THANKS, asked_receivers, consents
from daybreak.core.written import clean_line
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_report
from daybreak.program.versions import policy_of
from daybreak.stages.intake.conversation import still_there
from daybreak.stages.intake.own_part import note_wish
from daybreak.stages.intake.refusals import WordsUnreadable
from daybreak.stages.intake.submission import Finder
from daybreak.vault.sealed import open_json, readable, seal_json

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.journal.deed import Deed
    from daybreak.records.models import Report
    from daybreak.stages.intake.submission import Credit

CREDIT = "report.credit_chosen"
MOST_CO_FINDERS = 20
BY_NAME = "name"


@dataclass(frozen=True)
class Choice:
    """What a finder chooses in one go: how to be thanked, by which name, with whom, and who may learn who they are."""

    credit: Credit
    name: str = ""
    co_finders: Sequence[str] = ()
    pass_on: Collection[str] = ()


def agreed(finder: Finder) -> frozenset[str]:
    """Give what these particulars consent to: `thanks`, and the receivers who may learn who the finder is."""
    return frozenset(finder.pass_on) | ({THANKS} if finder.credit == BY_NAME else frozenset())


def note_consents(note: Deed, report: Report, *, wanted: Collection[str], before: Collection[str]) -> None:
    """Journal each consent that is new, and each that is withdrawn."""
    subjects = {"report": report.id, "case": report.case_id}
    for purpose in sorted(set(wanted) - set(before)):
        note("consent.given", subjects, codes={"for": purpose})
    for purpose in sorted(set(before) - set(wanted)):
        note("consent.withdrawn", subjects, codes={"for": purpose})


def consents_of(report: Report) -> dict[str, datetime]:
    """Give what this report's finder consents to now, each with since when."""
    return consents(facts_of_report(report.id), str(report.id))


def choose_credit(*, actor: Actor, now: datetime, report: Report, choice: Choice) -> None:
    """Record how the finder wants to be thanked and whom we may tell who they are; each may be taken back (A11, B8).

    Journals `report.credit_chosen`, and `consent.given` and `consent.withdrawn` for what changed. Raises ReportErased,
    WordsUnreadable.
    """
    still_there(report)
    chosen = _read(report, choice)
    with deed(actor=actor, now=now) as note:
        stored = {**open_json(report, "finder_sealed"), **chosen}
        seal_json(report, "finder_sealed", stored)
        report.save(update_fields=["finder_sealed"])
        note_wish(note, report, CREDIT, {"credit": choice.credit})
        note_consents(note, report, wanted=agreed(finder_in(stored)), before=consents_of(report))


def withdraw_thanks(*, actor: Actor, now: datetime, report: Report) -> None:
    """Take back the consent to be thanked by name, also once the report itself was erased. Journals it."""
    if THANKS not in consents_of(report):
        return
    with deed(actor=actor, now=now) as note:
        if readable(report):
            stored = {**open_json(report, "finder_sealed"), "credit": "anonymous", "credit_name": "", "co_finders": []}
            seal_json(report, "finder_sealed", stored)
            report.save(update_fields=["finder_sealed"])
        note_wish(note, report, CREDIT, {"credit": "anonymous"})
        note("consent.withdrawn", {"report": report.id, "case": report.case_id}, codes={"for": THANKS})


def finder_in(stored: dict[str, Any]) -> Finder:
    """Read stored particulars; one consent for everybody, as it was asked before, is one for each receiver."""
    passed = stored.get("pass_on", ())
    receivers = (RECEIVERS if passed else ()) if isinstance(passed, bool) else tuple(passed)
    return Finder(**{**stored, "co_finders": tuple(stored.get("co_finders", ())), "pass_on": receivers})


def _read(report: Report, choice: Choice) -> dict[str, Any]:
    asked = asked_receivers(policy_of(report.policy).intake.privacy)
    try:
        return {
            "credit": choice.credit,
            "credit_name": clean_line(choice.name) if choice.name.strip() else "",
            "co_finders": [clean_line(one) for one in choice.co_finders if one.strip()][:MOST_CO_FINDERS],
            "pass_on": [who for who in asked if who in choice.pass_on],
        }
    except ValueError as fault:
        raise WordsUnreadable(reason=why_not(fault), place="credit_name") from None
