"""The duty board: every open duty one may see, in the order of its limits; states are computed here and now."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from django.db.models import prefetch_related_objects

from daybreak.core.clocks.calendars import zone_of
from daybreak.core.words import Text
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Affect, Release, Remedy, Revision
from daybreak.stages.cases.affected import row_key
from daybreak.stages.cases.conflicting import conflicts_among
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from daybreak.core.access import Viewer
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Case, DutyRow, Report

State = Literal["overdue", "today", "week", "later", "paused"]
WEEK = timedelta(days=7)
PER_PAGE = 100
THINGS = ("affect", "remedy", "release")
"""Scopes whose duties say which product, release or remedy they are about."""


@dataclass(frozen=True)
class Wanted:
    """Which lines to show: `mine` those of one's own roles; `strength` and `state` empty for all; `first` skips."""

    mine: bool = True
    strength: str = ""
    state: str = ""
    first: int = 0
    count: int = PER_PAGE


@dataclass(frozen=True)
class BoardLine:
    """One open duty, its words opened.

    `scope` says what its page is: case, report, or another word of the policy's scopes (then `number` is empty);
    `per` and `subject` name what it exists once for, `about` says in words which one where several are alike;
    `fulfilled_by` are the kinds of facts that would keep it, from which a door knows the deed; `conflict` is the
    embargo that forbids what it orders, with how far people have come.
    """

    rule: str
    name: Text
    strength: str
    clause: str
    who: tuple[Text, ...]
    mine: bool
    scope: str
    per: str
    subject: str
    about: str
    number: str
    title: str
    start: datetime | None
    aim: datetime | None
    limit: datetime | None
    paused: bool
    state: State
    fulfilled_by: tuple[str, ...]
    conflict: Conflict | None = None


@dataclass(frozen=True)
class Counts:
    """How many of one's lines are overdue, due today, due within seven days (today's not counted twice)."""

    overdue: int
    today: int
    week: int


@dataclass(frozen=True)
class Board:
    """The lines of one page, how many there are in all, the counts, and the next instant of publication."""

    lines: tuple[BoardLine, ...]
    found: int
    counts: Counts
    public_at: datetime | None


def board(viewer: Viewer, now: datetime, wanted: Wanted = Wanted()) -> Board:
    """Give the open duties that the viewer may see, soonest limit first; those not started stay hidden.

    The counts follow `wanted.mine`, so that a person's own figures stand above a person's own list.
    """
    policy = policy_in_force(now)
    rows = [row for row in _open_rows(viewer, now) if not wanted.mine or set(row.who) & viewer.roles]
    stated = [(row, state_of(row, policy, now)) for row in rows]
    shown = [
        (row, state) for row, state in stated if wanted.strength in {"", row.strength} and wanted.state in {"", state}
    ]
    page = shown[wanted.first : wanted.first + wanted.count]
    owners = ("case__policy", "case__data_key", "report__policy", "report__data_key")
    prefetch_related_objects([row for row, _state in page], *owners)
    sending = {row.case_id: row.case for row, _state in page if row.case is not None and _sends(row)}
    contrary = conflicts_among(sending.values(), now)
    words = _Words(policy, viewer, _things([row for row, _state in page]), conflicts=contrary)
    lines = tuple(_line(row, state, words) for row, state in page)
    tally = [state for _row, state in stated]
    counts = Counts(tally.count("overdue"), tally.count("today"), tally.count("week"))
    return Board(lines, len(shown), counts, next_publication(viewer, now))


def next_publication(viewer: Viewer, now: datetime) -> datetime | None:
    """Give the next instant at which an advisory of a visible case becomes public by itself; None if none is armed."""
    armed = Revision.objects.filter(
        advisory__in=visible_to(viewer, now).advisories(),
        released_at__isnull=False,
        held_at=None,
        withdrawn_at=None,
        public_at__gt=now,
    )
    return armed.order_by("public_at").values_list("public_at", flat=True).first()


def state_of(row: DutyRow, policy: Policy, now: datetime) -> State:
    """Say how a started, unkept duty stands: late is `limit < now`; days are the organisation's."""
    if row.paused is not None:
        return "paused"
    end = row.limit or row.aim
    if row.limit is not None and row.limit < now:
        return "overdue"
    if end is None or end > now + WEEK:
        return "later"
    zone = zone_of(policy.organisation.time_zone)
    return "today" if end.astimezone(zone).date() <= now.astimezone(zone).date() else "week"


