"""Which reports tell of which vulnerability of a case: only their finders read its severity, CVE ID and dates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from daybreak.core.facts import SEVERAL
from daybreak.core.phrase import phrase
from daybreak.core.policy.own_part import reported
from daybreak.core.words import gettext_noop as _
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case
from daybreak.stages.cases.refusals import WordsRefused
from daybreak.stages.cases.words import still_open

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from daybreak.core.access import Actor
    from daybreak.records.models import Case, Vulnerability


def say_reports(*, actor: Actor, now: datetime, vulnerability: Vulnerability, reports: Collection[str]) -> None:
    """Say which reports (by number) of the case tell of a vulnerability; none where it is no finder's.

    Reports of other cases that are named for it since a split stay named. Journals `vulnerability.reported_in`. Raises
    WordsRefused for a number that is no report of this case.
    """
    case = vulnerability.case
    still_open(case)
    keys = dict(case.reports.values_list("number", "id"))
    if not set(reports) <= set(keys):
        raise WordsRefused(reason=phrase(_("Choose reports of this case.")), place="reports")
    with deed(actor=actor, now=now) as note:
        chosen = [str(keys[number]) for number in sorted(reports)]
        named = SEVERAL.join([*chosen, *_elsewhere(vulnerability, {str(key) for key in keys.values()})])
        subjects = {"case": case.id, "vulnerability": vulnerability.id}
        note("vulnerability.reported_in", subjects, codes={"reports": named})


def _elsewhere(vulnerability: Vulnerability, here: Collection[str]) -> list[str]:
    """Give the keys of reports of other cases that tell of it."""
    surely = reported(facts_of_case(vulnerability.case_id)).surely
    return sorted(report for report, mine in surely.items() if str(vulnerability.id) in mine and report not in here)


@dataclass(frozen=True)
class Telling:
    """The numbers of a case's reports, oldest first, and of those that surely tell of each vulnerability, by key.

    `elsewhere` are the vulnerabilities of which a report of another case tells, too, since a split.
    """

    every: tuple[str, ...]
    of: dict[str, tuple[str, ...]]
    elsewhere: frozenset[str]


def reports_telling(case: Case) -> Telling:
    """Give which reports of a case surely tell of which vulnerability."""
    told: dict[str, tuple[str, ...]] = {}
    surely = reported(facts_of_case(case.id)).surely
    rows = tuple(case.reports.order_by("received_at").values_list("id", "number"))
    for key, number in rows:
        for flaw in surely.get(str(key), ()):
            told[flaw] = (*told.get(flaw, ()), number)
    here = {str(key) for key, _number in rows}
    elsewhere = frozenset[str]().union(*(mine for report, mine in surely.items() if report not in here))
    return Telling(tuple(number for _key, number in rows), told, elsewhere)
