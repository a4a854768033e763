"""The duty board: every open duty one may see, what is overdue first; states are computed here and now."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from django.db.models import prefetch_related_objects
from django.utils.translation import get_language

from daybreak.core.policy.deciding import may_decide
from daybreak.core.policy.reading import roles_with_deputies
from daybreak.core.policy.show_duties import source_words
from daybreak.core.words import Text
from daybreak.people.queries import granted_to, own_roles
from daybreak.people.sight import visible_to
from daybreak.program.versions import policy_in_force, policy_of
from daybreak.records.models import Affect, Digest, Release, Remedy, Revision
from daybreak.stages.cases.affected import about_words, line_words, row_words
from daybreak.stages.cases.board_elsewhere import NOWHERE, Elsewhere, elsewhere
from daybreak.stages.cases.board_planned import unplanned
from daybreak.stages.cases.board_rows import (
    MINE,
    PER_PAGE,
    Counts,
    State,
    Wanted,
    Whose,
    found_keys,
    found_rows,
    named_for,
    rows_of,
)
from daybreak.stages.cases.components import component_names
from daybreak.stages.cases.conflicting import conflicts_among
from daybreak.stages.cases.finder_dates import finder_dates
from daybreak.stages.cases.naming import key_words, names_of
from daybreak.stages.cases.several import names_apart
from daybreak.stages.cases.things import things_told
from daybreak.vault.sealed import open_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from datetime import datetime
    from uuid import UUID

    from daybreak.core.access import Viewer
    from daybreak.core.policy.conflicts import Conflict
    from daybreak.core.policy.deciding import Decision
    from daybreak.core.policy.model import Policy
    from daybreak.core.policy.model_duty import DutyRule
    from daybreak.records.models import Case, DutyRow, Report

PERSON = "person:"
"""How a duty names one person instead of a role."""
FLAWED = ("affect", "vulnerability")
"""Those of which a case has as many as it has vulnerabilities."""
THINGS = ("affect", "vulnerability", "remedy", "release", "component", "key")
"""Scopes whose duties say which product, vulnerability, release or remedy they are about."""

AT_ONCE = 1000


@dataclass(frozen=True)
class BoardLine:
    """One open duty, its words opened.

    `scope` says what its page is: case, report, or another word of the policy's scopes (then `number` is empty);
    `per` and `subject` name what it exists once for, `about` says in words which one where several are alike;
    `fulfilled_by` are the kinds of facts that would keep it, from which a door knows the deed; `finder_date` is the day
    that the finder of the case or report named for publishing; `conflict` is the embargo that forbids what it orders,
    with how far people have come; `planned` says that there is a remedy for what it is about; `as_deputy`
    that it is the viewer's only because they stand in for whoever owes it; `decisions` what the policy lets the viewer
    decide about a duty of no case.
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
    finder_date: datetime | None
    fulfilled_by: tuple[str, ...]
    conflict: Conflict | None = None
    planned: bool = True
    as_deputy: bool = False
    decisions: tuple[Decision, ...] = ()


@dataclass(frozen=True)
class Board:
    """The lines of one page, how many there are in all, the counts, and the next instant of publication."""

    lines: tuple[BoardLine, ...]
    found: int
    counts: Counts
    public_at: datetime | None


def board(viewer: Viewer, now: datetime, wanted: Wanted = MINE) -> Board:
    """Give the open duties that the viewer may see, what is overdue first; those not started stay hidden."""
    policy = policy_in_force(now)
    found = found_rows(viewer, now, wanted, policy)
    lines = _lines(found.rows, viewer, now, policy, wanted)
    return Board(lines, found.found, found.counts, next_publication(viewer, now))


def every_line(viewer: Viewer, now: datetime, wanted: Wanted) -> Iterator[BoardLine]:
    """Give every line that fits, without titles, in the board's order; so many at a time are in memory."""
    policy, wanted = policy_in_force(now), replace(wanted, titles=False)
    keys = found_keys(viewer, now, wanted, policy)
    for first in range(0, len(keys), AT_ONCE):
        yield from _lines(rows_of(keys[first : first + AT_ONCE], now, policy), viewer, now, policy, wanted)


def _lines(
    rows: Sequence[DutyRow], viewer: Viewer, now: datetime, policy: Policy, wanted: Wanted
) -> tuple[BoardLine, ...]:
    titles = wanted.titles
    owners = ["case__policy", "report__policy"]
    if titles:
        owners += ["case__data_key", "report__data_key"]
    prefetch_related_objects(rows, *owners)
    sending = {row.case_id: row.case for row in rows if row.case is not None and _sends(row)}
    contrary = conflicts_among(sending.values(), now)
    things = _things(rows, policy, titles=titles)
    granted = granted_to(viewer.actor, now)
    theirs = elsewhere(viewer, granted, now) if wanted.whose == "all" else NOWHERE  # else they are left out already
    own = own_roles(granted, now)
    words = _Words(policy, viewer, own, things, finder_dates(rows), titles, contrary, theirs, unplanned(rows))
    return tuple(_line(row, words) for row in rows)


def next_publication(viewer: Viewer, now: datetime) -> datetime | None:
    """Give the next instant at which an advisory of a visible case becomes public by itself; None if none is armed."""
    armed = Revision.objects.filter(
        released_at__isnull=False, held_at=None, withdrawn_at=None, public_at__gt=now
    ).order_by("public_at")
    told = list(armed.values_list("advisory__case_id", "public_at"))
    seen = set(visible_to(viewer, now).cases().filter(id__in={case for case, _at in told}).values_list("id", flat=True))
    return next((at for case, at in told if case in seen), None)


