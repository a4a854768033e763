"""The duties of one case as its policy and its facts make them, and what is next with the deed that does it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from daybreak.core.drill.pace import owed
from daybreak.core.policy.conflicts import conflicts
from daybreak.core.policy.duty import RUNNING
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.core.policy.waivers import ASKED, may_say, waiver_asked_by
from daybreak.journal.facts import facts_of_case
from daybreak.program.pace import pace_of
from daybreak.program.versions import policy_of
from daybreak.records.belonging import of_case
from daybreak.records.models import Affect, DutyRow, Vulnerability
from daybreak.stages.cases.affected import about_words, line_words
from daybreak.stages.cases.components import component_names
from daybreak.stages.cases.follow_ups import follow_ups_of
from daybreak.stages.cases.naming import names_of
from daybreak.stages.cases.next_deed import Ground, NextDeed, next_deed, unreached
from daybreak.stages.cases.queries import case_for
from daybreak.stages.cases.several import names_apart
from daybreak.stages.cases.site_groups import SITE_SCOPES
from daybreak.stages.cases.things import things_told

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.facts import Fact
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.core.policy.duty import Duty, State
    from daybreak.core.policy.model import Policy
    from daybreak.records.models import Case, Notice


@dataclass(frozen=True)
class DutyLine:
    """One duty of a case: the core's value, its state now, what it is about in words, and the deed that keeps it.

    `key` is its row's key, "" where the projection has none; `waiver_asked_by` names who wants it waived; `conflict` is
    the embargo that forbids what it orders, with how far people have come; `may_waive` says whether the reader's word
    for waiving it would count now.
    """

    key: str
    duty: Duty
    state: State
    about: str
    waiver_asked_by: str
    deed: NextDeed
    conflict: Conflict | None = None
    may_waive: bool = True

    @property
    def running(self) -> bool:
        """Whether somebody still has to do it."""
        return self.state in RUNNING


def case_duties(viewer: Viewer, now: datetime, number: str) -> tuple[DutyLine, ...]:
    """Give every duty of a case: running ones as on the board, then those not started, then the done ones.

    Raises NotVisible.
    """
    case = case_for(viewer, now, number)
    policy, facts = policy_of(case.policy), facts_of_case(case.id)
    found = [duty for duty in owed(policy, facts, now, pace_of(case)) if duty.scope not in SITE_SCOPES]
    keys = {(row.rule, row.scope, row.subject): str(row.id) for row in _rows(case)}
    about, asked = things_of(case, policy, found), _waivers(facts, found)
    names = names_of(actor for actors in asked.values() for actor in actors)
    waiving = partial(may_say, str(viewer.actor), roles_with_deputies(policy, viewer.roles))
    contrary = {one.rule.id: one for one in conflicts(policy, facts, now, found)}
    ground = Ground(case, policy, facts, viewer, now, contrary, _letters(case), unreached(policy, found))
    told = [
        DutyLine(
            key=keys.get((duty.id, duty.scope, duty.subject), ""),
            duty=duty,
            state=duty.state(now),
            about=about_words(duty.subject, about),
            waiver_asked_by=names[actors[-1]] if (actors := asked.get((duty.id, duty.subject), ())) else "",
            deed=next_deed(ground, duty),
            conflict=contrary.get(duty.rule.letter),
            may_waive=waiving(actors, duty.waiver_by),
        )
        for duty in found
    ]
    return tuple(sorted(told, key=in_turn))


def severity_changed(viewer: Viewer, now: datetime, number: str) -> bool:
    """Tell whether a vulnerability of a case was judged into another band than before. Raises NotVisible."""
    case = case_for(viewer, now, number)
    return any(fact.kind == "severity.changed" for fact in facts_of_case(case.id))


def in_turn(line: DutyLine) -> tuple[int, float, str]:
    """Give a line's place, as on the board: overdue, running, not begun, done; each by its limit, or else its aim."""
    begun = 1 if line.running else 2 if line.state in {"not_started", "no_plan"} else 3
    end = line.duty.limit or line.duty.aim
    return 0 if line.state == "overdue" else begun, end.timestamp() if end else float("inf"), line.duty.id


def _rows(case: Case) -> Iterable[DutyRow]:
    return DutyRow.objects.filter(of_case(case.id))


def _letters(case: Case) -> list[Notice]:
    """Give the letters that were written for duties of a case; nobody reads their words here."""
    return list(case.notices.exclude(duty="").defer("content_sealed", "receipt_sealed"))


def _waivers(facts: Sequence[Fact], found: Iterable[Duty]) -> dict[tuple[str, str], tuple[str, ...]]:
    """Find who asked to waive which duty, where nobody has agreed yet."""
    if not any(fact.kind == ASKED for fact in facts):
        return {}
    return {(duty.id, duty.subject): waiver_asked_by(facts, duty.id, duty.subject, duty.start) for duty in found}


def things_of(case: Case, policy: Policy, found: Iterable[Duty], *, titles: bool = True) -> dict[str, str]:
    """Give a word for each thing that these duties of a case may be about; several vulnerabilities are told apart."""
    affects = Affect.objects.filter(vulnerability__case=case)
    told = things_told(affects, case.remedies.all(), names_apart([case.id], titles=titles), policy)
    told |= line_words((duty.subject.partition("/")[2] for duty in found if duty.rule.on_branches), policy.language)
    told |= {str(report.id): report.number for report in case.reports.all()}
    told |= {one.key: one.what for one in follow_ups_of(case)}
    named = Vulnerability.objects.filter(case=case, of_component__isnull=False)
    return told | component_names(str(key) for key in named.values_list("of_component_id", flat=True))
