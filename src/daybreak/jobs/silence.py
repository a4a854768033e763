"""When somebody we wait for falls silent: reminders to the finder, then the clock runs again and people are told.

The clock itself needs no worker: a pause ends at its own instant. What is done here is only said and noted.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from daybreak.core.access import WORKER
from daybreak.core.clocks.deadlines import share
from daybreak.core.lifecycle.finder import unanswered
from daybreak.core.policy.duty_terms import was_answered
from daybreak.core.words import gettext_noop
from daybreak.jobs.letters import About, already_written, divisions_of, once, people_in, tell
from daybreak.jobs.round import Round, surviving
from daybreak.journal.deed import deed
from daybreak.journal.facts import facts_of_case, facts_of_report
from daybreak.program.versions import policy_of
from daybreak.records.models import DutyRow, ReactionCursor, Report
from daybreak.stages.cases.membership import let_in
from daybreak.stages.intake.letters import send_waiting

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from daybreak.core.facts import Fact
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Person

REMINDED_AT = (50, 75)
"""Shares of the waiting, in per cent, at which the finder is reminded."""
CURSOR = "silence"
"""How far, as seconds of the Unix clock, ended pauses were looked at."""
MARGIN = timedelta(days=1)
GOES_ON = gettext_noop("Nobody has answered in time about %(number)s: the clock runs again without them.")
ESCALATES = gettext_noop("Nobody has answered in time about %(number)s: the policy calls for you now.")


def silence_due(this: Round) -> int:
    """Remind finders we wait for, and note whose time is over; give how many letters and notes were written.

    A pause whose end was passed before the last round, with a margin, is not looked at again.
    """
    now = this.clock()
    cursor, _made = ReactionCursor.objects.get_or_create(reaction=CURSOR)
    since = datetime.fromtimestamp(max(cursor.position, MARGIN.total_seconds()), UTC) - MARGIN
    rows = DutyRow.objects.filter(paused__lte=now, paused_until__gt=since, kept=None, waived=None)
    rows = rows.filter(case__closed_at=None).select_related("case__policy", "report__policy")
    written = 0
    for row in list(rows.order_by("paused_until")):
        if this.stopping():
            return written
        with surviving("Noting a silence"):
            written += _over(row, now) if row.paused_until and row.paused_until <= now else _remind(row, now)
    ReactionCursor.objects.filter(reaction=CURSOR).update(position=int(now.timestamp()))
    return written


def _remind(row: DutyRow, now: datetime) -> int:
    """Remind the finders at each share of the waiting once; after a pause of the worker only the latest."""
    rule = _rule(row)
    if rule is None or not _waits_for_finder(rule) or row.paused is None or row.paused_until is None:
        return 0
    reached = [part for part in REMINDED_AT if share(row.paused, row.paused_until, part / 100) <= now]
    if not reached:
        return 0
    keys = {once("waiting", report.id, row.paused, reached[-1]): report for report in _asked(row)}
    fresh = set(keys) - already_written(keys)
    for key in fresh:
        send_waiting(now=now, report=keys[key], until=row.paused_until, once_key=key)
    return len(fresh)


def _over(row: DutyRow, now: datetime) -> int:
    """Tell those who owe the duty, or those above them, and note the finder's silence at the instant it was over."""
    rule, policy = _rule(row), _policy(row)
    if rule is None or policy is None or rule.pause_while is None or row.paused is None or row.paused_until is None:
        return 0
    if was_answered(_facts(row), rule.pause_while.waiting_for, row.paused, row.paused_until):
        return 0
    keys = {once("silence", row.rule, row.subject, row.paused, one.id): one for one in _called(row, rule, policy, now)}
    fresh = set(keys) - already_written(keys)
    escalates = rule.pause_while.then == "escalate"
    for key in sorted(fresh):
        _tell(row, rule, keys[key], key, now, escalates=escalates)
    silent = _asked(row) if _waits_for_finder(rule) else []
    if silent:
        with deed(actor=WORKER, now=now) as note:
            for report in silent:
                note("finder.silent", {"report": report.id, "case": report.case_id}, at=row.paused_until)
    return len(fresh) + len(silent)


def _called(row: DutyRow, rule: DutyRule, policy: Policy, now: datetime) -> Iterator[Person]:
    """Give whom the end of the waiting is told: who owes the duty; where it escalates, every role of its steps."""
    roles = tuple(row.who)
    if rule.pause_while is not None and rule.pause_while.then == "escalate":
        named = [role for step in rule.escalate.values() for role in step]
        above = [role for own in row.who for role in policy.stand_ins(own)[1:2]]
        roles = tuple(dict.fromkeys(named or above or row.who))
    yield from people_in(policy, roles, now, divisions_of(row, policy, roles))


def _tell(row: DutyRow, rule: DutyRule, person: Person, key: str, now: datetime, *, escalates: bool) -> None:
    about = About(row.case, None if row.case else row.report)
    if not about.seen_by(person, now):
        if not escalates or about.case is None:
            return
        role = next((role for step in rule.escalate.values() for role in step), "")
        let_in(actor=WORKER, now=now, case=about.case, person=person, role=role, basis=f"duty:{rule.id}"[:64])
    tell(now, person, about, ESCALATES if escalates else GOES_ON, key)


def _facts(row: DutyRow) -> Sequence[Fact]:
    if row.case_id is not None:
        return facts_of_case(row.case_id)
    return facts_of_report(row.report_id) if row.report_id is not None else ()


def _asked(row: DutyRow) -> list[Report]:
    """Give the reports of a duty whose finder was asked, has not answered, and was not noted silent.

    A question asked after the waiting was over is none that it waited for.
    """
    end = row.paused_until
    told = (fact for fact in _facts(row) if fact.kind != "finder.asked" or end is None or fact.happened_at < end)
    waiting = unanswered(told)
    mine = Report.objects.filter(case=row.case) if row.case is not None else Report.objects.filter(duties=row)
    return [report for report in mine.select_related("policy", "data_key") if str(report.id) in waiting]


def _waits_for_finder(rule: DutyRule) -> bool:
    return rule.pause_while is not None and rule.pause_while.waiting_for == "finder"


def _policy(row: DutyRow) -> Policy | None:
    owner = row.case or row.report
    return policy_of(owner.policy) if owner else None


def _rule(row: DutyRow) -> DutyRule | None:
    policy = _policy(row)
    return next((rule for rule in policy.owed if rule.id == row.rule), None) if policy else None
