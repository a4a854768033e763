"""The rows of the duty board, found, ordered, counted and cut into pages by the database; nothing sealed is opened."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case as Choose
from django.db.models import CharField, Count, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.policy.reading import having_a_say, team_of
from daybreak.people.queries import granted_to
from daybreak.people.sight import visible_to
from daybreak.records.models import Case, DutyRow
from daybreak.stages.cases.board_elsewhere import elsewhere, named
from daybreak.stages.intake.hearing import stands_still

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy

    Rows = QuerySet[DutyRow]

State = Literal["overdue", "today", "week", "later", "paused"]
Whose = Literal["mine", "team", "all"]
WEEK = timedelta(days=7)
PER_PAGE = 50
FEW, FAR = 2000, 4
"""So many lines are put in order as they are found; and what part of more of them still counts as their beginning."""


@dataclass(frozen=True)
class Wanted:
    """Which lines to show.

    `whose`: `mine` those that one's own roles answer for, `team` those of every role that stands in for one's own or
    that one's own stand in for, `all` every one that may be seen; `strength` and `state` empty for all; `first` skips.
    Without `titles` no title is opened. `drill` is the key of a drill whose duties alone are shown; else none is.
    """

    whose: Whose = "mine"
    strength: str = ""
    state: str = ""
    first: int = 0
    count: int = PER_PAGE
    titles: bool = True
    drill: UUID | None = None


MINE = Wanted()


@dataclass(frozen=True)
class Counts:
    """How many of one's lines are overdue, due today, due within seven days (today's not counted twice)."""

    overdue: int
    today: int
    week: int


@dataclass(frozen=True)
class Found:
    """The rows of one page, each with its `standing` (a State), how many fit in all, and the counts."""

    rows: tuple[DutyRow, ...]
    found: int
    counts: Counts


def found_rows(viewer: Viewer, now: datetime, wanted: Wanted, policy: Policy) -> Found:
    """Find what has started and is neither kept nor waived, in the board's order.

    What is overdue stands first, by its limit; then what is not, by the instant at which it ends: its limit, or the aim
    of what has none. What has neither stands last. The counts follow `wanted.whose`, so that a person's own figures
    stand above a person's own list. Duties of cases and others are asked for apart, so that an index answers for the
    many: counted without reading a row.
    """
    parts, fits = _parts(viewer, now, wanted, policy), _fitting(wanted)
    told = [_counted(part.rows, fits, now, policy) for part in parts]
    counts = sum(told, Counter())
    first, last = wanted.first, wanted.first + wanted.count
    keys: list[UUID] = []
    for which, name in _halves(now):
        mine = [
            _Asked(part.best(one["found"], wanted).filter(fits, which), one[name])
            for part, one in zip(parts, told, strict=True)
        ]
        keys += _cut(mine, max(first, 0), last)
        first, last = first - counts[name], last - counts[name]
    return Found(rows_of(keys, now, policy), counts["found"], Counts(*(counts[one] for one in COUNTED)))


def found_keys(viewer: Viewer, now: datetime, wanted: Wanted, policy: Policy) -> tuple[UUID, ...]:
    """Find the keys of every row that fits, in the same order."""
    parts, fits = _parts(viewer, now, wanted, policy), _fitting(wanted)
    halves = (
        heapq.merge(*(_ordered(part.rows.filter(fits, which)) for part in parts)) for which, _name in _halves(now)
    )
    return tuple(key for half in halves for *_place, key in half)


def rows_of(keys: Sequence[UUID], now: datetime, policy: Policy) -> tuple[DutyRow, ...]:
    """Give the rows with these keys, in their order, each with its `standing`; one that is gone is left out."""
    rows = {row.pk: row for row in DutyRow.objects.filter(pk__in=keys).annotate(standing=_standing(now, policy))}
    return tuple(rows[key] for key in keys if key in rows)


COUNTED: tuple[State, ...] = ("overdue", "today", "week")


def _counted(rows: QuerySet[DutyRow], fits: Q, now: datetime, policy: Policy) -> Counter[str]:
    """Count, in one pass, those that fit (`found`) and those of each standing that the page's head names.

    What ends by tomorrow counts what is overdue too, and so on: three comparisons a row instead of three whole
    readings of how it stands.
    """
    goes, late = ~stands_still(now), _late(now)
    wanted = {
        "found": fits,
        "urgent": fits & late,
        "late": late,
        "by_tomorrow": goes & Q(end__lt=_end_of_day(now, policy)),
        "by_week": goes & Q(end__lte=now + WEEK),
    }
    sums: dict[str, Any] = {
        name: Sum(Choose(When(q, then=1), default=0)) if q else Count("*") for name, q in wanted.items()
    }
    told = {name: count or 0 for name, count in rows.aggregate(**sums).items()}
    today, week = told["by_tomorrow"] - told["late"], told["by_week"] - told["by_tomorrow"]
    urgent, found = told["urgent"], told["found"]
    return Counter(found=found, urgent=urgent, calm=found - urgent, overdue=told["late"], today=today, week=week)


def _late(now: datetime) -> Q:
    """Choose what is overdue: its limit has passed, and its clock goes."""
    return Q(limit__lt=now) & ~stands_still(now)


def _halves(now: datetime) -> tuple[tuple[Q, str], tuple[Q, str]]:
    """Give what is overdue, and what is not, each with the name under which it is counted.

    What ends later cannot be overdue: it is said twice, so that an index is left where its past ends.
    """
    return (Q(end__lt=now) & _late(now), "urgent"), (~_late(now), "calm")


Place = tuple[bool, "datetime", "datetime", str, "UUID"]
"""Where a row stands among those overdue, or those not: without end, its end (or start), start, rule, key."""


@dataclass(frozen=True)
class _Asked:
    """Rows that fit, how many there are."""

    rows: QuerySet[DutyRow]
    found: int


def _cut(parts: Sequence[_Asked], first: int, last: int) -> Iterator[UUID]:
    """Give the keys from `first` to before `last` of several parts together, in order.

    So many of one as the others cannot push past the beginning stand before it: they are passed over unread.
    """
    found, passed, together = [], 0, sum(part.found for part in parts)
    if first >= min(last, together):
        return
    for part in (one for one in parts if one.found):
        before = max(first - (together - part.found), 0)
        found.append(_ordered(part.rows, before, last))
        passed += before
    for *_place, key in islice(heapq.merge(*found), first - passed, last - passed):
        yield key


@dataclass(frozen=True)
class _Part:
    """Some of the open rows, and the same rows in a form for which the board's order is read off an index."""

    rows: QuerySet[DutyRow]
    in_turn: QuerySet[DutyRow]

    def best(self, found: int, wanted: Wanted) -> QuerySet[DutyRow]:
        """Few rows are put in order; of many the index is followed, if the page lies near where it starts."""
        near = wanted.state in {"", "overdue"} and found > FEW and found > FAR * (wanted.first + wanted.count)
        return self.in_turn if near else self.rows