def _open_rows(viewer: Viewer, now: datetime) -> list[DutyRow]:
    """Fetch what has started and is neither kept nor waived; general duties only where one's roles answer for them."""
    rows = visible_to(viewer, now).duties().filter(start__isnull=False, start__lte=now, kept=None, waived=None)
    seen = [row for row in rows if row.case_id or row.report_id or _concerns(row, viewer)]
    return sorted(seen, key=lambda row: (row.limit is None, row.limit or row.aim or row.start, row.rule))


def _concerns(row: DutyRow, viewer: Viewer) -> bool:
    """Tell whether a duty of no case concerns the viewer: a person's own, or one that their roles answer for."""
    if row.scope == "person":
        return row.subject.partition("/")[0] == viewer.id
    return bool(set(row.who) & viewer.roles)


@dataclass(frozen=True)
class _Words:
    """What the lines of one page share: the policy in force, who looks, names of things, titles opened once."""

    policy: Policy
    viewer: Viewer
    things: Mapping[str, str]
    titles: dict[str, str] = field(default_factory=dict)
    conflicts: Mapping[tuple[str, str], Conflict] = field(default_factory=dict)

    def title(self, owner: Case | Report) -> str:
        """Open the title of a case or report, once; "" where it was erased."""
        if owner.number not in self.titles:
            erased = owner.data_key.destroyed_at is not None
            self.titles[owner.number] = "" if erased else open_text(owner, "title_sealed")
        return self.titles[owner.number]


def _line(row: DutyRow, state: State, words: _Words) -> BoardLine:
    owner, policy = row.case or row.report, words.policy
    rule = _rule(policy_of(owner.policy) if owner else policy, row.rule)
    return BoardLine(
        rule=row.rule,
        name=rule.name if rule else _plain(row.rule, policy),
        strength=row.strength,
        clause=_clause(rule),
        who=role_names(policy, row.who),
        mine=bool(set(row.who) & words.viewer.roles),
        scope="case" if row.case_id else "report" if row.report_id else row.scope,
        per=row.scope,
        subject=row.subject,
        about=words.things.get(row.subject.partition("/")[0], ""),
        number=owner.number if owner else "",
        title=words.title(owner) if owner else "",
        start=row.start,
        aim=row.aim,
        limit=row.limit,
        paused=row.paused is not None,
        state=state,
        fulfilled_by=rule.fulfilled_by() if rule else (),
        conflict=words.conflicts.get((str(row.case_id), row.rule)),
    )


def _sends(row: DutyRow) -> bool:
    """Tell whether a duty of a case orders a letter."""
    rule = _rule(policy_of(row.case.policy), row.rule) if row.case else None
    return rule is not None and rule.send is not None


def _things(rows: Sequence[DutyRow]) -> dict[str, str]:
    """Say which product or remedy the duties of these rows are about."""
    keys = {scope: {row.subject.partition("/")[0] for row in rows if row.scope == scope} for scope in THINGS}
    told = {}
    for affect in Affect.objects.filter(id__in=keys["affect"]).select_related("product", "release"):
        told[str(affect.id)] = row_key(affect.product, affect.release)
    for release in Release.objects.filter(id__in=keys["release"]).select_related("product"):
        told[str(release.id)] = f"{release.product.key}:{release.key}"
    for remedy in Remedy.objects.filter(id__in=keys["remedy"]).prefetch_related("affects__product", "affects__release"):
        told[str(remedy.id)] = ", ".join(row_key(one.product, one.release) for one in remedy.affects.all())
    return told


def role_names(policy: Policy, roles: Sequence[str]) -> tuple[Text, ...]:
    """Give the names of roles; one that the policy no longer has keeps its id."""
    return tuple(policy.roles[role].name if role in policy.roles else _plain(role, policy) for role in roles)


def _rule(policy: Policy, rule: str) -> DutyRule | None:
    try:
        return policy.duty(rule)
    except KeyError:
        return None


def _clause(rule: DutyRule | None) -> str:
    if rule is None or rule.basis is None:
        return ""
    return ", ".join(part for part in (rule.basis.source, rule.basis.clause) if part)


def _plain(name: str, policy: Policy) -> Text:
    return Text({policy.language: name})
