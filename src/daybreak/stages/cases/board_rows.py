"""The rows of the duty board, found, ordered, counted and cut into pages by the database; nothing sealed is opened."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import reduce
from itertools import islice
from operator import or_
from typing import TYPE_CHECKING, Any, Literal

from django.db.models import Case as Choose
from django.db.models import CharField, Count, F, Q, Sum, TextField, Value, When
from django.db.models.functions import Cast, Coalesce

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.policy.reading import team_of
from daybreak.people.sight import visible_to
from daybreak.records.models import Case, DutyRow
from daybreak.stages.intake.hearing import stands_still

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from uuid import UUID

    from django.db.models import QuerySet

    from daybreak.core.access import Viewer
    from daybreak.core.policy.model import Policy

State = Literal["overdue", "today", "week", "later", "paused"]
Whose = Literal["mine", "team", "all"]
WEEK = timedelta(days=7)
PER_PAGE = 50


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
    """Find what has started and is neither kept nor waived, the soonest limit first, those without one last.

    The counts follow `wanted.whose`, so that a person's own figures stand above a person's own list. Duties of cases
    and others are asked for apart, so that an index answers for the many: counted and ordered without reading a row.
    """
    parts = [_of_whom(rows, viewer, wanted.whose, policy) for rows in _open_rows(viewer, now, wanted.drill)]
    parts = [rows.annotate(standing=_standing(now, policy)).order_by() for rows in parts]
    fits = Q(**{name: value for name, value in (("strength", wanted.strength), ("standing", wanted.state)) if value})
    told = sum((_counted(rows, fits) for rows in parts), Counter())
    last = wanted.first + wanted.count
    placed = heapq.merge(*(_ordered(rows.filter(fits), last) for rows in parts))
    keys = [key for *_place, key in islice(placed, wanted.first, last)]
    rows = {row.pk: row for row in DutyRow.objects.filter(pk__in=keys).annotate(standing=_standing(now, policy))}
    page = tuple(rows[key] for key in keys if key in rows)
    return Found(page, told["found"], Counts(*(told[one] for one in COUNTED)))


COUNTED: tuple[State, ...] = ("overdue", "today", "week")


def _counted(rows: QuerySet[DutyRow], fits: Q) -> Counter[str]:
    """Count, in one pass, those that fit (`found`) and those of each standing that the page's head names."""
    wanted: dict[str, Q] = {"found": fits, **{one: Q(standing=one) for one in COUNTED}}
    sums: dict[str, Any] = {
        name: Sum(Choose(When(q, then=1), default=0)) if q else Count("*") for name, q in wanted.items()
    }
    return Counter({name: count or 0 for name, count in rows.aggregate(**sums).items()})


Place = tuple[bool, "datetime", str, "UUID"]
"""Where a row stands on the board: without limit, its limit (or aim, or start), its rule, its key."""


def _ordered(rows: QuerySet[DutyRow], last: int) -> Iterator[Place]:
    """Give the places of the first `last` rows in the board's order."""
    by = (F("limit").asc(nulls_last=True), Coalesce("aim", "start").asc(), "rule", "pk")
    for key, limit, other, rule in rows.order_by(*by).values_list("pk", "limit", Coalesce("aim", "start"), "rule")[
        :last
    ]:
        yield (limit is None, limit or other, rule, key)


def _open_rows(viewer: Viewer, now: datetime, drill: UUID | None) -> tuple[QuerySet[DutyRow], QuerySet[DutyRow]]:
    """Give the duties of visible cases; and those of no case: of visible reports, a person's own, their roles'."""
    sight, running = visible_to(viewer, now), Q(start__isnull=False, start__lte=now, kept=None, waived=None)
    of_cases, others = (
        rows.filter(running).annotate(named=Cast("who", TextField()))
        for rows in (sight.duties_of_cases(), sight.duties_of_no_case())
    )
    if drill:
        return of_cases.filter(case__drill=drill), others.filter(report__drill=drill)
    of_cases = of_cases.exclude(case_id__in=Case.objects.filter(drill__isnull=False).values("id"))
    others = others.filter(report__drill=None)
    own = Q(report__isnull=False) | Q(scope="person", subject__startswith=viewer.id)
    return of_cases, others.filter(own | (~Q(scope="person") & _named(viewer.roles)))


def _of_whom(rows: QuerySet[DutyRow], viewer: Viewer, whose: Whose, policy: Policy) -> QuerySet[DutyRow]:
    if whose == "all":
        return rows
    return rows.filter(_named(named_for(viewer) | (team_of(policy, viewer.roles) if whose == "team" else frozenset())))


def named_for(viewer: Viewer) -> frozenset[str]:
    """Give what a duty may name so that it is the viewer's: their roles, and themselves (`person:<key>`)."""
    return viewer.roles | {str(viewer.actor)}


def _named(roles: Iterable[str]) -> Q:
    """Rows whose `who`, a JSON list of role ids, holds one of these roles; ids have no character that JSON escapes."""
    return reduce(or_, (Q(named__contains=f'"{role}"') for role in sorted(roles)), Q(pk__in=()))


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