@dataclass(frozen=True)
class _Words:
    """What the lines of one page share: the policy in force, who looks, names of things, titles opened once."""

    policy: Policy
    viewer: Viewer
    own: frozenset[str]
    things: Mapping[str, str]
    finder_dates: Mapping[UUID, datetime]
    opening: bool
    conflicts: Mapping[tuple[str, str], Conflict]
    elsewhere: Elsewhere
    unplanned: Collection[UUID]
    titles: dict[str, str] = field(default_factory=dict)

    def title(self, owner: Case | Report) -> str:
        """Open the title of a case or report, once; "" where it was erased, or no title is wanted."""
        if not self.opening:
            return ""
        if owner.number not in self.titles:
            erased = owner.data_key.destroyed_at is not None
            self.titles[owner.number] = "" if erased else open_text(owner, "title_sealed")
        return self.titles[owner.number]


def _line(row: DutyRow, words: _Words) -> BoardLine:
    owner, policy = row.case or row.report, words.policy
    its_own = policy_of(owner.policy) if owner else policy
    rule = _rule(its_own, row.rule)
    mine = not named_for(words.viewer).isdisjoint(row.who) and not words.elsewhere.holds(row)
    return BoardLine(
        rule=row.rule,
        name=rule.name if rule else _plain(row.rule, policy),
        strength=row.strength,
        clause=_clause(rule),
        who=role_names(policy, row.who),
        mine=mine,
        as_deputy=mine and words.own.isdisjoint(row.who) and str(words.viewer.actor) not in row.who,
        scope="case" if row.case_id else "report" if row.report_id else row.scope,
        per=row.scope,
        subject=row.subject,
        about=about_words(row.subject, words.things),
        number=owner.number if owner else "",
        title=words.title(owner) if owner else "",
        start=row.start,
        aim=row.aim,
        limit=row.limit,
        paused=row.standing == "paused",  # type: ignore[attr-defined] # annotated by found_rows
        state=row.standing,  # type: ignore[attr-defined] # annotated by found_rows
        finder_date=words.finder_dates.get(owner.id) if owner else None,
        fulfilled_by=rule.fulfilled_by() if rule else (),
        conflict=words.conflicts.get((str(row.case_id), rule.letter if rule else row.rule)),
        planned=row.pk not in words.unplanned,
        decisions=_decisions(row, rule, its_own, words) if rule and not row.case_id else (),
    )


def _decisions(row: DutyRow, rule: DutyRule, policy: Policy, words: _Words) -> tuple[Decision, ...]:
    paused = row.standing == "paused"  # type: ignore[attr-defined] # annotated by found_rows
    return may_decide(rule, (row.aim, row.limit), paused=paused, roles=roles_with_deputies(policy, words.viewer.roles))


def _sends(row: DutyRow) -> bool:
    """Tell whether a duty of a case orders a letter."""
    rule = _rule(policy_of(row.case.policy), row.rule) if row.case else None
    return rule is not None and (rule.send is not None or rule.update_of is not None)


def _things(rows: Sequence[DutyRow], policy: Policy, *, titles: bool) -> dict[str, str]:
    """Say which product, remedy or division the duties of these rows are about, in the reader's language."""
    first = policy.language
    keys = {scope: {row.subject.partition("/")[0] for row in rows if row.scope == scope} for scope in THINGS}
    apart = names_apart({row.case_id for row in rows if row.scope in FLAWED}, titles=titles)
    affects, remedies = Affect.objects.filter(id__in=keys["affect"]), Remedy.objects.filter(id__in=keys["remedy"])
    told = things_told(affects, remedies, apart, policy)
    told |= component_names(keys["component"]) | key_words(keys["key"])
    for release in Release.objects.filter(id__in=keys["release"]).select_related("product"):
        told[str(release.id)] = row_words(release.product, release, first)
    told |= _issues(rows) if titles else {}
    return told | line_words((row.subject.partition("/")[2] for row in rows if row.scope == "vulnerability"), first)


def _issues(rows: Sequence[DutyRow]) -> dict[str, str]:
    """Give the titles of the issues of the digest that are to be read; an issue that is out is told to everybody."""
    keys = {row.subject.partition("/")[2] for row in rows if row.scope == "person"} - {""}
    out = Digest.objects.filter(id__in=keys, issued_at__isnull=False).select_related("data_key")
    return {str(row.id): open_text(row, "title_sealed") for row in out}


def role_names(policy: Policy, roles: Sequence[str]) -> tuple[Text, ...]:
    """Give the names of roles, or of the person named; a role that the policy no longer has keeps its id."""
    people = names_of(role for role in roles if role.startswith(PERSON))
    return tuple(
        policy.roles[role].name if role in policy.roles else _plain(people.get(role, role), policy) for role in roles
    )


def _rule(policy: Policy, rule: str) -> DutyRule | None:
    try:
        return policy.duty(rule)
    except KeyError:
        return None


def _clause(rule: DutyRule | None) -> str:
    return source_words(rule.basis, get_language() or "en") if rule is not None else ""


def _plain(name: str, policy: Policy) -> Text:
    return Text({policy.language: name})


__all__ = ["PER_PAGE", "Board", "BoardLine", "Counts", "State", "Wanted", "Whose", "board", "every_line"]
