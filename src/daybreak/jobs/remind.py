"""Reminders ahead of deadlines and after them: computed from instants, so that nothing is lost while nobody ran."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.access import WORKER
from daybreak.core.clocks.speech import absolute
from daybreak.jobs.letters import OPEN_IT, REMINDER, About, already_written, once, people_in
from daybreak.jobs.round import Round, surviving
from daybreak.jobs.steps import Step, steps
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter
from daybreak.people.queries import person_named
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import DutyRow
from daybreak.stages.cases.membership import let_in

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Person


@dataclass(frozen=True)
class Due:
    """One letter that is due: to whom, about which duty, at which step."""

    row: DutyRow
    rule: DutyRule
    policy: Policy
    step: Step
    person: Person

    @property
    def key(self) -> str:
        """Exactly one letter per duty, step, limit and person; a new limit is a new promise."""
        row = self.row
        return once(row.rule, row.scope, row.subject, self.step.name, row.limit, self.person.id)


def remind_due(this: Round) -> int:
    """Queue every reminder that is due and was not written before; give how many were."""
    now = this.clock()
    due = [one for row in _open_rows(now) for one in _due(row, now)]
    known = already_written({one.key for one in due})
    written = 0
    for one in due:
        if this.stopping():
            break
        if one.key not in known:
            with surviving("Writing a reminder"):
                _write(one, now)
                written += 1
    return written


def _open_rows(now: datetime) -> Iterator[DutyRow]:
    rows = DutyRow.objects.filter(
        start__lte=now, limit__isnull=False, kept=None, waived=None, paused=None
    ).select_related("case__policy", "case__data_key", "report__policy", "report__data_key")
    still = Q(case__closed_at=None) | Q(start__gte=F("case__closed_at"))
    yield from rows.filter(still).iterator(chunk_size=500)


def _due(row: DutyRow, now: datetime) -> Iterator[Due]:
    """Give each person's latest reached step alone: after a pause of the worker nobody gets a row of stale letters."""
    owner = row.case or row.report
    policy = policy_of(owner.policy) if owner else policy_in_force(now)
    rules = [rule for rule in policy.owed if rule.id == row.rule]
    if not rules:
        return
    division = row.subject if row.scope == "division" else None
    latest: dict[object, Due] = {}
    for step in steps(row, rules[0], policy.calendar(division), now):
        for person in _receivers(row, policy, step, now):
            latest[person.id] = Due(row, rules[0], policy, step, person)
    yield from latest.values()


def _receivers(row: DutyRow, policy: Policy, step: Step, now: datetime) -> list[Person]:
    if row.scope == "person" and not step.escalates:
        person = person_named(f"person:{row.subject.partition('/')[0]}")
        return [person] if person else []
    return people_in(policy, step.roles, now)


def _write(due: Due, now: datetime) -> None:
    """Queue one letter. Whom the policy lets it escalate to is let into the case; a stranger hears no number."""
    about = About(due.row.case, None if due.row.case else due.row.report)
    if not about.seen_by(due.person, now):
        if due.step.escalates and about.case is not None:
            role = next(iter(due.step.roles))
            basis = f"duty:{due.rule.id}"[:64]
            let_in(actor=WORKER, now=now, case=about.case, person=due.person, role=role, basis=basis)
        else:
            about = About()
    queue(actor=WORKER, now=now, letter=_letter(due, about, now), case=about.case, report=about.report)


def _letter(due: Due, about: About, now: datetime) -> Letter:
    person, limit = due.person, due.row.limit
    with override(person.language):
        late = limit is not None and limit < now
        subject = _("Overdue: %(duty)s") if late else _("Due soon: %(duty)s")
        duty = due.rule.name.in_(person.language, due.policy.language)
        by = absolute(limit, due.policy.organisation.time_zone, person.language) if limit else ""
        lines = [f"{about.number}  {duty}".strip(), _("Limit: %(limit)s") % {"limit": by}]
        body = "\n".join(lines) + f"\n\n{_(OPEN_IT) % {'link': about.link}}"
        title = f"{about.number} {subject % {'duty': duty}}".strip()
    return Letter(REMINDER, person.email, title, body, person.language, once_key=due.key)
