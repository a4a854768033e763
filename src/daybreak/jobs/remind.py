"""Reminders ahead of deadlines and after them: computed from instants, so that nothing is lost while nobody ran."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from django.db.models import F, Max, Q, prefetch_related_objects
from django.utils.translation import gettext as _
from django.utils.translation import override

from daybreak.core.access import WORKER
from daybreak.core.clocks.speech import absolute
from daybreak.core.policy.duty_ending import BINDING
from daybreak.jobs.letters import MAILBOXES, OPEN_IT, REMINDER, About, already_written, divisions_of, once, people_in
from daybreak.jobs.round import Round, surviving
from daybreak.jobs.steps import Step, end_of, next_step, steps
from daybreak.notices.actions import queue
from daybreak.notices.letter import Letter, of_duty
from daybreak.people.queries import person_named, person_of_address
from daybreak.program.pace import pace_of
from daybreak.program.versions import asked_once, policy_in_force, policy_of
from daybreak.records.models import DutyRow, JournalEntry, ReactionCursor
from daybreak.stages.cases.membership import let_in
from daybreak.stages.intake.hearing import stands_still

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.drill.pace import Pace
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Notice, Person

CURSOR = "reminders"
"""How far the changes of roles and policy were followed: after one, the duties it may concern are looked at anew."""
CHANGES = {
    "roles": Max(
        "position",
        filter=Q(kind="access.granted", case=None, report=None, body__contains='"role":') | Q(kind="policy.applied"),
    ),
    "policies": Max("position", filter=Q(kind="policy.adopted")),
}
"""Somebody got a role of the site (a machine's token is granted too, and reminds nobody); a policy was put in force."""
Anew = Literal["all", "outside", "none"]
"""Which duties are looked at whatever their next step: all, those outside cases and reports, or none."""
AT_ONCE = 500
OWNERS = ("case__policy", "case__data_key", "case__drill", "report__policy", "report__data_key", "report__drill")

Called = dict[tuple[int, tuple[str, ...], frozenset[str] | None], list["Person"]]
"""Whom a policy's roles call for some divisions, found once for many duties."""


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
        """Exactly one letter per duty, step, limit (or aim) and person; a new limit is a new promise."""
        return _key(self.row, self.step, self.person)


def _key(row: DutyRow, step: Step, person: Person) -> str:
    return once(row.rule, row.scope, row.subject, step.name, end_of(row), person.id)


def remind_due(this: Round) -> int:
    """Queue every reminder that is due and was not written before; give how many were.

    Only duties with a step that nobody has looked at yet are read, unless roles or the policy have changed since.
    """
    now, last = this.clock(), JournalEntry.objects.aggregate(**CHANGES)
    cursor, _made = ReactionCursor.objects.get_or_create(reaction=CURSOR)
    roles, policies = last["roles"] or 0, last["policies"] or 0
    anew: Anew = "all" if cursor.position < roles else "outside" if cursor.position < policies else "none"
    rows = list(_stirring(now, anew).values_list("pk", flat=True))
    written = 0
    for first in range(0, len(rows), AT_ONCE):
        if this.stopping():
            return written
        written += _remind(this, rows[first : first + AT_ONCE], now)
    ReactionCursor.objects.filter(reaction=CURSOR).update(position=max(roles, policies))
    return written


def _stirring(now: datetime, anew: Anew) -> QuerySet[DutyRow]:
    """Find the duties with a step that is due, and those to look at `anew`; a case and a report keep their policy.

    Of a closed case those that its closing started, and those that a law or a contract demands all the same.
    """
    ends = Q(limit__isnull=False) | Q(aim__isnull=False, warn__isnull=False)
    rows = DutyRow.objects.filter(ends, start__lte=now, kept=None, waived=None).exclude(stands_still(now))
    owed = Q(case__closed_at=None) | Q(start__gte=F("case__closed_at")) | Q(strength__in=BINDING)
    rows = rows.filter(owed)
    if anew == "all":
        return rows.order_by("limit", "aim")
    due = Q(next_step__lte=now)
    return rows.filter(due | Q(case=None, report=None) if anew == "outside" else due).order_by("next_step")


def still_due(notice: Notice, to: str, now: datetime) -> bool:
    """Tell whether what a reminder says is still so: its duty is owed, by the same limit, and has reached that step.

    A mail server that was away for hours would else let it call overdue what has long been done.
    """
    rule, _gap, subject = notice.subject.partition(" ")
    rows = _stirring(now, "all").filter(rule=rule, subject__startswith=subject).select_related("case", "report")
    person = person_of_address(to)
    return person is not None and any(
        notice.once_key == _key(row, step, person)
        for row in rows.prefetch_related(*OWNERS)
        for step in _reached(row, now)
    )


def _reached(row: DutyRow, now: datetime) -> list[Step]:
    policy, rule = _rule_of(row, now)
    _pace, played, then = _played(row, now)
    return steps(played, rule, policy.calendar(_division(row)), then) if rule else []


def _remind(this: Round, keys: Sequence[UUID], now: datetime) -> int:
    """Write what is due about some duties; a duty moves on to its next step once all its letters are written."""
    rows = DutyRow.objects.filter(pk__in=keys).select_related("case", "report")
    prefetch_related_objects(found := list(rows), *OWNERS)
    called: Called = {}
    with asked_once():
        due = {row: list(_due(row, now, called)) for row in found}
    known = already_written({one.key for ones in due.values() for one in ones})
    written = 0
    for row, ones in due.items():
        left = [one for one in ones if one.key not in known]
        done = 0
        for one in left:
            if this.stopping():
                return written
            with surviving("Writing a reminder"):
                _write(one, now)
                done += 1
        written += done
        if done == len(left):
            _move_on(row, now)
    return written


def _move_on(row: DutyRow, now: datetime) -> None:
    """Note when the duty next concerns anybody, unless a deed has changed it meanwhile."""
    policy, rule = _rule_of(row, now)
    pace, played, then = _played(row, now)
    at = next_step(played, rule, policy.calendar(_division(row)), then) if rule else None
    at = pace.real(at) if pace and at else at
    if at != row.next_step:
        DutyRow.objects.filter(pk=row.pk, limit=row.limit, aim=row.aim, next_step=row.next_step).update(next_step=at)


def _played(row: DutyRow, now: datetime) -> tuple[Pace | None, DutyRow, datetime]:
    """Give a duty and the present as its clock shows them: a drill's steps are counted by the drill's clock."""
    pace = pace_of(row.case or row.report)
    if pace is None:
        return None, row, now
    played = copy(row)
    for column in ("start", "aim", "limit", "warn"):
        at = getattr(row, column)
        setattr(played, column, at and replace(pace, end=max(pace.end, at)).played(at))
    return pace, played, pace.played(now)


def _division(row: DutyRow) -> str | None:
    return row.subject if row.scope == "division" else None


def _rule_of(row: DutyRow, now: datetime) -> tuple[Policy, DutyRule | None]:
    owner = row.case or row.report
    policy = policy_of(owner.policy) if owner else policy_in_force(now)
    return policy, next((rule for rule in policy.owed if rule.id == row.rule), None)


def _due(row: DutyRow, now: datetime, called: Called) -> Iterator[Due]:
    """Give each person's latest reached step alone: after a pause of the worker nobody gets a row of stale letters."""
    policy, rule = _rule_of(row, now)
    if rule is None:
        return
    latest: dict[object, Due] = {}
    told: dict[tuple[tuple[str, ...], bool], list[Person]] = {}
    _pace, played, then = _played(row, now)
    for step in steps(played, rule, policy.calendar(_division(row)), then):
        way = step.roles, step.escalates
        if way not in told:
            told[way] = _receivers(row, policy, step, now, called)
        for person in told[way]:
            latest[person.id] = Due(row, rule, policy, step, person)
    yield from latest.values()


def _receivers(row: DutyRow, policy: Policy, step: Step, now: datetime, called: Called) -> list[Person]:
    if row.scope == "person" and not step.escalates:
        person = person_named(f"person:{row.subject.partition('/')[0]}")
        return [person] if person else []
    key = id(policy), step.roles, divisions_of(row, policy, step.roles)
    if key not in called:
        called[key] = people_in(policy, step.roles, now, key[2])
    return called[key]


def _write(due: Due, now: datetime) -> None:
    """Queue one letter. Whom the policy lets it escalate to is let into the case; a stranger hears no number."""
    about = About(due.row.case, None if due.row.case else due.row.report)
    if not about.seen_by(due.person, now):
        if due.step.escalates and about.case is not None:
            role = next(iter(due.step.roles))
            basis = f"duty:{due.rule.id}"[:64]
            let_in(actor=WORKER, now=now, case=about.case, person=due.person, role=role, basis=basis)
        elif due.row.case is not None and due.row.case.drill_id is not None:
            return
        else:
            about = About()
    queue(actor=WORKER, now=now, letter=_letter(due, about, now), case=about.case, report=about.report)


def _letter(due: Due, about: About, now: datetime) -> Letter:
    person, end = due.person, end_of(due.row)
    with override(person.language):
        subject, ends = _words(due.row, late=end is not None and end < now)
        duty = due.rule.name.in_(person.language, due.policy.language)
        if due.row.scope == "mailbox":
            duty = f"{duty} · {_(MAILBOXES.get(due.row.subject, due.row.subject))}"
        by = absolute(end, due.policy.organisation.time_zone, person.language) if end else ""
        lines = [f"{about.number}  {duty}".strip(), ends % {"limit": by, "aim": by}]
        body = "\n".join(lines) + f"\n\n{_(OPEN_IT) % {'link': about.link}}"
        title = f"{about.number} {subject % {'duty': duty}}".strip()
    row = due.row
    about_duty = of_duty(row.rule, row.subject)
    return Letter(REMINDER, person.email, title, body, person.language, about=about_duty, once_key=due.key)


def _words(row: DutyRow, *, late: bool) -> tuple[str, str]:
    """Say what is near or has passed, and when: a limit, or an aim, which is hoped for and never late."""
    if row.limit is None:
        return _("Aim passed: %(duty)s") if late else _("Aim comes soon: %(duty)s"), _("Aim: %(aim)s")
    return _("Overdue: %(duty)s") if late else _("Due soon: %(duty)s"), _("Limit: %(limit)s")