def _ordered(rows: QuerySet[DutyRow], first: int = 0, last: int | None = None) -> Iterator[Place]:
    """Give the places of the rows from `first` to before `last`, or to the end, in the board's order."""
    ends = Coalesce("limit", "aim")
    by = ends.asc(nulls_last=True), "start", "rule", "pk"
    for key, end, start, rule in rows.order_by(*by).values_list("pk", ends, "start", "rule")[first:last]:
        yield (end is None, end or start, start, rule, key)


def _fitting(wanted: Wanted) -> Q:
    chosen = (("strength", wanted.strength), ("standing", wanted.state))
    return Q(**{name: value for name, value in chosen if value})


def _parts(viewer: Viewer, now: datetime, wanted: Wanted, policy: Policy) -> tuple[_Part, _Part]:
    """Give the duties of visible cases; and those of no case: of visible reports, a person's own, their roles'."""
    sight, drill = visible_to(viewer, now), wanted.drill
    of_whom = _of_whom(viewer, now, wanted.whose, policy)
    outside = Q(report__drill=drill) if drill else Q(report__drill=None) & _of_nobody_else(viewer, policy)
    inside = Q(case__drill=drill) if drill else ~Q(case_id__in=Case.objects.filter(drill__isnull=False).values("id"))
    cases, in_turn, others = (
        of_whom(_open(rows, now).filter(which)).annotate(standing=_standing(now, policy)).order_by()
        for rows, which in (
            (sight.duties_of_cases(), inside),
            (sight.duties_in_turn(), inside),
            (sight.duties_of_no_case(), outside),
        )
    )
    return _Part(cases, in_turn), _Part(others, others)


def _open(rows: QuerySet[DutyRow], now: datetime) -> QuerySet[DutyRow]:
    running = Q(start__isnull=False, start__lte=now, kept=None, waived=None)
    return rows.filter(running).annotate(named=Cast("who", TextField()), end=Coalesce("limit", "aim"))


def _of_nobody_else(viewer: Viewer, policy: Policy) -> Q:
    """Duties outside cases: of a report, of this very person, or of no person and with one of their roles.

    Their roles owe these, or have a say in them: they extend or waive them, or are called when they are late.
    """
    own = Q(report__isnull=False) | Q(scope="person", subject__startswith=viewer.id)
    return own | (~Q(scope="person") & (named(viewer.roles) | Q(rule__in=having_a_say(policy, viewer.roles))))


def _of_whom(viewer: Viewer, now: datetime, whose: Whose, policy: Policy) -> Callable[[Rows], Rows]:
    """Give what leaves, of open rows, those of whom is asked."""
    if whose == "all":
        return lambda rows: rows
    roles = named_for(viewer) | (team_of(policy, viewer.roles) if whose == "team" else frozenset())
    theirs = elsewhere(viewer, granted_to(viewer.actor, now), now)
    return lambda rows: theirs.left_out(rows).filter(named(roles))


def named_for(viewer: Viewer) -> frozenset[str]:
    """Give what a duty may name so that it is the viewer's: their roles, and themselves (`person:<key>`)."""
    return viewer.roles | {str(viewer.actor)}


def owed_outside(viewer: Viewer, rows: QuerySet[DutyRow]) -> QuerySet[DutyRow]:
    """Mark, in `owes`, which of these rows of no case this very viewer owes, as a person or in a role."""
    own = Q(scope="person", subject__startswith=viewer.id) | (~Q(scope="person") & named(named_for(viewer)))
    return rows.annotate(named=Cast("who", TextField())).annotate(owes=Choose(When(own, then=True), default=False))


def _standing(now: datetime, policy: Policy) -> Choose:
    """How a started, unkept duty stands: late is `limit < now`; days are the organisation's."""
    tomorrow, week = _end_of_day(now, policy), now + WEEK
    words: tuple[tuple[Q, State], ...] = (
        (stands_still(now), "paused"),
        (Q(limit__lt=now), "overdue"),
        (Q(limit__lt=tomorrow) | Q(limit=None, aim__lt=tomorrow), "today"),
        (Q(limit__lte=week) | Q(limit=None, aim__lte=week), "week"),
    )
    cases = (When(one, then=Value(state)) for one, state in words)
    return Choose(*cases, default=Value("later"), output_field=CharField())


def _end_of_day(now: datetime, policy: Policy) -> datetime:
    """Give the instant at which the organisation's present day ends."""
    zone = zone_of(policy.organisation.time_zone)
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone)
